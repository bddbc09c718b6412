package io.bidder.bidder.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
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
   * Posts the warm-up's requests, with the time for a server that goes by its exchange's.
   *
   * @throws UncheckedIOException if one is not answered with 200 or 204
   */
  static void run(InetSocketAddress server, InstantSource clock) {
    List<byte[]> requests = WarmUp.requests();
    try (Loopback connection = new Loopback(server, TIMEOUT_MILLIS)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (byte[] request : requests) {
          String time = "X-Market-Time: %d\r\n".formatted(clock.millis());
          int status = connection.post("/openrtb2/bid", request, time).status();
          if (status != 200 && status != 204) {
            throw new IOException("it answers " + status);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the server does not bid: " + e.getMessage(), e);
    }
  }
}
