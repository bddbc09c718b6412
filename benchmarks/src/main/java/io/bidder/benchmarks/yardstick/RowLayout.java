package io.bidder.benchmarks.yardstick;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import java.util.List;

/** The positions of features in encoded rows. */
final class RowLayout {
  private RowLayout() {}

  /** The index of the embedded feature that each id slot belongs to. */
  static int[] featureBySlot(List<Feature.Embedded> features) {
    int slots = features.stream().mapToInt(Feature.Embedded::slots).sum();
    int[] featureBySlot = new int[slots];
    int slot = 0;
    for (int f = 0; f < features.size(); f++) {
      for (int i = 0; i < features.get(f).slots(); i++) {
        featureBySlot[slot++] = f;
      }
    }
    return featureBySlot;
  }

  /** The numeric features are the first columns. */
  static void appendNumerics(EncodedRows rows, int row, SparseMatrix into) {
    int count = rows.numericCount();
    for (int i = 0; i < count; i++) {
      into.add(i, rows.numerics()[row * count + i]);
    }
  }
}
