package io.bidder.bidder.admin;

import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask the admin port: whoever has its token or, if there is none, whoever is on this
 * machine. A browser on it is not all that it shows: pages of others are kept from asking in its
 * name. Immutable.
 */
final class AdminAccess {
  private static final int MAX_FILE_BYTES = 4_096;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{32,200}=*");
  private static final String SCHEME = "bearer ";
  static final int UNAUTHORIZED = 401;

  private static final int FORBIDDEN = 403;

  /** Of the token; null if there is none. */
  private final byte @Nullable [] hash;

  /** An answer to whoever may not ask. */
  record Refusal(int status, String why) {}

  private AdminAccess(byte @Nullable [] hash) {
    this.hash = hash;
  }

  /**
   * Reads the token.
   *
   * @param file null for none
   * @throws InvalidInputException naming the file and what was expected, but no token
   */
  static AdminAccess read(@Nullable Path file) {
    if (file == null) {
      return new AdminAccess(null);
    }
    String token = Document.text(file, MAX_FILE_BYTES).strip();
    if (!TOKEN.matcher(token).matches()) {
      throw new InvalidInputException(
          file + ": no token, expected one with at least 32 letters, digits or -._~+/");
    }
    return new AdminAccess(hash(token));
  }

  /** The reason not to answer; null if there is none. */
  @Nullable Refusal refusal(HttpHeaders headers) {
    if (hash != null) {
      return MessageDigest.isEqual(hash, hash(bearer(headers)))
          ? null
          : new Refusal(UNAUTHORIZED, "expected Authorization: Bearer and the port's token\n");
    }
    String host = headers.get(HttpHeaderNames.HOST, "");
    if (!host.isEmpty() && !isOfThisMachine(host)) {
      // Another's name that leads here is how another's page reads what is here.
      return new Refusal(FORBIDDEN, "without admin.tokenFile expected a Host of this machine\n");
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN, "");
    return origin.isEmpty() || origin.equals("http://" + host)
        ? null
        : new Refusal(FORBIDDEN, "a page of " + origin + " may not ask\n");
  }

  private static String bearer(HttpHeaders headers) {
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION, "");
    return authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        ? authorization.substring(SCHEME.length()).strip()
        : "";
  }

  private static boolean isOfThisMachine(String host) {
    String name = host.replaceFirst(":\\d*$", "");
    if (name.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(name).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
