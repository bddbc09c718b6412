package io.bidder.trainer.report;

import io.bidder.modelstore.calibration.CalibrationMap;

/**
 * The share of a baseline's log-loss that the model saves on the same rows, with its 95 % interval:
 * that of the mean of the rows' differences, which says more than two losses side by side, as rows
 * that are hard for the one are hard for the other. Rows are taken to be independent; where one
 * person has many, the interval is somewhat too narrow.
 *
 * @param mean below 0 where the model is worse
 * @param low infinitely low where there are too few rows to say
 * @param high infinitely high where there are too few rows to say
 */
public record LossGain(double mean, double low, double high) {
  private static final double Z = 1.96;

  /**
   * Compares predictions, row by row.
   *
   * @param weights one a row, 0 or more
   */
  public static LossGain of(float[] model, float[] baseline, float[] labels, float[] weights) {
    double weight = 0;
    double baselineLoss = 0;
    double saved = 0;
    int rows = 0;
    for (int i = 0; i < labels.length; i++) {
      weight += weights[i];
      baselineLoss += weights[i] * loss(baseline[i], labels[i]);
      saved += weights[i] * (loss(baseline[i], labels[i]) - loss(model[i], labels[i]));
      rows += weights[i] > 0 ? 1 : 0;
    }
    double mean = saved / weight;
    double squares = 0;
    for (int i = 0; i < labels.length; i++) {
      double off = weights[i] * (loss(baseline[i], labels[i]) - loss(model[i], labels[i]) - mean);
      squares += off * off;
    }
    double error =
        rows < 2 ? Double.POSITIVE_INFINITY : Math.sqrt(squares * rows / (rows - 1)) / baselineLoss;
    double share = saved / baselineLoss;
    return new LossGain(share, share - Z * error, share + Z * error);
  }

  private static double loss(float prediction, float label) {
    double p = CalibrationMap.clamp(prediction);
    return label > 0 ? -Math.log(p) : -Math.log1p(-p);
  }

  /** Tells whether the model is better by more than chance. */
  boolean isGain() {
    return low > 0;
  }

  /** Tells whether the model is worse by more than chance. */
  boolean isLoss() {
    return high < 0;
  }
}
