package io.bidder.trainer.calibration;

import io.bidder.modelstore.calibration.CalibrationMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Labelled scores in ascending order of score, as logits, with weights scaled so that the weights
 * of the positives count as evidence what as many equally weighted rows would (Kish's effective
 * size).
 */
final class ScoredRows {
  /** Ascending. */
  final double[] logit;

  /** 0 or 1. */
  final float[] label;

  /** More than 0. */
  final double[] weight;

  private ScoredRows(double[] logit, float[] label, double[] weight) {
    this.logit = logit;
    this.label = label;
    this.weight = weight;
  }

  int count() {
    return logit.length;
  }

  /** Rows of weight 0 are left out. */
  static ScoredRows of(float[] raw, float[] labels, float @Nullable [] weights) {
    check(raw, labels, weights);
    long[] order = new long[raw.length];
    int n = 0;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < raw.length; i++) {
      float w = weights == null ? 1 : weights[i];
      if (w > 0) {
        // Non-negative floats order as their bits do; + 0f makes -0 into 0.
        order[n++] = (long) Float.floatToIntBits(raw[i] + 0f) << 32 | i;
        sum += w * labels[i];
        squares += (double) w * w * labels[i];
      }
    }
    Arrays.sort(order, 0, n);
    double scale = sum > 0 ? sum / squares : 1;
    double[] logit = new double[n];
    float[] label = new float[n];
    double[] weight = new double[n];
    for (int i = 0; i < n; i++) {
      int row = (int) order[i];
      double p = CalibrationMap.clamp(raw[row]);
      logit[i] = Math.log(p / (1 - p));
      label[i] = labels[row];
      weight[i] = weights == null ? 1 : weights[row] * scale;
    }
    return new ScoredRows(logit, label, weight);
  }

  private static void check(float[] raw, float[] labels, float @Nullable [] weights) {
    if (labels.length != raw.length || (weights != null && weights.length != raw.length)) {
      throw new IllegalArgumentException(
          "%d scores, %d labels and %s weights, expected as many of each"
              .formatted(raw.length, labels.length, weights == null ? "no" : weights.length));
    }
    for (int i = 0; i < raw.length; i++) {
      if (!(raw[i] >= 0 && raw[i] <= 1)) {
        throw new IllegalArgumentException(
            "score of row %d is %s, expected a probability".formatted(i, raw[i]));
      }
      if (!(labels[i] >= 0 && labels[i] <= 1)) {
        throw new IllegalArgumentException(
            "label of row %d is %s, expected 0 to 1".formatted(i, labels[i]));
      }
      if (weights != null && !(weights[i] >= 0 && weights[i] < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "weight of row %d is %s, expected 0 or more".formatted(i, weights[i]));
      }
    }
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
