package io.bidder.modelstore.testing;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what other threads do, for at most half a minute. */
public final class Waits {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Waits() {}

  /**
   * Returns once {@code condition} holds, and fails with {@code what} was waited for if it never
   * does.
   */
  public static void until(String what, Callable<Boolean> condition) throws Exception {
    long startNs = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - startNs > LIMIT.toNanos()) {
        throw new AssertionError("waited " + LIMIT.toSeconds() + " s for " + what);
      }
      Thread.onSpinWait();
    }
  }
}
