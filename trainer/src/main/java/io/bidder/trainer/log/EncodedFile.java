package io.bidder.trainer.log;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encoded rows with their labels on disk, column group by column group, so that any range of rows
 * is copied in bulk. Chunks may be written by several threads; after {@link #finish} any thread may
 * read.
 *
 * <pre>
 *   | ids int[rows][slots] | numerics float[rows][n] | click float[rows] | conversion | weight |
 *   | - to 8 bytes | value double[rows] | timestamp long[rows] | extra 0 double[rows] | ...
 * </pre>
 */
final class EncodedFile implements AutoCloseable {
  private final long rows;
  private final int slots;
  private final int numerics;
  private final int extras;
  private final long numericsAt;
  private final long clickAt;
  private final long valueAt;
  private final TemporaryFile file;
  private final Arena arena = Arena.ofShared();
  private @Nullable MemorySegment mapped;

  EncodedFile(FeatureSchema schema, long rows, int extras, @Nullable Path parent)
      throws IOException {
    this.rows = rows;
    this.slots = schema.slotCount();
    this.numerics = schema.numeric().size();
    this.extras = extras;
    numericsAt = 4 * rows * slots;
    clickAt = numericsAt + 4 * rows * numerics;
    valueAt = (clickAt + 3 * 4 * rows + 7) & ~7L;
    file = new TemporaryFile(parent, ".rows");
  }

  /** Copies {@code into.size()} rows from {@code row} on into the file. */
  void write(long row, EncodedRows from, Labels labels, double[][] extra) throws IOException {
    int count = from.size();
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment ids = scratch.allocate(JAVA_INT, (long) count * slots);
      MemorySegment.copy(from.ids(), 0, ids, JAVA_INT, 0, count * slots);
      file.write(ids, 4 * row * slots);
      MemorySegment numbers = scratch.allocate(JAVA_FLOAT, (long) count * numerics);
      MemorySegment.copy(from.numerics(), 0, numbers, JAVA_FLOAT, 0, count * numerics);
      file.write(numbers, numericsAt + 4 * row * numerics);
      float[][] floats = {labels.click(), labels.conversion(), labels.weight()};
      for (int i = 0; i < floats.length; i++) {
        MemorySegment column = scratch.allocate(JAVA_FLOAT, count);
        MemorySegment.copy(floats[i], 0, column, JAVA_FLOAT, 0, count);
        file.write(column, clickAt + 4 * (i * rows + row));
      }
      MemorySegment values = scratch.allocate(JAVA_DOUBLE, count);
      MemorySegment.copy(labels.value(), 0, values, JAVA_DOUBLE, 0, count);
      file.write(values, valueAt + 8 * row);
      MemorySegment times = scratch.allocate(JAVA_LONG, count);
      MemorySegment.copy(labels.timestampMillis(), 0, times, JAVA_LONG, 0, count);
      file.write(times, valueAt + 8 * (rows + row));
      for (int i = 0; i < extras; i++) {
        MemorySegment column = scratch.allocate(JAVA_DOUBLE, count);
        MemorySegment.copy(extra[i], 0, column, JAVA_DOUBLE, 0, count);
        file.write(column, extraAt(i) + 8 * row);
      }
    }
  }

  /** Ends writing. */
  void finish() throws IOException {
    mapped = file.map(arena);
  }

  void read(long row, int count, EncodedRows into, Labels labels) {
    Objects.checkFromIndexSize(row, count, rows);
    MemorySegment from = mapped();
    MemorySegment.copy(from, JAVA_INT, 4 * row * slots, into.ids(), 0, count * slots);
    MemorySegment.copy(
        from, JAVA_FLOAT, numericsAt + 4 * row * numerics, into.numerics(), 0, count * numerics);
    into.size(count);
    MemorySegment.copy(from, JAVA_FLOAT, clickAt + 4 * row, labels.click(), 0, count);
    MemorySegment.copy(from, JAVA_FLOAT, clickAt + 4 * (rows + row), labels.conversion(), 0, count);
    MemorySegment.copy(from, JAVA_FLOAT, clickAt + 4 * (2 * rows + row), labels.weight(), 0, count);
    MemorySegment.copy(from, JAVA_DOUBLE, valueAt + 8 * row, labels.value(), 0, count);
    MemorySegment.copy(
        from, JAVA_LONG, valueAt + 8 * (rows + row), labels.timestampMillis(), 0, count);
  }

  void readExtra(int extra, long row, int count, double[] into) {
    Objects.checkFromIndexSize(row, count, rows);
    MemorySegment.copy(mapped(), JAVA_DOUBLE, extraAt(extra) + 8 * row, into, 0, count);
  }

  private long extraAt(int extra) {
    return valueAt + 8 * rows * (2 + extra);
  }

  private MemorySegment mapped() {
    MemorySegment segment = mapped;
    if (segment == null) {
      throw new IllegalStateException("rows are read before all are written");
    }
    return segment;
  }

  @Override
  public void close() throws IOException {
    arena.close();
    file.close();
  }
}
