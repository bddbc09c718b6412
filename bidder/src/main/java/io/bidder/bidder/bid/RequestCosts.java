package io.bidder.bidder.bid;

import io.bidder.bidder.http.Usage;

/**
 * Estimates of what a request will cost a thread by what is known before anything of it is looked
 * at: what requests as long as it have lately cost, and what those of its connection have. Not
 * thread-safe; takes no clock.
 */
final class RequestCosts {
  /** Requests over which a cost is averaged. */
  private static final int MEMORY = 64;

  /** Requests of a connection that weigh as much as those of its length. */
  private static final int OWN_WEIGHT = 8;

  /** Costs of all requests do not change more than this within a connection's memory. */
  private static final double MOST_CHANGE = 4;

  /** A request is heavy if it is to cost so many times what half of all requests are at most. */
  private static final int HEAVY_TIMES = 4;

  /** Below this nobody waits long for a request, however much others cost. */
  private static final long HEAVY_NS = 1_000_000;

  /** Costs by the number of bits of a length; 0 for none known. */
  private final double[] byLength = new double[Integer.SIZE + 1];

  private double all;

  /**
   * As long a memory as a connection's, to tell how much all requests' costs have changed since.
   */
  private final Usage everybody = new Usage();

  /**
   * Half of all requests were to cost more. Of estimates, which chance tells in less than in costs:
   * a thread that lost its core in the middle of a request makes no heavy one of it.
   */
  private double median;

  /**
   * A request of so many bytes has cost so much.
   *
   * @param estimateNs what it was to cost; 0 if nothing was known
   */
  void took(int bytes, long nanos, long estimateNs, long nowNs) {
    int length = bits(bytes);
    byLength[length] = towards(byLength[length], nanos);
    all = towards(all, nanos);
    everybody.add(nanos, nowNs);
    long typicalNs = estimateNs == 0 ? nanos : estimateNs;
    median = median == 0 ? typicalNs : median * (1 + (typicalNs > median ? 1.0 : -1.0) / MEMORY);
  }

  /** What a request will cost, by its length and what its connection has used. */
  long estimateNs(int bytes, Usage connection, long nowNs) {
    double known = byLength[bits(bytes)];
    double before = everybody.meanNs(all, 1, nowNs);
    double change = before == 0 ? 1 : Math.clamp(all / before, 1.0 / MOST_CHANGE, MOST_CHANGE);
    double otherwise = (known == 0 ? all : known) / change;
    return (long) (connection.meanNs(otherwise, OWN_WEIGHT, nowNs) * change);
  }

  /** What a request has lately cost; 0 before the first. */
  long meanNs() {
    return (long) all;
  }

  /** What half of the requests were lately to cost at most; 0 before the first. */
  long medianNs() {
    return (long) median;
  }

  /** Tells whether so much is far more than requests mostly cost. */
  boolean isHeavy(long nanos) {
    return nanos > HEAVY_NS && nanos > HEAVY_TIMES * median;
  }

  private static double towards(double before, long nanos) {
    return before == 0 ? nanos : before + (nanos - before) / MEMORY;
  }

  private static int bits(int bytes) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(bytes);
  }
}
