package io.bidder.benchmarks.bench.result;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The middle of some figures. */
public final class Median {
  private Median() {}

  /**
   * The median of those that are numbers, of an even count the mean of the middle two; NaN of none.
   */
  public static double of(DoubleStream figures) {
    double[] sorted = figures.filter(figure -> !Double.isNaN(figure)).sorted().toArray();
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The median of those that are numbers. */
  public static double of(double... figures) {
    return of(Arrays.stream(figures));
  }
}
