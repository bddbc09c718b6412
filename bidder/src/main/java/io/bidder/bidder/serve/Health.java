package io.bidder.bidder.serve;

import io.bidder.bidder.config.WatchdogConfig;
import org.jspecify.annotations.Nullable;

/**
 * What one look after the other at a server comes to: whether it is ready, and whether it has been
 * broken for so long that the process is to end. Looks count, not time: in a pause of the whole
 * process nobody looks, so that a pause is one look that fails at most. One thread tells, any asks.
 */
final class Health {
  private final int failuresAllowed;
  private final long longestLookNs;
  private final long endAfterNs;
  private int failures;
  private long brokenNs;
  private volatile @Nullable String notReady;

  Health(WatchdogConfig config) {
    failuresAllowed = config.failures() - 1;
    longestLookNs = config.interval().plus(config.timeout()).toNanos();
    endAfterNs = config.endAfter().toNanos();
  }

  /** Nothing was wrong at the last look. */
  void good() {
    failures = 0;
    brokenNs = 0;
    notReady = null;
  }

  /**
   * Something was wrong at the last look.
   *
   * @param sinceNs the look before
   */
  void bad(String problem, long sinceNs) {
    failures++;
    // Of a pause, as long as a look may take.
    brokenNs += Math.min(sinceNs, longestLookNs);
    if (failures > failuresAllowed) {
      notReady = problem;
    }
  }

  /** What is wrong with the server; null while it is ready. */
  @Nullable String notReady() {
    return notReady;
  }

  /** True if it has been broken for {@code bid.watchdog.endAfter}. */
  boolean isBeyondRepair() {
    return notReady != null && endAfterNs > 0 && brokenNs >= endAfterNs;
  }
}
