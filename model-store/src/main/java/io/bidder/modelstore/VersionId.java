package io.bidder.modelstore;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of versions and of their files: plain enough to be a directory's, a file's or an object
 * key's name anywhere.
 */
public final class VersionId {
  /** The rule that {@link #isValid} checks, in words. */
  public static final String RULE =
      "1 to 100 letters, digits, dots, underscores or hyphens, not starting with a dot";

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MAX_NAME = 70;
  private static final SecureRandom RANDOM = new SecureRandom();

  private VersionId() {}

  /**
   * Tells whether {@code id} can name a version or a file of one; never true for a path that leads
   * elsewhere.
   */
  public static boolean isValid(String id) {
    return VALID.matcher(id).matches();
  }

  /** Returns {@code id}, or throws an {@link InvalidVersionException} if it is not a valid one. */
  public static String check(String id) {
    if (!isValid(id)) {
      throw new InvalidVersionException("version id: \"" + id + "\", expected " + RULE);
    }
    return id;
  }

  /** {@code yyyyMMdd-HHmmss-<name>-<4 hex>} in UTC, so that ids sort by the time they were made. */
  public static String generate(Instant now, String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    plain = plain.substring(0, Math.min(plain.length(), MAX_NAME));
    return TIME.format(now)
        + "-"
        + (plain.isEmpty() ? "model" : plain)
        + "-"
        + String.format(Locale.ROOT, "%04x", RANDOM.nextInt(1 << 16));
  }
}
