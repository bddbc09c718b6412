package io.bidder.market.exchange;

import java.nio.charset.StandardCharsets;

/** Writes the heads of HTTP requests, which tell the market's time. */
final class Heads {
  private Heads() {}

  /** The bytes of a request without a body. */
  static byte[] get(String target, String host, long marketMillis) {
    return head("GET", target, host, marketMillis)
        .append("\r\n")
        .toString()
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The beginning of a request, up to where more headers may follow. */
  static StringBuilder head(String method, String target, String host, long marketMillis) {
    return new StringBuilder(512)
        .append(method)
        .append(' ')
        .append(target)
        .append(" HTTP/1.1\r\nHost: ")
        .append(host)
        .append("\r\nX-Market-Time: ")
        .append(marketMillis)
        .append("\r\n");
  }
}
