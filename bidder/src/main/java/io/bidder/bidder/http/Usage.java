package io.bidder.bidder.http;

/**
 * The time of the bidding threads that somebody has used lately: what was used a {@link
 * #HALF_LIFE_NS} ago counts half. Thread-safe. Times are {@link System#nanoTime}'s.
 */
public final class Usage {
  /** Long enough to tell a steady sender from a burst, short enough to forgive one soon. */
  static final long HALF_LIFE_NS = 1_000_000_000;

  private double usedNs;

  /** Requests that have used it, of which those a half-life ago count half, too. */
  private double requests;

  private long asOfNs;

  /** Adds what a request has cost. */
  public synchronized void add(long nanos, long nowNs) {
    double remaining = remaining(nowNs);
    usedNs = usedNs * remaining + nanos;
    requests = requests * remaining + 1;
    asOfNs = nowNs;
  }

  /** What has been used, as far as it still counts, in nanoseconds. */
  public synchronized double recentNs(long nowNs) {
    return usedNs * remaining(nowNs);
  }

  /**
   * What one of its requests has cost lately, in nanoseconds, if {@code weight} requests more had
   * cost {@code otherwiseNs}: that is all there is to go by where nothing is known.
   */
  public synchronized double meanNs(double otherwiseNs, double weight, long nowNs) {
    double remaining = remaining(nowNs);
    return (usedNs * remaining + otherwiseNs * weight) / (requests * remaining + weight);
  }

  private double remaining(long nowNs) {
    return usedNs == 0 ? 0 : Math.pow(0.5, (double) Math.max(0, nowNs - asOfNs) / HALF_LIFE_NS);
  }
}
