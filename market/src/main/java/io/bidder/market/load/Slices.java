package io.bidder.market.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A run in tenths of a second, by when requests were due. */
final class Slices {
  private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int DIGITS = 2;

  /** Beyond this many, runs are of no interest slice by slice. */
  private static final int MOST = 1200;

  private final List<Slice> slices = new ArrayList<>();

  /** Some time of a run. */
  private static final class Slice {
    final double fromSeconds;
    final Histogram latencyNs = new Histogram(LoadRecorder.MOST_NS, DIGITS);
    long inTimeBids;

    Slice(double fromSeconds) {
      this.fromSeconds = fromSeconds;
    }
  }

  Slices(double seconds) {
    int count = (int) Math.min(MOST, Math.ceil(seconds * 1e9 / SLICE_NS));
    for (int i = 0; i < count; i++) {
      slices.add(new Slice(i * SLICE_NS / 1e9));
    }
  }

  void add(long sinceStartNs, long latencyNs, boolean inTimeBid) {
    long at = Math.max(0, sinceStartNs) / SLICE_NS;
    if (at < slices.size()) {
      Slice slice = slices.get((int) at);
      slice.latencyNs.recordValue(latencyNs);
      slice.inTimeBids += inTimeBid ? 1 : 0;
    }
  }

  List<LoadResult.Slice> list() {
    return slices.stream()
        .map(slice ->
            new LoadResult.Slice(
                slice.fromSeconds,
                SLICE_NS / 1e9,
                slice.latencyNs.getTotalCount(),
                slice.inTimeBids,
                slice.latencyNs.getValueAtPercentile(99)))
        .toList();
  }
}
