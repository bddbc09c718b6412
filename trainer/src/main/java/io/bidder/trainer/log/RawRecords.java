package io.bidder.trainer.log;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A log's rows after parsing, in file order, on disk: raw values as hashes and numbers, so that
 * learning and encoding need no second parse. Written once, then read.
 *
 * <pre>
 *   a record: | raw values  copyBytes | timestamp 8 | value 8 | extra 8 each | weight 4 | click 1 | conversion 1 | - 2 |
 * </pre>
 */
final class RawRecords implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final int timestampAt;
  private final int extraAt;
  private final int weightAt;
  private final int recordBytes;
  private final TemporaryFile file;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer;
  private long buffered;
  private long written;
  private @Nullable MemorySegment mapped;

  RawRecords(FeatureSchema schema, int extraCount, @Nullable Path parent) throws IOException {
    timestampAt = new RawValues(schema).copyBytes();
    extraAt = timestampAt + 16;
    weightAt = extraAt + 8 * extraCount;
    recordBytes = weightAt + 8;
    file = new TemporaryFile(parent, ".raw");
    buffer = arena.allocate(Math.max(BUFFER_BYTES / recordBytes, 1) * (long) recordBytes, 8);
  }

  void append(RawValues raw, Row row) throws IOException {
    if (buffered == buffer.byteSize()) {
      flush();
    }
    long at = buffered;
    raw.copyTo(buffer, at);
    buffer.set(JAVA_LONG_UNALIGNED, at + timestampAt, row.timestampMillis);
    buffer.set(JAVA_DOUBLE_UNALIGNED, at + timestampAt + 8, row.value);
    MemorySegment.copy(row.extra, 0, buffer, JAVA_DOUBLE_UNALIGNED, at + extraAt, row.extra.length);
    buffer.set(JAVA_FLOAT_UNALIGNED, at + weightAt, row.weight);
    buffer.set(JAVA_BYTE, at + weightAt + 4, row.click);
    buffer.set(JAVA_BYTE, at + weightAt + 5, row.conversion);
    buffered += recordBytes;
  }

  /** Ends writing; rows can be read from now on. */
  void finish() throws IOException {
    flush();
    mapped = file.map(arena);
  }

  /** Reads a row's raw values. */
  void read(long row, RawValues raw) {
    raw.copyFrom(mapped(), row * recordBytes);
  }

  /** Reads a row's labels and what else it carries. */
  void read(long row, Row into) {
    MemorySegment from = mapped();
    long at = row * recordBytes;
    into.timestampMillis = from.get(JAVA_LONG_UNALIGNED, at + timestampAt);
    into.value = from.get(JAVA_DOUBLE_UNALIGNED, at + timestampAt + 8);
    MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, at + extraAt, into.extra, 0, into.extra.length);
    into.weight = from.get(JAVA_FLOAT_UNALIGNED, at + weightAt);
    into.click = from.get(JAVA_BYTE, at + weightAt + 4);
    into.conversion = from.get(JAVA_BYTE, at + weightAt + 5);
  }

  private MemorySegment mapped() {
    MemorySegment segment = mapped;
    if (segment == null) {
      throw new IllegalStateException("rows are read before all are written");
    }
    return segment;
  }

  private void flush() throws IOException {
    file.write(buffer.asSlice(0, buffered), written);
    written += buffered;
    buffered = 0;
  }

  @Override
  public void close() throws IOException {
    arena.close();
    file.close();
  }

  /** A row's labels, time and further numbers, beside its raw values. */
  static final class Row {
    long timestampMillis;
    double value;
    float weight;
    byte click;
    byte conversion;
    final double[] extra;

    Row(int extraCount) {
      extra = new double[extraCount];
    }
  }
}
