package io.bidder.bidder.budget;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Counts of bills by the time from their bids. Those of the last hour's bids stand apart until they
 * are an hour old: what is late comes last, so that its share among the newest would be too low.
 * Its {@link Spend}'s lock guards it.
 */
final class Lateness {
  /** Quarters of an hour that are the last hour and at most a quarter more. */
  static final int HOUR = 5;

  /** Before much is known, one bill in fifty is taken to be late. */
  private static final double PRIOR_LATE = 20;

  private static final double PRIOR = 1_000;

  /** So many settled bills are remembered, then half as many. */
  private static final long MEMORY = 1 << 17;

  private static final long[] BOUNDS_MILLIS = {
    1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
    1_800_000, 3_600_000
  };
  private static final int CLASSES = BOUNDS_MILLIS.length + 1;

  private final long[] settled = new long[CLASSES];
  private final long[][] recent = new long[HOUR][CLASSES];
  private long quarter;

  /** A bid's impression was billed so long after the bid. */
  void add(long delayMillis, long epochMillis) {
    long now = epochMillis / Sums.QUARTER_MILLIS;
    for (long q = Math.max(quarter + 1, now - HOUR + 1); q <= now; q++) {
      settle(recent[(int) (q % HOUR)]);
    }
    quarter = Math.max(quarter, now);
    int delayClass = 0;
    while (delayClass < BOUNDS_MILLIS.length && delayMillis > BOUNDS_MILLIS[delayClass]) {
      delayClass++;
    }
    long bid = Math.clamp((epochMillis - delayMillis) / Sums.QUARTER_MILLIS, 0, quarter);
    long[] counts = bid > quarter - HOUR ? recent[(int) (bid % HOUR)] : settled;
    counts[delayClass]++;
  }

  private void settle(long[] counts) {
    for (int i = 0; i < CLASSES; i++) {
      settled[i] += counts[i];
      counts[i] = 0;
    }
    if (Arrays.stream(settled).sum() > MEMORY) {
      for (int i = 0; i < CLASSES; i++) {
        settled[i] /= 2;
      }
    }
  }

  /** The share of bills that come later than some time after their bids. */
  double shareAfter(long millis) {
    double late = PRIOR_LATE;
    double all = PRIOR;
    for (int i = 0; i < CLASSES; i++) {
      all += settled[i];
      if (i == CLASSES - 1 || BOUNDS_MILLIS[i] > millis) {
        late += settled[i];
      }
    }
    return late / all;
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(quarter);
    write(settled, out);
    for (long[] counts : recent) {
      write(counts, out);
    }
  }

  private static void write(long[] counts, DataOutputStream out) throws IOException {
    for (long count : counts) {
      out.writeLong(count);
    }
  }

  void readFrom(DataInputStream in) throws IOException {
    quarter = in.readLong();
    read(settled, in);
    for (long[] counts : recent) {
      read(counts, in);
    }
  }

  private static void read(long[] counts, DataInputStream in) throws IOException {
    for (int i = 0; i < CLASSES; i++) {
      counts[i] = in.readLong();
    }
  }

  void clear() {
    quarter = 0;
    Arrays.fill(settled, 0);
    for (long[] counts : recent) {
      Arrays.fill(counts, 0);
    }
  }
}
