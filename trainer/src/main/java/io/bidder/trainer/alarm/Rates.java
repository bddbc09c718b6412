package io.bidder.trainer.alarm;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The rates of outcomes of ads, as multiples of what was expected, each by its own outcomes and by
 * those of all: outcomes are Poisson distributed, rates gamma distributed over ads. How widely, and
 * around what, is weighed by what it makes of all ads, so that an ad with few outcomes is taken to
 * be as others are.
 */
final class Rates {
  private static final double[] SHAPES = {1, 2.5, 5, 10, 20, 40, 80, 160, 320};
  private static final double LEAST_MEAN = 0.1;
  private static final double MEAN_STEP = 1.03;
  private static final int MEANS = 157;
  private static final double NEGLIGIBLE = 1e-4;

  private final double[] counts;
  private final double[] expected;
  private final double[] weights = new double[SHAPES.length * MEANS];

  /**
   * What is known of ads.
   *
   * @param counts of outcomes, by ad
   * @param expected outcomes at a rate of 1, by ad
   */
  Rates(double[] counts, double[] expected) {
    this.counts = counts;
    this.expected = expected;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      double shape = shape(i);
      double scale = scale(i);
      double own = shape * Math.log(scale) - Gamma.log(shape);
      for (int ad = 0; ad < counts.length; ad++) {
        double with = shape + counts[ad];
        weights[i] += own + Gamma.log(with) - with * Math.log(scale + expected[ad]);
      }
      most = Math.max(most, weights[i]);
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(weights[i] - most);
      sum += weights[i] < NEGLIGIBLE ? 0 : weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weights[i] < NEGLIGIBLE ? 0 : weights[i] / sum;
    }
  }

  /** The rates of what came of what was expected, by group. */
  static Rates of(List<Ratio> ratios) {
    return new Rates(
        ratios.stream().mapToDouble(Ratio::came).toArray(),
        ratios.stream().mapToDouble(Ratio::expected).toArray());
  }

  private static double shape(int i) {
    return SHAPES[i / MEANS];
  }

  /** The inverse of the gamma distribution's scale. */
  private static double scale(int i) {
    return shape(i) / (LEAST_MEAN * Math.pow(MEAN_STEP, i % MEANS));
  }

  /** The chance that an ad's rate is at most so large. */
  double chanceBelow(int ad, double rate) {
    double chance = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        double scaled = rate * (scale(i) + expected[ad]);
        chance += weights[i] * Gamma.below(shape(i) + counts[ad], scaled);
      }
    }
    return chance;
  }

  /** An ad's rate, as it is expected to be. */
  double mean(int ad) {
    double mean = 0;
    for (int i = 0; i < weights.length; i++) {
      mean += weights[i] * (shape(i) + counts[ad]) / (scale(i) + expected[ad]);
    }
    return mean;
  }

  /** The variance of an ad's rate, by what is known of it. */
  double variance(int ad) {
    double squares = 0;
    for (int i = 0; i < weights.length; i++) {
      double shape = shape(i) + counts[ad];
      double scale = scale(i) + expected[ad];
      squares += weights[i] * shape * (shape + 1) / (scale * scale);
    }
    return squares - mean(ad) * mean(ad);
  }

  /** A rate of an ad as it may be. */
  double draw(int ad, RandomGenerator random) {
    double left = random.nextDouble();
    int i = 0;
    while (i < weights.length - 1 && left >= weights[i]) {
      left -= weights[i++];
    }
    return Gamma.draw(shape(i) + counts[ad], random) / (scale(i) + expected[ad]);
  }
}
