package io.bidder.bidder.serve;

import io.bidder.bidder.bid.BidThreads;
import io.bidder.bidder.config.WatchdogConfig;
import io.bidder.bidder.http.BidServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether a bid was made, or could have been, just now. Once in a while it posts a made-up
 * request to the bid port, by a new connection, that every bidding thread which has not bid since
 * the last time takes as far as its score. Nobody else knows the path for that, so nobody can have
 * it done for nothing.
 *
 * @see BidThreads#onRequest
 */
final class Watchdog implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Watchdog.class.getName());
  private static final int TOKEN_BYTES = 16;

  /** The last look's age, in the time that looks take at most, at which nobody looks any more. */
  private static final int STALE_LOOKS = 10;

  private final WatchdogConfig config;
  private final InetSocketAddress address;
  private final String path;
  private final Supplier<@Nullable String> heldUp;
  private final Consumer<String> failures;
  private final Consumer<String> ending;
  private final List<byte[]> requests = WarmUp.requests();
  private final Health health;
  private final Thread thread;
  private int looks;
  private volatile long lastLookNs = System.nanoTime();
  private volatile boolean closed;

  /** A path that cannot be guessed. */
  static String newPath() {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    return "/watchdog/" + HexFormat.of().formatHex(token);
  }

  /**
   * Starts to look.
   *
   * @param path that was given to the server
   * @param failures is told the kind of thread when a look itself meets a bug
   * @param ending is told why when the process is to end
   */
  Watchdog(
      WatchdogConfig config,
      BidServer server,
      String path,
      Consumer<String> failures,
      Consumer<String> ending) {
    this.config = config;
    this.address = server.address();
    this.path = path;
    this.heldUp = server::heldUp;
    this.failures = failures;
    this.ending = ending;
    health = new Health(config);
    thread = Thread.ofPlatform().name("watch").daemon(true).start(this::run);
  }

  /** What is wrong with the server; null while it is ready. Safe from any thread. */
  @Nullable String notReady() {
    String reason = health.notReady();
    if (reason == null && System.nanoTime() - lastLookNs > STALE_LOOKS * longestLookNs()) {
      return "nobody looks whether bids are made";
    }
    return reason;
  }

  private long longestLookNs() {
    return config.interval().plus(config.timeout()).toNanos();
  }

  private void run() {
    while (!closed) {
      try {
        Thread.sleep(config.interval());
        look();
      } catch (InterruptedException e) {
        // Asked to close.
      } catch (Throwable e) {
        // It is not the one who looks that is to be ready.
        failures.accept("watch");
        LOG.log(Level.ERROR, "looking whether bids are made failed", e);
        told("looking whether bids are made meets " + e.getClass().getName());
      }
    }
  }

  private void look() {
    String problem = problem();
    if (!closed) {
      told(problem);
    }
  }

  private void told(@Nullable String problem) {
    long nowNs = System.nanoTime();
    String before = health.notReady();
    if (problem == null) {
      health.good();
    } else {
      health.bad(problem, nowNs - lastLookNs);
    }
    lastLookNs = nowNs;
    String now = health.notReady();
    if (now != null && before == null) {
      LOG.log(Level.ERROR, "not ready to bid: {0}", now);
    } else if (now == null && before != null) {
      LOG.log(Level.INFO, "ready to bid again");
    }
    if (now != null && health.isBeyondRepair()) {
      ending.accept(now);
    }
  }

  private @Nullable String problem() {
    String held = heldUp.get();
    return held == null ? proof() : held;
  }

  private @Nullable String proof() {
    byte[] request = requests.get(Math.floorMod(looks++, requests.size()));
    try (Loopback connection = new Loopback(address, (int) config.timeout().toMillis())) {
      Loopback.Answer answer = connection.post(path, request);
      if (answer.status() == 200) {
        return null;
      }
      return answer.noBidReason().isEmpty()
          ? "the bid port answers " + answer.status()
          : answer.noBidReason();
    } catch (SocketTimeoutException e) {
      return "the bid port does not answer in time";
    } catch (IOException e) {
      return "the bid port cannot be asked: " + e.getMessage();
    }
  }

  /** Stops looking. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      var _ = thread.join(config.timeout().plusSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
