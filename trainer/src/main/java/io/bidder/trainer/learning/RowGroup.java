package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.EncodedRows;

/**
 * Rows in memory, in blocks as they were read, with the order in which to take them. Not
 * thread-safe while it is filled.
 */
final class RowGroup {
  final int[] ids;
  final float[] numerics;
  final float[] click;
  final float[] conversion;
  final float[] weight;

  /** The number of each row in its source. */
  final long[] sourceRow;

  /** Positions of rows in the order in which to take them. */
  final int[] order;

  private final FeatureLayout layout;
  private final EncodedRows block;
  private final float[] blockClick;
  private final float[] blockConversion;
  private final float[] blockWeight;
  private int size;

  RowGroup(FeatureLayout layout, int capacity, int blockRows) {
    this.layout = layout;
    ids = new int[Math.multiplyExact(capacity, layout.slotCount)];
    numerics = new float[Math.multiplyExact(capacity, layout.numericCount)];
    click = new float[capacity];
    conversion = new float[capacity];
    weight = new float[capacity];
    sourceRow = new long[capacity];
    order = new int[capacity];
    block = new EncodedRows(layout.schema, blockRows);
    blockClick = new float[blockRows];
    blockConversion = new float[blockRows];
    blockWeight = new float[blockRows];
  }

  int size() {
    return size;
  }

  int capacity() {
    return order.length;
  }

  void clear() {
    size = 0;
  }

  /** Appends rows {@code from} to {@code from + count - 1} of the source; no more than a block. */
  void append(RowSource source, long from, int count) {
    source.read(from, count, block, blockClick, blockConversion, blockWeight);
    System.arraycopy(block.ids(), 0, ids, size * layout.slotCount, count * layout.slotCount);
    System.arraycopy(
        block.numerics(), 0, numerics, size * layout.numericCount, count * layout.numericCount);
    System.arraycopy(blockClick, 0, click, size, count);
    System.arraycopy(blockConversion, 0, conversion, size, count);
    System.arraycopy(blockWeight, 0, weight, size, count);
    for (int i = 0; i < count; i++) {
      sourceRow[size + i] = from + i;
      order[size + i] = size + i;
    }
    size += count;
  }
}
