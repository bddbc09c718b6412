package io.bidder.bidder.serve;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A connection to a server of this process, as an exchange would have one. */
final class Loopback implements AutoCloseable {
  private static final int MAX_LINE_CHARS = 8 << 10;

  private final Socket socket = new Socket();
  private final long endNs;
  private final OutputStream out;
  private final InputStream in;

  /** An answer without its body. */
  record Answer(int status, String noBidReason) {}

  /**
   * Connects.
   *
   * @param timeoutMillis for everything that is done with the connection
   */
  Loopback(InetSocketAddress server, int timeoutMillis) throws IOException {
    endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    boolean connected = false;
    try {
      socket.setTcpNoDelay(true);
      socket.connect(server, timeoutMillis);
      out = socket.getOutputStream();
      in = new BufferedInputStream(socket.getInputStream());
      connected = true;
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  /**
   * Posts a bid request and waits for its answer.
   *
   * @param headers further ones, each a line with its end
   */
  Answer post(String path, byte[] request, String... headers) throws IOException {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "x-openrtb-version: 2.6\r\nContent-Length: "
            + request.length
            + "\r\n"
            + String.join("", headers)
            + "\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(request);
    out.flush();
    String status = line();
    if (!status.startsWith("HTTP/1.1 ") || status.length() < 12) {
      throw new IOException("it answers " + status);
    }
    int length = 0;
    String reason = "";
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      String value = header.substring(colon + 1).strip();
      switch (header.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Integer.parseInt(value);
        case "x-bidder-nobid" -> reason = value;
        default -> {
          // Nothing that matters here.
        }
      }
    }
    for (int left = length; left > 0; left--) {
      if (read() < 0) {
        throw new EOFException("it ends the connection");
      }
    }
    return new Answer(Integer.parseInt(status.substring(9, 12)), reason);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = read(); next != '\n'; next = read()) {
      if (next < 0) {
        throw new EOFException("it ends the connection");
      }
      if (line.length() == MAX_LINE_CHARS) {
        throw new IOException("it answers with an endless line");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private int read() throws IOException {
    long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
    if (leftMillis <= 0 && in.available() == 0) {
      throw new SocketTimeoutException("it does not answer in time");
    }
    socket.setSoTimeout((int) Math.max(1, leftMillis));
    return in.read();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
