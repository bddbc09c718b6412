package io.bidder.market.exchange;

/** Writes the heads of HTTP requests, which tell the market's time. */
final class Heads {
  private Heads() {}

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
