package io.bidder.modelstore.table;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.TableType;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Pooling;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;

/**
 * Copies the embedding rows of encoded rows into a tensor's buffer, as float32 and pooled. One
 * thread's; allocates nothing.
 *
 * <p>A row in DRAM costs some 90 ns to reach and almost nothing to copy, so the rows of a block are
 * all touched first (the loads run in parallel) and copied after, from the cache.
 */
public final class TableGatherer {
  /** The part of the first-level cache that a block's rows may take until they are copied. */
  private static final int BLOCK_BYTES = 16 << 10;

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final MemorySegment data;
  private final int dimension;
  private final int slotCount;
  private final int blockRows;

  // By feature, in the tensor's order.
  private final String[] names;
  private final TableType[] types;
  private final long[] offsetsBytes;
  private final int[] stridesBytes;
  private final int[] rowsBytes;
  private final long[] tableRows;
  private final int[] firstSlots;
  private final int[] slots;
  private final boolean[] bags;
  private final boolean[] means;

  /** The sum of touched bytes, kept so that the touching is not optimised away. */
  private int touched;

  TableGatherer(FeatureSchema schema, List<Manifest.Table> tables, MemorySegment data) {
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("no features to gather, expected at least one");
    }
    this.data = data;
    this.dimension = tables.getFirst().dimension();
    this.slotCount = schema.slotCount();
    int count = tables.size();
    names = new String[count];
    types = new TableType[count];
    offsetsBytes = new long[count];
    stridesBytes = new int[count];
    rowsBytes = new int[count];
    tableRows = new long[count];
    firstSlots = new int[count];
    slots = new int[count];
    bags = new boolean[count];
    means = new boolean[count];
    int bytesPerRow = 0;
    for (int f = 0; f < count; f++) {
      Manifest.Table table = tables.get(f);
      if (table.dimension() != dimension) {
        throw new IllegalArgumentException(
            "table '"
                + table.feature()
                + "' has dimension "
                + table.dimension()
                + ", expected "
                + dimension
                + " as '"
                + tables.getFirst().feature()
                + "' has");
      }
      names[f] = table.feature();
      types[f] = table.type();
      offsetsBytes[f] = table.offsetBytes();
      stridesBytes[f] = table.rowStrideBytes();
      rowsBytes[f] = TableLayout.rowBytes(table.type(), dimension);
      tableRows[f] = table.rows();
      locate(schema, f);
      bytesPerRow += slots[f] * rowsBytes[f];
    }
    blockRows = Math.max(1, BLOCK_BYTES / bytesPerRow);
  }

  private void locate(FeatureSchema schema, int f) {
    int firstSlot = 0;
    for (Feature.Embedded feature : schema.embedded()) {
      if (feature.name().equals(names[f])) {
        firstSlots[f] = firstSlot;
        slots[f] = feature.slots();
        bags[f] = feature instanceof Feature.Bag;
        means[f] = feature instanceof Feature.Bag bag && bag.pooling() == Pooling.MEAN;
        return;
      }
      firstSlot += feature.slots();
    }
    throw new IllegalArgumentException(
        "feature '" + names[f] + "' is not an embedded feature of the schema");
  }

  /** Features gathered. */
  public int featureCount() {
    return names.length;
  }

  /** Floats of one embedding row. */
  public int dimension() {
    return dimension;
  }

  /**
   * Writes float32 {@code [count, featureCount, dimension]} to the start of {@code destination}: a
   * single id's row, or a bag's rows of ids of 0 and up as sum or mean. A bag without ids is the
   * missing row 0.
   *
   * @param destination at least {@code count * featureCount * dimension * 4} bytes, aligned for
   *     floats
   * @throws IllegalArgumentException if an id is outside its table (a bug of whoever encoded the
   *     row), if the rows are not of this schema, or if the destination is too small
   */
  public void gather(EncodedRows rows, int from, int count, MemorySegment destination) {
    Objects.checkFromIndexSize(from, count, rows.size());
    if (rows.slotCount() != slotCount) {
      throw new IllegalArgumentException(
          "rows have " + rows.slotCount() + " ids each, the schema " + slotCount);
    }
    long neededBytes = (long) count * names.length * dimension * Float.BYTES;
    if (destination.byteSize() < neededBytes) {
      throw new IllegalArgumentException(
          "destination has "
              + destination.byteSize()
              + " bytes, "
              + count
              + " rows take "
              + neededBytes);
    }
    int[] ids = rows.ids();
    for (int done = 0; done < count; done += blockRows) {
      int block = Math.min(blockRows, count - done);
      touch(ids, from + done, block);
      copy(
          ids,
          from + done,
          block,
          destination,
          (long) done * names.length * dimension * Float.BYTES);
    }
  }

  private void touch(int[] ids, int from, int count) {
    int seen = touched;
    for (int r = from; r < from + count; r++) {
      for (int f = 0; f < names.length; f++) {
        int slot = r * slotCount + firstSlots[f];
        for (int s = slot; s < slot + slots[f]; s++) {
          int id = ids[s];
          if (id < 0 && bags[f]) {
            continue;
          }
          if (id < 0 || id >= tableRows[f]) {
            throw outside(f, id, r);
          }
          long at = offsetsBytes[f] + (long) id * stridesBytes[f];
          for (int line = 0; line < rowsBytes[f]; line += TableLayout.ALIGNMENT_BYTES) {
            seen += data.get(ValueLayout.JAVA_BYTE, at + line);
          }
        }
      }
    }
    touched = seen;
  }

  private IllegalArgumentException outside(int f, int id, int row) {
    return new IllegalArgumentException(
        "feature '"
            + names[f]
            + "', row "
            + row
            + ": id "
            + id
            + ", expected 0.."
            + (tableRows[f] - 1)
            + " ("
            + tableRows[f]
            + " rows)");
  }

  private void copy(int[] ids, int from, int count, MemorySegment destination, long toBytes) {
    long to = toBytes;
    for (int r = from; r < from + count; r++) {
      for (int f = 0; f < names.length; f++) {
        int slot = r * slotCount + firstSlots[f];
        if (bags[f]) {
          pool(ids, slot, f, destination, to);
        } else {
          copyRow(f, ids[slot], destination, to);
        }
        to += (long) dimension * Float.BYTES;
      }
    }
  }

  private void pool(int[] ids, int slot, int f, MemorySegment destination, long to) {
    int pooled = 0;
    for (int s = slot; s < slot + slots[f]; s++) {
      int id = ids[s];
      if (id >= 0) {
        if (pooled == 0) {
          copyRow(f, id, destination, to);
        } else {
          addRow(f, id, destination, to);
        }
        pooled++;
      }
    }
    if (pooled == 0) {
      copyRow(f, 0, destination, to);
    } else if (pooled > 1 && means[f]) {
      float factor = 1f / pooled;
      for (int i = 0; i < dimension; i++) {
        long at = to + (long) i * Float.BYTES;
        destination.set(FLOAT, at, destination.get(FLOAT, at) * factor);
      }
    }
  }

  private void copyRow(int f, int id, MemorySegment destination, long to) {
    long at = offsetsBytes[f] + (long) id * stridesBytes[f];
    switch (types[f]) {
      case FLOAT32 ->
          MemorySegment.copy(data, TableLayout.FLOAT, at, destination, FLOAT, to, dimension);
      case FLOAT16 -> {
        for (int i = 0; i < dimension; i++) {
          destination.set(FLOAT, to + (long) i * Float.BYTES, float16(at, i));
        }
      }
      case INT8 -> {
        float scale = data.get(TableLayout.FLOAT, at);
        for (int i = 0; i < dimension; i++) {
          destination.set(FLOAT, to + (long) i * Float.BYTES, scale * int8(at, i));
        }
      }
    }
  }

  private void addRow(int f, int id, MemorySegment destination, long to) {
    long at = offsetsBytes[f] + (long) id * stridesBytes[f];
    TableType type = types[f];
    float scale = type == TableType.INT8 ? data.get(TableLayout.FLOAT, at) : 1f;
    for (int i = 0; i < dimension; i++) {
      float value =
          switch (type) {
            case FLOAT32 -> data.get(TableLayout.FLOAT, at + (long) i * Float.BYTES);
            case FLOAT16 -> float16(at, i);
            case INT8 -> scale * int8(at, i);
          };
      long sum = to + (long) i * Float.BYTES;
      destination.set(FLOAT, sum, destination.get(FLOAT, sum) + value);
    }
  }

  private float float16(long rowBytes, int i) {
    return Float.float16ToFloat(data.get(TableLayout.SHORT, rowBytes + (long) i * Short.BYTES));
  }

  private byte int8(long rowBytes, int i) {
    return data.get(ValueLayout.JAVA_BYTE, rowBytes + TableLayout.SCALE_BYTES + i);
  }
}
