package io.bidder.benchmarks.bench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Percentiles of a run's latencies, in microseconds; NaN where there are none.
 *
 * @param curve for a chart, by rising percentile; may be empty
 */
public record Latency(
    double p50, double p99, double p999, double p9999, double max, List<Point> curve) {
  /** The latency of nothing. */
  public static final Latency NONE =
      new Latency(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, List.of());

  private static final double NS_PER_MICRO = 1000;
  private static final int TICKS_PER_HALF = 4;

  /**
   * A point of the curve.
   *
   * @param nines how far out: 1 is the 90th percentile, 2 the 99th, and so on
   */
  public record Point(double nines, double micros) {}

  /** The percentiles of what was recorded in nanoseconds. */
  public static Latency of(Histogram ns) {
    if (ns.getTotalCount() == 0) {
      return NONE;
    }
    List<Point> curve = new ArrayList<>();
    for (HistogramIterationValue value : ns.percentiles(TICKS_PER_HALF)) {
      double beyond = 1 - value.getPercentileLevelIteratedTo() / 100;
      if (beyond > 0) {
        curve.add(new Point(-Math.log10(beyond), value.getValueIteratedTo() / NS_PER_MICRO));
      }
    }
    return new Latency(
        ns.getValueAtPercentile(50) / NS_PER_MICRO,
        ns.getValueAtPercentile(99) / NS_PER_MICRO,
        ns.getValueAtPercentile(99.9) / NS_PER_MICRO,
        ns.getValueAtPercentile(99.99) / NS_PER_MICRO,
        ns.getMaxValue() / NS_PER_MICRO,
        List.copyOf(curve));
  }

  /** Each percentile's median over some runs; the curve is that of the run nearest their p99. */
  static Latency median(List<Latency> runs) {
    double p99 = median(runs, Latency::p99);
    List<Point> curve = List.of();
    double nearest = Double.POSITIVE_INFINITY;
    for (Latency run : runs) {
      if (Math.abs(run.p99 - p99) < nearest) {
        nearest = Math.abs(run.p99 - p99);
        curve = run.curve;
      }
    }
    return new Latency(
        median(runs, Latency::p50),
        p99,
        median(runs, Latency::p999),
        median(runs, Latency::p9999),
        median(runs, Latency::max),
        curve);
  }

  private static double median(List<Latency> runs, ToDoubleFunction<Latency> figure) {
    return Median.of(runs.stream().mapToDouble(figure));
  }
}
