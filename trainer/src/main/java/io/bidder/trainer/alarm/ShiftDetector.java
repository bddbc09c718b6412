package io.bidder.trainer.alarm;

import java.util.Arrays;

/**
 * A sequential test of whether something has begun to come less often, or more, than a bound times
 * as often as expected. It may be looked at after every step: of streams for which that never
 * happened, at most a share a ever shows evidence of 1 / a (Ville's inequality).
 *
 * <p>Evidence is a mixture of likelihood ratios of Poisson counts over how much it changed
 * (Robbins, Statistical methods related to the law of the iterated logarithm, 1970) and over the
 * step at which it did, of which the later ones weigh less. Counts of rare yes and no are no worse
 * than Poisson ones.
 */
final class ShiftDetector {
  private static final double[] BELOW = {0.9, 0.7, 0.5, 0.3, 0.1};
  private static final double[] ABOVE = {1.1, 1.4, 2, 3.5, 8};
  private static final double LEAST = 1e-12;

  private final double bound;
  private final double[] times;
  private final double[] logMixed;
  private int steps;

  private ShiftDetector(double bound, double[] times) {
    this.bound = bound;
    this.times = times;
    logMixed = new double[times.length];
    Arrays.fill(logMixed, Double.NEGATIVE_INFINITY);
  }

  /** A test of whether it comes less often than so many times what is expected. */
  static ShiftDetector below(double bound) {
    return new ShiftDetector(bound, BELOW);
  }

  /** A test of whether it comes more often than so many times what is expected. */
  static ShiftDetector above(double bound) {
    return new ShiftDetector(bound, ABOVE);
  }

  /**
   * Takes a step.
   *
   * @param came in it
   * @param expected in it
   * @return the logarithm of the evidence up to now
   */
  double add(double came, double expected) {
    steps++;
    double begins = Math.log(startsAfter(steps - 1) - startsAfter(steps)) - Math.log(times.length);
    double sum = Math.log(startsAfter(steps));
    for (int i = 0; i < times.length; i++) {
      double logRatio =
          came * Math.log(times[i]) - (times[i] - 1) * bound * Math.max(LEAST, expected);
      logMixed[i] = logRatio + logSum(logMixed[i], begins);
      sum = logSum(sum, logMixed[i]);
    }
    return sum;
  }

  /** The weight of all beginnings after a step. */
  static double startsAfter(int step) {
    return Math.log(2) / Math.log(step + 2.0);
  }

  /** The logarithm of the sum of two numbers whose logarithms these are. */
  static double logSum(double one, double other) {
    double most = Math.max(one, other);
    return most == Double.NEGATIVE_INFINITY
        ? most
        : most + Math.log1p(Math.exp(Math.min(one, other) - most));
  }
}
