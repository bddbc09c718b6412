package io.bidder.benchmarks.attack.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Makes the bytes of HTTP requests. */
public final class HttpBytes {
  /** The path of bid requests. */
  public static final String BID = "/openrtb2/bid";

  private HttpBytes() {}

  /** A request without a body. */
  public static byte[] get(String target) {
    return ascii("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** The same request, after whose answer the connection is closed. */
  public static byte[] last(byte[] request) {
    int line = 1;
    while (request[line - 1] != '\n') {
      line++;
    }
    byte[] start = join(Arrays.copyOf(request, line), ascii("Connection: close\r\n"));
    return join(start, Arrays.copyOfRange(request, line, request.length));
  }

  /** A bid request. */
  public static byte[] bid(byte[] body) {
    return post(BID, body, "");
  }

  /** A bid request that is zipped. */
  public static byte[] zippedBid(byte[] body) {
    return post(BID, gzip(body), "Content-Encoding: gzip\r\n");
  }

  /** A request with a body. */
  public static byte[] post(String target, byte[] body, String headers) {
    String start = "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
    return join(ascii(start + "Content-Length: " + body.length + "\r\n\r\n"), body);
  }

  /** A bid request whose body comes in chunks of so many bytes. */
  public static byte[] chunkedBid(byte[] body, int chunkBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ascii("POST " + BID + " HTTP/1.1\r\nHost: localhost\r\n"));
    out.writeBytes(ascii("Transfer-Encoding: chunked\r\n\r\n"));
    for (int from = 0; from < body.length; from += chunkBytes) {
      int length = Math.min(chunkBytes, body.length - from);
      out.writeBytes(ascii(Integer.toHexString(length).toLowerCase(Locale.ROOT) + "\r\n"));
      out.write(body, from, length);
      out.writeBytes(ascii("\r\n"));
    }
    out.writeBytes(ascii("0\r\n\r\n"));
    return out.toByteArray();
  }

  /** Bytes of characters that are ASCII. */
  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** One after the other. */
  public static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(first.length + second.length);
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  /** Zipped bytes. */
  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toByteArray();
  }
}
