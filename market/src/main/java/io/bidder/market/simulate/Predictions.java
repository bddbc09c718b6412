package io.bidder.market.simulate;

/**
 * Predicted probabilities beside the true ones. Log-loss is what is expected of outcomes that are
 * drawn with the true probabilities, so that no outcome's luck is in it. Sums are of whole numbers:
 * their order does not matter.
 */
final class Predictions {
  private static final double UNITS = 1e12;
  private static final double LEAST = 1e-9;

  /** Of logits, from the one of {@value #LEAST} on. */
  private static final double BINS_PER_LOGIT = 10;

  private static final int BINS = 420;

  private final Ranks ranks = new Ranks();
  private final Ranks leastRanks = new Ranks();
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
    double boundedTruth = Math.min(1 - LEAST, Math.max(LEAST, truth));
    leastLoss += units(entropy(truth, boundedTruth));
    ranks.add(bounded, truth);
    leastRanks.add(boundedTruth, truth);
  }

  void add(Predictions others) {
    count += others.count;
    predicted += others.predicted;
    actual += others.actual;
    loss += others.loss;
    leastLoss += others.leastLoss;
    ranks.add(others.ranks);
    leastRanks.add(others.leastRanks);
  }

  /** How many. */
  long count() {
    return count;
  }

  /** What is expected to come, or not, by how likely it was said to be. */
  private static final class Ranks {
    private final long[] positives = new long[BINS];
    private final long[] negatives = new long[BINS];

    void add(double score, double truth) {
      double logit = StrictMath.log(score / (1 - score)) - StrictMath.log(LEAST);
      int bin = (int) Math.clamp(BINS_PER_LOGIT * logit, 0, BINS - 1);
      positives[bin] += units(truth);
      negatives[bin] += units(1 - truth);
    }

    void add(Ranks others) {
      for (int bin = 0; bin < BINS; bin++) {
        positives[bin] += others.positives[bin];
        negatives[bin] += others.negatives[bin];
      }
    }

    double auc() {
      double below = 0;
      double pairs = 0;
      double all = 0;
      for (int bin = 0; bin < BINS; bin++) {
        pairs += positives[bin] * (below + negatives[bin] / 2.0);
        below += negatives[bin];
        all += positives[bin];
      }
      return pairs / all / below;
    }
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

  /** P(what comes was predicted to be likelier than what does not). */
  double auc() {
    return ranks.auc();
  }

  /** Likewise, by the truth: nobody can have more. */
  double mostAuc() {
    return leastRanks.auc();
  }

  /** The sum of what was predicted over the sum of what is true. */
  double predictedOverTrue() {
    return (double) predicted / actual;
  }
}
