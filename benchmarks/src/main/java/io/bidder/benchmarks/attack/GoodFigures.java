package io.bidder.benchmarks.attack;

import java.util.Map;

/**
 * What became of good requests. Latency is from when they were due, in microseconds; NaN of none.
 *
 * @param afterwards requests that were due after the server had been asked to end, and are not
 *     counted
 * @param lostBy requests without a bid in time, by why
 */
record GoodFigures(
    long sent,
    long afterwards,
    Map<String, Long> lostBy,
    double p50Micros,
    double p99Micros,
    double maxMicros) {
  long lost() {
    return lostBy.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether any was bid on in time. */
  boolean bids() {
    return sent > lost();
  }
}
