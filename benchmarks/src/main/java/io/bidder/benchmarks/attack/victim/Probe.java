package io.bidder.benchmarks.attack.victim;

import io.bidder.benchmarks.attack.wire.HttpBytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a server as one does who has not asked before: over a new connection, and not for long. */
public final class Probe {
  private Probe() {}

  /** Whether a request is answered 200 within some time. */
  static boolean isOk(InetSocketAddress address, byte[] request, int millis) {
    return answer(address, request, millis).startsWith("HTTP/1.1 200");
  }

  /** A sample of the metrics; NaN if it cannot be had. */
  public static double metric(InetSocketAddress address, String name, int millis) {
    for (String line : answer(address, HttpBytes.get("/metrics"), millis).split("\n", -1)) {
      if (line.startsWith(name + " ")) {
        return Double.parseDouble(line.substring(name.length() + 1).strip());
      }
    }
    return Double.NaN;
  }

  /** As much as has come when the server closes or the time is up. */
  private static String answer(InetSocketAddress address, byte[] request, int millis) {
    long endNs = System.nanoTime() + millis * 1_000_000L;
    StringBuilder answer = new StringBuilder();
    try (Socket socket = new Socket()) {
      socket.connect(address, millis);
      socket.getOutputStream().write(HttpBytes.last(request));
      InputStream in = socket.getInputStream();
      byte[] some = new byte[1 << 13];
      while (true) {
        socket.setSoTimeout((int) Math.max(1, (endNs - System.nanoTime()) / 1_000_000));
        int count = in.read(some);
        if (count < 0) {
          return answer.toString();
        }
        answer.append(new String(some, 0, count, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      return answer.toString();
    }
  }
}
