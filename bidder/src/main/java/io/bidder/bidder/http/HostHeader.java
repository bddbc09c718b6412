package io.bidder.bidder.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The check of whom a request is for (RFC 9112, 3.2): one that could be for two hosts, or for none,
 * may be taken for another by a proxy before this server.
 */
public final class HostHeader {
  private static final String REG_NAME_MARKS = "-._~!$&'()*+;=%";
  private static final int MAX_PORT = 65_535;

  private HostHeader() {}

  /** The reason to refuse a request; empty for none. */
  public static String problem(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String host = headers.get(HttpHeaderNames.HOST);
    if (host == null) {
      return request.protocolVersion().equals(HttpVersion.HTTP_1_0)
          ? ""
          : "the request has no Host header";
    }
    if (headers instanceof RequestHeaders counted
        ? counted.hosts() > 1
        : headers.getAll(HttpHeaderNames.HOST).size() > 1) {
      return "the request has two Host headers";
    }
    if (!isHost(host.strip())) {
      return "the Host header is no host";
    }
    String target = request.uri();
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    if (scheme < 0) {
      return "";
    }
    int from = scheme + 3;
    int end = from;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return isHost(target.substring(from, end)) ? "" : "the request's target names no host";
  }

  /**
   * Tells whether a text is a host, of any kind, with a port or without. A comma, which a name may
   * have, stands between two of them here: a proxy may have made one line of two.
   */
  static boolean isHost(String text) {
    int end;
    if (text.startsWith("[")) {
      end = text.indexOf(']') + 1;
      for (int i = 1; i < end - 1; i++) {
        char c = text.charAt(i);
        if (Character.digit(c, 16) < 0 && ":.vV".indexOf(c) < 0) {
          return false;
        }
      }
    } else {
      end = 0;
      while (end < text.length() && isRegName(text, end)) {
        end++;
      }
    }
    return end > 0 && isPort(text, end);
  }

  private static boolean isRegName(String text, int at) {
    char c = text.charAt(at);
    if (c == '%') {
      return at + 2 < text.length()
          && Character.digit(text.charAt(at + 1), 16) >= 0
          && Character.digit(text.charAt(at + 2), 16) >= 0;
    }
    return c < 0x80 && (Character.isLetterOrDigit(c) || REG_NAME_MARKS.indexOf(c) >= 0);
  }

  private static boolean isPort(String text, int from) {
    if (from == text.length()) {
      return true;
    }
    if (text.charAt(from) != ':' || text.length() - from > 6) {
      return false;
    }
    int port = 0;
    for (int i = from + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = port * 10 + c - '0';
    }
    return port <= MAX_PORT;
  }
}
