package io.bidder.modelstore.scoring;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Side;
import java.util.Arrays;

/** Where encoded rows have what is known before a creative is chosen. Immutable. */
final class RequestSide {
  private final int[] slots;
  private final int[] columns;

  RequestSide(FeatureSchema schema) {
    int[] allSlots = new int[schema.slotCount()];
    int[] allColumns = new int[schema.numeric().size()];
    int slotCount = 0;
    int columnCount = 0;
    int slot = 0;
    int column = 0;
    for (Feature feature : schema.features()) {
      boolean request = feature.side() == Side.REQUEST;
      switch (feature) {
        case Feature.Embedded embedded -> {
          for (int s = 0; s < embedded.slots(); s++, slot++) {
            if (request) {
              allSlots[slotCount++] = slot;
            }
          }
        }
        case Feature.Numeric numeric -> {
          if (request) {
            allColumns[columnCount++] = column;
          }
          column++;
        }
      }
    }
    slots = Arrays.copyOf(allSlots, slotCount);
    columns = Arrays.copyOf(allColumns, columnCount);
  }

  /** Gives row {@code to} the request side of row {@code from}. */
  void copy(EncodedRows rows, int from, int to) {
    int[] ids = rows.ids();
    float[] numerics = rows.numerics();
    for (int slot : slots) {
      ids[to * rows.slotCount() + slot] = ids[from * rows.slotCount() + slot];
    }
    for (int column : columns) {
      numerics[to * rows.numericCount() + column] = numerics[from * rows.numericCount() + column];
    }
  }

  /** Whether two rows have the same request side; never if a number of it is NaN. */
  boolean isSame(EncodedRows rows, int a, int b) {
    int[] ids = rows.ids();
    float[] numerics = rows.numerics();
    for (int slot : slots) {
      if (ids[a * rows.slotCount() + slot] != ids[b * rows.slotCount() + slot]) {
        return false;
      }
    }
    for (int column : columns) {
      if (numerics[a * rows.numericCount() + column]
          != numerics[b * rows.numericCount() + column]) {
        return false;
      }
    }
    return true;
  }
}
