package io.bidder.benchmarks.attack.victim;

import io.bidder.benchmarks.attack.wire.HttpBytes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks at a server's health and memory twice a second, until it is closed, and whether it bids for
 * somebody who has not been connected yet.
 */
public final class ServerWatch implements AutoCloseable {
  private static final int EVERY_MILLIS = 500;

  /** After which an orchestrator's probe fails. */
  private static final int PROBE_MILLIS = 1_000;

  private static final byte[] HEALTHZ = HttpBytes.get("/healthz");
  private static final byte[] READYZ = HttpBytes.get("/readyz");

  private final AttackedServer server;
  private final byte[] bid;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private int probes;
  private int unhealthy;
  private int unready;
  private int keptOut;
  private double mostResidentBytes = Double.NaN;

  /**
   * Begins to look.
   *
   * @param goodBody of a request for which it bids
   */
  public ServerWatch(AttackedServer server, byte[] goodBody) {
    this.server = server;
    bid = HttpBytes.bid(goodBody);
    thread = Thread.ofPlatform().name("watch").daemon(true).start(this::watch);
  }

  private void watch() {
    try {
      do {
        mostResidentBytes = Math.max(orZero(mostResidentBytes), orZero(server.residentBytes()));
        probes++;
        unhealthy += Probe.isOk(server.adminAddress(), HEALTHZ, PROBE_MILLIS) ? 0 : 1;
        unready += Probe.isOk(server.adminAddress(), READYZ, PROBE_MILLIS) ? 0 : 1;
        keptOut += Probe.isOk(server.address(), bid, PROBE_MILLIS) ? 0 : 1;
      } while (!closing.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  /**
   * The health as it was seen.
   *
   * @param probes of each page, and bid requests over new connections
   * @param unhealthy probes of {@code /healthz} that were not answered 200 within a second
   * @param unready the same of {@code /readyz}
   * @param keptOut the same of bid requests
   */
  public record Seen(
      int probes, int unhealthy, int unready, int keptOut, double mostResidentBytes) {
    /** Everything that was asked for and not answered. */
    public int failed() {
      return unhealthy + unready + keptOut;
    }
  }

  /** Ends looking. */
  public Seen seen() throws InterruptedException {
    closing.countDown();
    thread.join();
    return new Seen(probes, unhealthy, unready, keptOut, mostResidentBytes);
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
