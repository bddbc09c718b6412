package io.bidder.market.exchange;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A request that tells a bidder something.
 *
 * @param body JSON that is posted; empty for what a URL says by itself
 * @param token that an advertiser is known by; empty for what everybody may tell
 */
record Call(URI url, String body, String token) {
  Call {
    if (url.getHost() == null || url.getPort() < 0) {
      throw new IllegalArgumentException(url + " has no host and port");
    }
  }

  /**
   * What a browser, a player or an exchange loads.
   *
   * @throws IllegalArgumentException if it cannot be called
   */
  static Call get(String url) {
    return new Call(URI.create(url), "", "");
  }

  /** The bytes of the request. */
  byte[] bytes(long marketMillis) {
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    StringBuilder text =
        Heads.head(
            body.isEmpty() ? "GET" : "POST",
            url.getRawPath() + query,
            url.getAuthority(),
            marketMillis);
    if (!token.isEmpty()) {
      text.append("Authorization: Bearer ").append(token).append("\r\n");
    }
    if (!body.isEmpty()) {
      text.append("Content-Type: application/json\r\nContent-Length: ").append(body.length());
      text.append("\r\n");
    }
    return text.append("\r\n").append(body).toString().getBytes(StandardCharsets.US_ASCII);
  }
}
