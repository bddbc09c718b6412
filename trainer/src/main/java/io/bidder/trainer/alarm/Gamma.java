package io.bidder.trainer.alarm;

import java.util.random.RandomGenerator;

/** The gamma distribution. */
final class Gamma {
  private static final double NEGLIGIBLE = 1e-12;

  private Gamma() {}

  /** Stirling's series, to nine digits where {@code x} is 10 or more, to six from 3 on. */
  static double log(double x) {
    return (x - 0.5) * Math.log(x)
        - x
        + 0.5 * Math.log(2 * Math.PI)
        + 1 / (12 * x)
        - 1 / (360 * x * x * x);
  }

  /**
   * The chance of at most {@code x}, of a rate of 1: the series of the incomplete gamma function.
   */
  static double below(double shape, double x) {
    if (x <= 0) {
      return 0;
    }
    double term = Math.exp(shape * Math.log(x) - x - log(shape + 1));
    double sum = 0;
    for (double n = shape + 1; term > NEGLIGIBLE * sum || n < x; n++) {
      sum += term;
      term *= x / n;
    }
    return Math.min(1, sum);
  }

  /** Draws from a rate of 1 (Marsaglia and Tsang 2000). */
  static double draw(double shape, RandomGenerator random) {
    if (shape < 1) {
      return draw(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
