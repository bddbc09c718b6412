package io.bidder.bidder.serve;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Asks a server of this process for bids, as an exchange would. With {@code ./run serve --check} it
 * says whether a server would bid; it is also what the JVM's cache for fast starts is made from, so
 * it goes the way of a first request.
 */
final class SelfCheck {
  private static final int ROUNDS = 20;
  private static final int TIMEOUT_MILLIS = 30_000;

  private SelfCheck() {}

  /**
   * Posts the warm-up's requests.
   *
   * @throws UncheckedIOException if one is not answered with 200 or 204
   */
  static void run(int port) {
    List<byte[]> requests = WarmUp.requests();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int round = 0; round < ROUNDS; round++) {
        for (byte[] request : requests) {
          out.write(head(request.length));
          out.write(request);
          out.flush();
          readAnswer(in);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the server does not bid: " + e.getMessage(), e);
    }
  }

  private static byte[] head(int length) {
    return ("POST /openrtb2/bid HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "x-openrtb-version: 2.6\r\nContent-Length: "
            + length
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void readAnswer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200 ") && !status.startsWith("HTTP/1.1 204 ")) {
      throw new IOException("it answers " + status);
    }
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.startsWith("Content-Length: ")) {
        length = Integer.parseInt(header.substring("Content-Length: ".length()));
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("it ends the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
