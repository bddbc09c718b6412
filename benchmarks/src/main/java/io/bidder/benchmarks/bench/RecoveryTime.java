package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.bench.result.RunFigures;
import io.bidder.market.load.LoadResult;
import java.util.List;

/**
 * The time that a server takes to recover from overload: until the share of bids in time and the
 * p99 stay as they are at that load without overload before.
 */
final class RecoveryTime {
  /** A part of the usual share of bids in time. */
  private static final double LEAST_GOODPUT = 0.95;

  /** A multiple of the usual p99: a tenth of a second holds few requests. */
  private static final double MOST_P99 = 2;

  /** A p99 below this is normal in any case. */
  private static final double NORMAL_P99_MICROS = 5_000;

  private static final int SLICES_IN_A_ROW = 3;

  private RecoveryTime() {}

  /**
   * Seconds after the load fell; NaN if it did not recover while it was watched.
   *
   * @param fellAtSeconds into the run
   * @param usual a run at the load that it fell to
   */
  static double seconds(List<LoadResult.Slice> slices, double fellAtSeconds, RunFigures usual) {
    double share = usual.goodputPerSecond() / usual.offeredPerSecond();
    double mostP99Micros = Math.max(NORMAL_P99_MICROS, MOST_P99 * usual.latency().p99());
    int inARow = 0;
    for (LoadResult.Slice slice : slices) {
      if (slice.fromSeconds() < fellAtSeconds - slice.seconds() / 2) {
        continue;
      }
      boolean normal =
          slice.inTimeBids() >= LEAST_GOODPUT * share * slice.due()
              && slice.p99Ns() / 1000.0 <= mostP99Micros;
      inARow = normal ? inARow + 1 : 0;
      if (inARow == SLICES_IN_A_ROW) {
        return Math.max(
            0, slice.fromSeconds() - (SLICES_IN_A_ROW - 1) * slice.seconds() - fellAtSeconds);
      }
    }
    return Double.NaN;
  }
}
