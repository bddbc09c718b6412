package io.bidder.benchmarks.bench.process;

import java.util.ArrayList;
import java.util.List;

/**
 * The counters of a process since its start; NaN for those that it does not have.
 *
 * @param requests answered
 * @param candidates ads scored
 * @param late requests without a bid because their deadline passed
 * @param sheds requests without a bid because too much was waiting
 * @param shedBuckets sheds by how long they took, cumulative; empty if not counted
 * @param cpuSeconds of all its threads
 */
public record Counters(
    double requests,
    double bids,
    double candidates,
    double late,
    double sheds,
    List<Bucket> shedBuckets,
    double allocatedBytes,
    double gcPauses,
    double gcPauseSeconds,
    double cpuSeconds) {
  /** Keeps the buckets. */
  public Counters {
    shedBuckets = List.copyOf(shedBuckets);
  }

  /** The number of those that took at most so long. */
  public record Bucket(double atMostSeconds, double count) {}

  /** The counts since an earlier look. */
  public Counters since(Counters earlier) {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < shedBuckets.size(); i++) {
      Bucket bucket = shedBuckets.get(i);
      double before = i < earlier.shedBuckets.size() ? earlier.shedBuckets.get(i).count : 0;
      buckets.add(new Bucket(bucket.atMostSeconds, bucket.count - before));
    }
    return new Counters(
        requests - earlier.requests,
        bids - earlier.bids,
        candidates - earlier.candidates,
        late - earlier.late,
        sheds - earlier.sheds,
        buckets,
        allocatedBytes - earlier.allocatedBytes,
        gcPauses - earlier.gcPauses,
        gcPauseSeconds - earlier.gcPauseSeconds,
        cpuSeconds - earlier.cpuSeconds);
  }

  /**
   * The median time to a shed, between two buckets' ends in proportion; NaN if there was none or it
   * is beyond the last bucket.
   */
  public double medianShedSeconds() {
    double half = sheds / 2;
    double below = 0;
    double from = 0;
    for (Bucket bucket : shedBuckets) {
      if (sheds > 0 && bucket.count >= half) {
        double within = bucket.count - below;
        return from + (bucket.atMostSeconds - from) * (within > 0 ? (half - below) / within : 1);
      }
      below = bucket.count;
      from = bucket.atMostSeconds;
    }
    return Double.NaN;
  }
}
