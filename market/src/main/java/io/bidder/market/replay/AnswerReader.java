package io.bidder.market.replay;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads HTTP/1.1 answers from a socket, whose owner closes it. One thread's.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class AnswerReader {
  static final int MAX_BODY_BYTES = 1 << 24;
  static final int MAX_LINE_BYTES = 1 << 14;
  static final int MAX_HEADERS = 200;

  private static final long NS_PER_MS = 1_000_000;

  private final Socket socket;
  private final InputStream in;
  private final byte[] incoming = new byte[1 << 14];
  private int read;
  private int filled;
  private long giveUpNs;
  private boolean closes;

  AnswerReader(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /**
   * Forgets the answer before.
   *
   * @param untilNs when waiting for the next one ends
   */
  void begin(long untilNs) {
    giveUpNs = untilNs;
    read = 0;
    filled = 0;
    closes = false;
  }

  /** Whether any byte of the answer has come. */
  boolean hasBegun() {
    return filled > 0;
  }

  /** Whether the answer that was read is the connection's last. */
  boolean closes() {
    return closes;
  }

  /**
   * Reads an answer to its end.
   *
   * @throws SocketTimeoutException if it takes too long
   * @throws ProtocolException if it is no HTTP/1.1
   */
  HttpAnswer read() throws IOException {
    int status;
    Headers headers;
    do {
      status = status(line());
      headers = headers();
    } while (status < 200);
    byte[] body;
    if (status == 204 || status == 304) {
      body = new byte[0];
    } else if (headers.chunked) {
      body = chunks();
    } else if (headers.contentLength >= 0) {
      body = bytes(headers.contentLength);
    } else {
      body = untilClosed();
      headers.close = true;
    }
    if (read < filled) {
      throw new ProtocolException((filled - read) + " bytes beyond the answer's end");
    }
    closes = headers.close;
    return new HttpAnswer(status, headers.noBidReason, body);
  }

  private static int status(String line) throws ProtocolException {
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new ProtocolException("'" + shortened(line) + "' is no HTTP/1.1 status line");
    }
    return number(line.substring(9, 12), 10, "status");
  }

  private Headers headers() throws IOException {
    Headers headers = new Headers();
    for (int count = 0; ; count++) {
      String line = line();
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

  private byte[] chunks() throws IOException {
    byte[] body = new byte[0];
    while (true) {
      String size = line();
      int semicolon = size.indexOf(';');
      int length =
          number((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16, "chunk");
      if (length == 0) {
        // Trailers.
        headers();
        return body;
      }
      if (length > MAX_BODY_BYTES - body.length) {
        throw new ProtocolException("a body of more than " + MAX_BODY_BYTES + " bytes");
      }
      byte[] chunk = bytes(length);
      int before = body.length;
      body = Arrays.copyOf(body, before + length);
      System.arraycopy(chunk, 0, body, before, length);
      line();
    }
  }

  private byte[] bytes(int length) throws IOException {
    if (length > MAX_BODY_BYTES) {
      throw new ProtocolException("a body of more than " + MAX_BODY_BYTES + " bytes");
    }
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      if (read == filled && !fill()) {
        throw new EOFException("the server closed in the middle of an answer");
      }
      int count = Math.min(length - at, filled - read);
      System.arraycopy(incoming, read, bytes, at, count);
      read += count;
      at += count;
    }
    return bytes;
  }

  private byte[] untilClosed() throws IOException {
    byte[] body = new byte[0];
    while (read < filled || fill()) {
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

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (read == filled && !fill()) {
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

  private boolean fill() throws IOException {
    long leftMillis = (giveUpNs - System.nanoTime()) / NS_PER_MS;
    if (leftMillis <= 0) {
      throw new SocketTimeoutException("the answer took too long");
    }
    socket.setSoTimeout((int) leftMillis);
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
        case HttpConnection.NO_BID_HEADER -> noBidReason = value;
        default -> {}
      }
    }
  }
}
