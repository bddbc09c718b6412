package io.bidder.trainer.alarm;

/**
 * By how much ads wear, each by its own outcomes and by those of all: how often something comes
 * falls with a power of what was expected of the ad before, and 1 less these powers are gamma
 * distributed over ads. How widely, and around what, is weighed by what it makes of all ads.
 */
final class Wear {
  /** The shapes of what 1 less the powers are like. */
  private static final double[] SHAPES = {5, 10, 20, 40, 80, 160, 320};

  private static final double LEAST_MEAN = 0.3;
  private static final double MEAN_STEP = 0.02;
  private static final int MEANS = 51;
  private static final double NEGLIGIBLE = 1e-4;

  private final int[] counts;
  private final double[] logs;
  private final double[] weights = new double[SHAPES.length * MEANS];

  /**
   * What is known of ads.
   *
   * @param counts of outcomes, by ad
   * @param logs as {@link WearDetector#logs}, by ad
   */
  Wear(int[] counts, double[] logs) {
    this.counts = counts;
    this.logs = logs;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      double shape = shape(i);
      double rate = rate(i);
      double own = shape * Math.log(rate) - Gamma.log(shape);
      for (int ad = 0; ad < counts.length; ad++) {
        double with = shape + counts[ad];
        weights[i] += own + Gamma.log(with) - with * Math.log(rate + logs[ad]);
      }
      most = Math.max(most, weights[i]);
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(weights[i] - most);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
  }

  private static double shape(int i) {
    return SHAPES[i / MEANS];
  }

  private static double rate(int i) {
    return shape(i) / (LEAST_MEAN + MEAN_STEP * (i % MEANS));
  }

  /** The chance that an ad's power is at least so large. */
  double chanceOf(int ad, double power) {
    double chance = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > NEGLIGIBLE) {
        double shape = shape(i) + counts[ad];
        chance += weights[i] * Gamma.below(shape, (1 - power) * (rate(i) + logs[ad]));
      }
    }
    return chance;
  }

  /** An ad's power, as it is expected to be. */
  double power(int ad) {
    double mean = 0;
    for (int i = 0; i < weights.length; i++) {
      mean += weights[i] * (shape(i) + counts[ad]) / (rate(i) + logs[ad]);
    }
    return 1 - mean;
  }
}
