package io.bidder.benchmarks.yardstick;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;

/** Encoded rows in the order of time with the label of one head. Shares the arrays it is given. */
final class LabelledRows {
  private final FeatureSchema schema;
  private final EncodedRows rows;
  private final float[] labels;
  private final float[] weights;

  /**
   * @param labels 0 or 1, one a row
   * @param weights above 0, one a row
   */
  LabelledRows(FeatureSchema schema, EncodedRows rows, float[] labels, float[] weights) {
    if (labels.length < rows.size() || weights.length < rows.size()) {
      throw new IllegalArgumentException(
          "%d labels and %d weights for %d rows"
              .formatted(labels.length, weights.length, rows.size()));
    }
    this.schema = schema;
    this.rows = rows;
    this.labels = labels;
    this.weights = weights;
  }

  FeatureSchema schema() {
    return schema;
  }

  EncodedRows rows() {
    return rows;
  }

  int size() {
    return rows.size();
  }

  float[] labels() {
    return labels;
  }

  float[] weights() {
    return weights;
  }

  /** Returns whether the first rows have some of each label. */
  boolean hasBothLabels(int firstRows) {
    double rate = rate(0, firstRows);
    return rate > 0 && rate < 1;
  }

  /** The rate of the label in rows {@code from} to {@code to - 1}. */
  double rate(int from, int to) {
    double positives = 0;
    double all = 0;
    for (int row = from; row < to; row++) {
      positives += weights[row] * labels[row];
      all += weights[row];
    }
    return positives / all;
  }
}
