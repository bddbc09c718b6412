package io.bidder.benchmarks.yardstick;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import java.util.List;

/** A column for each value that was seen often enough; a bag's values are counted. */
final class OneHotColumns implements Columns {
  private static final int LEAST_ROWS = 5;
  private static final int NONE = -1;

  private final EncodedRows rows;
  private final int[] featureBySlot;

  /** By feature and id. */
  private final int[][] columns;

  private final int count;

  OneHotColumns(LabelledRows labelled, int learntRows) {
    rows = labelled.rows();
    List<Feature.Embedded> features = labelled.schema().embedded();
    featureBySlot = RowLayout.featureBySlot(features);
    columns = new int[features.size()][];
    for (int f = 0; f < columns.length; f++) {
      columns[f] = new int[features.get(f).tableRows()];
    }
    int slots = featureBySlot.length;
    int[] ids = rows.ids();
    for (int i = 0; i < learntRows * slots; i++) {
      if (ids[i] >= 0) {
        columns[featureBySlot[i % slots]][ids[i]]++;
      }
    }
    int next = rows.numericCount();
    for (int[] byId : columns) {
      for (int id = 0; id < byId.length; id++) {
        byId[id] = byId[id] >= LEAST_ROWS ? next++ : NONE;
      }
    }
    count = next;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public void append(int row, boolean training, SparseMatrix into) {
    RowLayout.appendNumerics(rows, row, into);
    int first = row * featureBySlot.length;
    for (int slot = 0; slot < featureBySlot.length; slot++) {
      int id = rows.ids()[first + slot];
      int column = id < 0 ? NONE : columns[featureBySlot[slot]][id];
      if (column != NONE) {
        into.increment(column);
      }
    }
    into.endRow();
  }
}
