package io.bidder.market.simulate;

/**
 * Predicted probabilities beside the true ones. Log-loss is what is expected of outcomes that are
 * drawn with the true probabilities, so that no outcome's luck is in it. Sums are of whole numbers:
 * their order does not matter.
 */
final class Predictions {
  private static final double UNITS = 1e12;
  private static final double LEAST = 1e-9;

  private long count;
  private long predicted;
  private long actual;
  private long loss;
  private long leastLoss;

  void add(double prediction, double truth) {
    double bounded = Math.min(1 - LEAST, Math.max(LEAST, prediction));
    count++;
    predicted += units(prediction);
    actual += units(truth);
    loss += units(entropy(truth, bounded));
    leastLoss += units(entropy(truth, Math.min(1 - LEAST, Math.max(LEAST, truth))));
  }

  void add(Predictions others) {
    count += others.count;
    predicted += others.predicted;
    actual += others.actual;
    loss += others.loss;
    leastLoss += others.leastLoss;
  }

  /** How many. */
  long count() {
    return count;
  }

  private static long units(double value) {
    return StrictMath.round(UNITS * value);
  }

  private static double entropy(double truth, double prediction) {
    return -truth * StrictMath.log(prediction) - (1 - truth) * StrictMath.log(1 - prediction);
  }

  /** The log-loss over that of always predicting the true mean; NaN where nothing was predicted. */
  double normalizedEntropy() {
    return loss / UNITS / count / ofTheMean();
  }

  /** Likewise, of the truth: nobody can have less. */
  double leastNormalizedEntropy() {
    return leastLoss / UNITS / count / ofTheMean();
  }

  private double ofTheMean() {
    double mean = actual / UNITS / count;
    return entropy(mean, mean);
  }

  /** The sum of what was predicted over the sum of what is true. */
  double predictedOverTrue() {
    return (double) predicted / actual;
  }
}
