package io.bidder.benchmarks.yardstick;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import java.util.List;

/**
 * Two columns a feature: the label's rate among rows with the same value, shrunk towards the base
 * rate, and the logarithm of how many there are. A bag's values are averaged.
 *
 * <p>A row that is trained on must not see its own label in its rates: its tenth of the rows is
 * left out of them.
 */
final class LabelRateColumns implements Columns {
  private static final int FOLDS = 10;

  /** A rate counts as much as the base rate does once this many positives were to be expected. */
  private static final double PRIOR_POSITIVES = 2;

  private final EncodedRows rows;
  private final int[] featureBySlot;
  private final int features;
  private final double baseRate;
  private final double priorWeight;

  /** By feature, then id and fold. */
  private final float[][] positives;

  private final float[][] weights;

  LabelRateColumns(LabelledRows labelled, int learntRows) {
    rows = labelled.rows();
    List<Feature.Embedded> embedded = labelled.schema().embedded();
    features = embedded.size();
    featureBySlot = RowLayout.featureBySlot(embedded);
    baseRate = labelled.rate(0, learntRows);
    priorWeight = baseRate > 0 ? PRIOR_POSITIVES / baseRate : PRIOR_POSITIVES;
    positives = new float[features][];
    weights = new float[features][];
    for (int f = 0; f < features; f++) {
      positives[f] = new float[Math.multiplyExact(embedded.get(f).tableRows(), FOLDS)];
      weights[f] = new float[positives[f].length];
    }
    for (int row = 0; row < learntRows; row++) {
      float weight = labelled.weights()[row];
      for (int slot = 0; slot < featureBySlot.length; slot++) {
        int id = rows.ids()[row * featureBySlot.length + slot];
        if (id >= 0) {
          int cell = id * FOLDS + row % FOLDS;
          weights[featureBySlot[slot]][cell] += weight;
          positives[featureBySlot[slot]][cell] += weight * labelled.labels()[row];
        }
      }
    }
  }

  @Override
  public int count() {
    return rows.numericCount() + 2 * features;
  }

  @Override
  public void append(int row, boolean training, SparseMatrix into) {
    RowLayout.appendNumerics(rows, row, into);
    int leftOut = training ? row % FOLDS : FOLDS;
    int slot = 0;
    for (int feature = 0; feature < features; feature++) {
      double rates = 0;
      double sizes = 0;
      int values = 0;
      for (; slot < featureBySlot.length && featureBySlot[slot] == feature; slot++) {
        int id = rows.ids()[row * featureBySlot.length + slot];
        if (id >= 0) {
          double positive = sum(positives[feature], id, leftOut);
          double weight = sum(weights[feature], id, leftOut);
          rates += (positive + priorWeight * baseRate) / (weight + priorWeight);
          // A tenth less was counted for rows that are trained on.
          sizes += Math.log1p(training ? weight * FOLDS / (FOLDS - 1) : weight);
          values++;
        }
      }
      int column = rows.numericCount() + 2 * feature;
      into.add(column, (float) (rates / values));
      into.add(column + 1, (float) (sizes / values));
    }
    into.endRow();
  }

  private static double sum(float[] cells, int id, int leftOut) {
    double sum = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      sum += fold == leftOut ? 0 : cells[id * FOLDS + fold];
    }
    return sum;
  }
}
