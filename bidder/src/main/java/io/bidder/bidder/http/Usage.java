package io.bidder.bidder.http;

/**
 * The time of the bidding threads that somebody has used lately: what was used a {@link
 * #HALF_LIFE_NS} ago counts half. Thread-safe. Times are {@link System#nanoTime}'s.
 */
public final class Usage {
  /** Long enough to tell a steady sender from a burst, short enough to forgive one soon. */
  static final long HALF_LIFE_NS = 1_000_000_000;

  private double usedNs;
  private long asOfNs;

  /** Adds what a request has cost. */
  public synchronized void add(long nanos, long nowNs) {
    usedNs = remaining(nowNs) + nanos;
    asOfNs = nowNs;
  }

  /** What has been used, as far as it still counts, in nanoseconds. */
  public synchronized double recentNs(long nowNs) {
    return remaining(nowNs);
  }

  private double remaining(long nowNs) {
    return usedNs == 0
        ? 0
        : usedNs * Math.pow(0.5, (double) Math.max(0, nowNs - asOfNs) / HALF_LIFE_NS);
  }
}
