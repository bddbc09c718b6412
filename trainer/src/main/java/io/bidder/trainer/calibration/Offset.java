package io.bidder.trainer.calibration;

import static io.bidder.trainer.calibration.ScoredRows.sigmoid;

/** One shift of some rows' logits, solved for by Newton's method within a bracket. */
final class Offset {
  private static final int MAX_ITERATIONS = 100;

  /** Newton's error is squared by every step: after one this small nothing but rounding is left. */
  private static final double LAST_STEP = 1e-8;

  private static final double MAX_OFFSET = 30;

  private Offset() {}

  /**
   * The offset of rows [from, to) that is most probable given their labels and a Gaussian prior
   * around 0.
   *
   * @param logit of each row before the offset
   */
  static double mostProbable(double[] logit, ScoredRows rows, int from, int to, double precision) {
    double positives = 0;
    for (int i = from; i < to; i++) {
      positives += rows.weight[i] * rows.label[i];
    }
    return solve(logit, rows, from, to, positives, precision);
  }

  /** The offset at which all rows' predictions sum to {@code total}. */
  static double reaching(double total, double[] logit, ScoredRows rows) {
    return solve(logit, rows, 0, rows.count(), total, 0);
  }

  /** The root of the strictly falling {@code total - sum of w sigmoid(logit + d) - precision d}. */
  private static double solve(
      double[] logit, ScoredRows rows, int from, int to, double total, double precision) {
    double low = -MAX_OFFSET;
    double high = MAX_OFFSET;
    double d = 0;
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double value = total - precision * d;
      double slope = precision;
      for (int i = from; i < to; i++) {
        double p = sigmoid(logit[i] + d);
        value -= rows.weight[i] * p;
        slope += rows.weight[i] * p * (1 - p);
      }
      if (value > 0) {
        low = d;
      } else {
        high = d;
      }
      double step = value / slope;
      if (Math.abs(step) < LAST_STEP) {
        return d + step;
      }
      double next = d + step;
      if (!(next > low && next < high)) {
        next = (low + high) / 2;
      }
      d = next;
    }
    return d;
  }
}
