package io.bidder.modelstore.schema;

/**
 * Rows of ids and numbers that an encoder fills and a scorer or trainer reads. Row {@code r}'s ids
 * are {@code ids()[r * slotCount() ..]}, its numbers {@code numerics()[r * numericCount() ..]}. Not
 * thread-safe: one owner.
 */
public final class EncodedRows {
  private final int slotCount;
  private final int numericCount;
  private final int capacity;
  private final int[] ids;
  private final float[] numerics;
  private int size;

  public EncodedRows(FeatureSchema schema, int capacity) {
    this.slotCount = schema.slotCount();
    this.numericCount = schema.numeric().size();
    this.capacity = capacity;
    this.ids = new int[Math.multiplyExact(capacity, slotCount)];
    this.numerics = new float[Math.multiplyExact(capacity, numericCount)];
  }

  public int capacity() {
    return capacity;
  }

  /** Rows in use. */
  public int size() {
    return size;
  }

  public void size(int rows) {
    if (rows < 0 || rows > capacity) {
      throw new IllegalArgumentException("size " + rows + " outside 0.." + capacity);
    }
    size = rows;
  }

  public int slotCount() {
    return slotCount;
  }

  public int numericCount() {
    return numericCount;
  }

  public int[] ids() {
    return ids;
  }

  public float[] numerics() {
    return numerics;
  }

  /**
   * Makes row {@code toRow} equal to a row of {@code other}, which is of the same schema.
   *
   * @throws IndexOutOfBoundsException if either row is outside its capacity
   */
  public void copyRow(EncodedRows other, int fromRow, int toRow) {
    System.arraycopy(other.ids, fromRow * slotCount, ids, toRow * slotCount, slotCount);
    System.arraycopy(
        other.numerics, fromRow * numericCount, numerics, toRow * numericCount, numericCount);
  }
}
