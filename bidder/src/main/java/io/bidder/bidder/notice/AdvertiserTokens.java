package io.bidder.bidder.notice;

import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bearer tokens (RFC 6750) by which the servers of advertisers are known. Immutable.
 *
 * <p>A file has one to a line behind its advertiser's id, {@code shop: 9f86d081…}; lines that begin
 * with # are passed over. An advertiser may have several, so that it can change them.
 */
public final class AdvertiserTokens {
  private static final int MAX_TOKENS = 1_000;
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final String SCHEME = "bearer ";
  private static final Pattern LINE =
      Pattern.compile("\\s*(\\S.*?)\\s*:\\s*([A-Za-z0-9._~+/-]{32,200}=*)\\s*");

  private final List<Holder> holders;

  /** Whose token hashes to this. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Holder(String advertiserId, byte[] hash) {}

  private AdvertiserTokens(List<Holder> holders) {
    this.holders = List.copyOf(holders);
  }

  /**
   * Reads tokens.
   *
   * @param file null for none: nobody is known
   * @throws InvalidInputException naming the file, the line and what was expected, but no token
   */
  public static AdvertiserTokens read(@Nullable Path file) {
    List<Holder> holders = new ArrayList<>();
    List<String> lines =
        file == null ? List.of() : Document.text(file, MAX_FILE_BYTES).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new InvalidInputException(
            "%s:%d: no token, expected ADVERTISER: TOKEN with at least 32 letters, digits or -._~+/"
                .formatted(file, i + 1));
      }
      byte[] hash = hash(parts.group(2));
      if (holders.stream().anyMatch(other -> MessageDigest.isEqual(other.hash, hash))) {
        throw new InvalidInputException(
            "%s:%d: a token that another line has, expected one of its own".formatted(file, i + 1));
      }
      holders.add(new Holder(parts.group(1), hash));
    }
    if (holders.size() > MAX_TOKENS) {
      throw new InvalidInputException(
          "%s: %d tokens, expected at most %d".formatted(file, holders.size(), MAX_TOKENS));
    }
    return new AdvertiserTokens(holders);
  }

  /** The advertiser of an {@code Authorization} header; null if it is nobody's that is known. */
  @Nullable String advertiserId(@Nullable String authorization) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return null;
    }
    byte[] hash = hash(authorization.substring(SCHEME.length()).strip());
    String advertiserId = null;
    // All of them, and each in the same time, so that none can be guessed part by part.
    for (Holder holder : holders) {
      if (MessageDigest.isEqual(holder.hash, hash)) {
        advertiserId = holder.advertiserId;
      }
    }
    return advertiserId;
  }

  private static byte[] hash(String token) {
    return TokenSignature.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
  }
}
