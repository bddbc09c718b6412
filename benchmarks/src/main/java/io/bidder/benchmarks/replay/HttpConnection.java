package io.bidder.benchmarks.replay;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive HTTP/1.1 connection: a request is one write, an answer is read by the thread that
 * asked, with no hand-over to another in between, so that little of what is measured is the
 * client's. Opens itself when first used and again after a failure. One thread's.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class HttpConnection implements Closeable {
  /** How a 204 says why there is no bid. */
  static final String NO_BID_HEADER = "x-bidder-nobid";

  static final int MAX_BODY_BYTES = 1 << 24;
  static final int MAX_LINE_BYTES = 1 << 14;
  static final int MAX_HEADERS = 200;

  private static final int DEFAULT_PORT = 80;
  private static final long NS_PER_MS = 1_000_000;

  private final URI target;
  private final int limitMillis;
  private @Nullable Socket socket;
  private byte[] outgoing = new byte[1 << 14];
  private byte[] incoming = new byte[1 << 14];
  private int read;
  private int filled;
  private long giveUpNs;
  private boolean reused;
  private long reopened;

  /**
   * Opens nothing yet.
   *
   * @param limitMillis how long connecting, or an answer to the end, may take
   */
  HttpConnection(URI target, int limitMillis) {
    this.target = target;
    this.limitMillis = limitMillis;
  }

  /** Connections that the server closed between two requests, or that broke, and were replaced. */
  long reopened() {
    return reopened;
  }

  /**
   * Posts JSON and waits for the answer. A request that finds its kept-alive connection closed is
   * sent once more on a new one.
   *
   * @param pathAndQuery where to
   * @throws SocketTimeoutException if the answer takes too long
   * @throws ProtocolException if the answer is no HTTP/1.1
   * @throws IOException if the server cannot be reached or closes in the middle
   */
  HttpAnswer post(String pathAndQuery, byte[] body) throws IOException {
    giveUpNs = System.nanoTime() + limitMillis * NS_PER_MS;
    boolean again = reused;
    try {
      return exchange(pathAndQuery, body);
    } catch (SocketTimeoutException | ProtocolException e) {
      close();
      throw e;
    } catch (IOException e) {
      boolean nothingRead = filled == 0;
      close();
      if (!again || !nothingRead) {
        throw e;
      }
    }
    reopened++;
    try {
      return exchange(pathAndQuery, body);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Connects, if that has not happened. */
  void open() throws IOException {
    if (socket != null) {
      return;
    }
    Socket opening = new Socket();
    try {
      opening.setTcpNoDelay(true);
      int port = target.getPort() < 0 ? DEFAULT_PORT : target.getPort();
      opening.connect(new InetSocketAddress(target.getHost(), port), limitMillis);
    } catch (IOException | RuntimeException e) {
      opening.close();
      throw e;
    }
    socket = opening;
    reused = false;
  }

  @Override
  public void close() throws IOException {
    Socket closing = socket;
    socket = null;
    reused = false;
    if (closing != null) {
      closing.close();
    }
  }

  private HttpAnswer exchange(String pathAndQuery, byte[] body) throws IOException {
    open();
    Socket open = socket;
    if (open == null) {
      throw new IllegalStateException("open() left no socket");
    }
    read = 0;
    filled = 0;
    byte[] head = head(pathAndQuery, body.length);
    int length = head.length + body.length;
    if (outgoing.length < length) {
      outgoing = new byte[2 * length];
    }
    System.arraycopy(head, 0, outgoing, 0, head.length);
    System.arraycopy(body, 0, outgoing, head.length, body.length);
    open.getOutputStream().write(outgoing, 0, length);
    return answer(open, open.getInputStream());
  }

  private byte[] head(String pathAndQuery, int bodyBytes) {
    String head =
        "POST "
            + pathAndQuery
            + " HTTP/1.1\r\nHost: "
            + target.getRawAuthority()
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + bodyBytes
            + "\r\n\r\n";
    return head.getBytes(StandardCharsets.US_ASCII);
  }

  private HttpAnswer answer(Socket open, InputStream in) throws IOException {
    int status;
    Headers headers;
    do {
      status = status(line(open, in));
      headers = headers(open, in);
    } while (status < 200);
    byte[] body;
    if (status == 204 || status == 304) {
      body = new byte[0];
    } else if (headers.chunked) {
      body = chunks(open, in);
    } else if (headers.contentLength >= 0) {
      body = bytes(open, in, headers.contentLength);
    } else {
      body = untilClosed(open, in);
      headers.close = true;
    }
    if (read < filled) {
      throw new ProtocolException((filled - read) + " bytes beyond the answer's end");
    }
    if (headers.close) {
      close();
    } else {
      reused = true;
    }
    return new HttpAnswer(status, headers.noBidReason, body);
  }

  private static int status(String line) throws ProtocolException {
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new ProtocolException("'" + shortened(line) + "' is no HTTP/1.1 status line");
    }
    return number(line.substring(9, 12), 10, "status");
  }

  private Headers headers(Socket open, InputStream in) throws IOException {
    Headers headers = new Headers();
    for (int count = 0; ; count++) {
      String line = line(open, in);
      if (line.isEmpty()) {
        return headers;
      }
      if (count == MAX_HEADERS) {
        throw new ProtocolException("more than " + MAX_HEADERS + " headers");
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.set(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
  }

  private byte[] chunks(Socket open, InputStream in) throws IOException {
    byte[] body = new byte[0];
    while (true) {
      String size = line(open, in);
      int semicolon = size.indexOf(';');
      int length =
          number((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16, "chunk");
      if (length == 0) {
        // Trailers.
        headers(open, in);
        return body;
      }
      if (length > MAX_BODY_BYTES - body.length) {
        throw new ProtocolException("a body of more than " + MAX_BODY_BYTES + " bytes");
      }
      byte[] chunk = bytes(open, in, length);
      int before = body.length;
      body = Arrays.copyOf(body, before + length);
      System.arraycopy(chunk, 0, body, before, length);
      line(open, in);
    }
  }

  private byte[] bytes(Socket open, InputStream in, int length) throws IOException {
    if (length > MAX_BODY_BYTES) {
      throw new ProtocolException("a body of more than " + MAX_BODY_BYTES + " bytes");
    }
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      if (read == filled && !fill(open, in)) {
        throw new EOFException("the server closed in the middle of an answer");
      }
      int count = Math.min(length - at, filled - read);
      System.arraycopy(incoming, read, bytes, at, count);
      read += count;
      at += count;
    }
    return bytes;
  }

  private byte[] untilClosed(Socket open, InputStream in) throws IOException {
    byte[] body = new byte[0];
    while (read < filled || fill(open, in)) {
      int before = body.length;
      int count = filled - read;
      if (count > MAX_BODY_BYTES - before) {
        throw new ProtocolException("a body of more than " + MAX_BODY_BYTES + " bytes");
      }
      body = Arrays.copyOf(body, before + count);
      System.arraycopy(incoming, read, body, before, count);
      read = filled;
    }
    return body;
  }

  private String line(Socket open, InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (read == filled && !fill(open, in)) {
        throw new EOFException("the server closed without an answer");
      }
      char c = (char) (incoming[read++] & 0xFF);
      if (c == '\n') {
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
      if (line.length() == MAX_LINE_BYTES) {
        throw new ProtocolException("a header line of more than " + MAX_LINE_BYTES + " bytes");
      }
      line.append(c);
    }
  }

  private boolean fill(Socket open, InputStream in) throws IOException {
    long leftMillis = (giveUpNs - System.nanoTime()) / NS_PER_MS;
    if (leftMillis <= 0) {
      throw new SocketTimeoutException("the answer took too long");
    }
    open.setSoTimeout((int) leftMillis);
    int count = in.read(incoming, 0, incoming.length);
    if (count < 0) {
      return false;
    }
    read = 0;
    filled = count;
    return true;
  }

  private static int number(String text, int radix, String what) throws ProtocolException {
    try {
      int number = Integer.parseInt(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ProtocolException("'" + shortened(text) + "' is no " + what + " number");
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  /** What counts of an answer's headers. */
  private static final class Headers {
    private int contentLength = -1;
    private boolean chunked;
    private boolean close;
    private String noBidReason = "";

    void set(String name, String value) throws ProtocolException {
      switch (name) {
        case "content-length" -> contentLength = number(value, 10, "content-length");
        case "transfer-encoding" -> chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
        case "connection" -> close = value.equalsIgnoreCase("close");
        case NO_BID_HEADER -> noBidReason = value;
        default -> {}
      }
    }
  }
}
