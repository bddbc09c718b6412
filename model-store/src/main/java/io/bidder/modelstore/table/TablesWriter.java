package io.bidder.modelstore.table;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.TableType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code tables.bin} in one pass, table after table and row after row, so that tables may be
 * larger than memory. The byte layout is {@link TableLayout}'s. Not thread-safe.
 *
 * <p>INT8 rows are quantised symmetrically: {@code scale = max|v| / 127}, {@code q = round(v /
 * scale)}, so that a value is off by at most half a scale (and float32 rounding). FLOAT16 rounds to
 * nearest even: relative error at most 2<sup>-11</sup>, absolute error at most 2<sup>-25</sup>
 * below 2<sup>-14</sup>.
 */
public final class TablesWriter implements AutoCloseable {
  /** The largest finite float16. */
  public static final float FLOAT16_MAX = 65504f;

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int INT8_MAX = 127;

  private final FileChannel channel;
  private final List<Manifest.Table> tables = new ArrayList<>();
  private ByteBuffer buffer = newBuffer(BUFFER_BYTES);
  private long offsetBytes;

  /** A table's rows, asked for in ascending order, each once. */
  @FunctionalInterface
  public interface RowSource {
    /**
     * Fills all of {@code destination}, which holds the table's dimension and is reused from row to
     * row.
     */
    void read(long row, float[] destination) throws IOException;
  }

  /**
   * Starts a new file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it is there already
   */
  public TablesWriter(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /**
   * Appends one feature's table.
   *
   * @throws IllegalArgumentException if a value is not finite, or beyond {@link #FLOAT16_MAX} for
   *     FLOAT16: the message names the feature, the row and the value
   */
  public Manifest.Table add(
      String feature, long rows, int dimension, TableType type, RowSource source)
      throws IOException {
    if (rows < 1 || dimension < 1 || dimension > TableLayout.MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "table '"
              + feature
              + "': rows "
              + rows
              + " x dimension "
              + dimension
              + ", expected at least 1 row and a dimension of 1.."
              + TableLayout.MAX_DIMENSION);
    }
    int strideBytes = TableLayout.rowStrideBytes(type, dimension);
    if (buffer.capacity() < strideBytes) {
      flush();
      buffer = newBuffer(strideBytes);
    }
    Manifest.Table table =
        new Manifest.Table(feature, rows, dimension, type, offsetBytes, strideBytes);
    float[] values = new float[dimension];
    for (long row = 0; row < rows; row++) {
      source.read(row, values);
      requireWritable(feature, row, type, values);
      if (buffer.remaining() < strideBytes) {
        flush();
      }
      int end = buffer.position() + strideBytes;
      put(type, values);
      while (buffer.position() < end) {
        buffer.put((byte) 0);
      }
    }
    offsetBytes += rows * strideBytes;
    tables.add(table);
    return table;
  }

  /**
   * Writes what is left to the disk, forces it there, and gives the tables in the order they were
   * added.
   */
  public List<Manifest.Table> finish() throws IOException {
    flush();
    channel.force(true);
    return List.copyOf(tables);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static ByteBuffer newBuffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void requireWritable(String feature, long row, TableType type, float[] values) {
    float limit = type == TableType.FLOAT16 ? FLOAT16_MAX : Float.MAX_VALUE;
    for (int i = 0; i < values.length; i++) {
      // Written so that NaN fails as well.
      if (!(Math.abs(values[i]) <= limit)) {
        throw new IllegalArgumentException(
            "table '"
                + feature
                + "', row "
                + row
                + ", value "
                + i
                + ": "
                + values[i]
                + ", expected a finite number of at most +-"
                + limit
                + " for "
                + type);
      }
    }
  }

  private void put(TableType type, float[] values) {
    switch (type) {
      case FLOAT32 -> {
        for (float value : values) {
          buffer.putFloat(value);
        }
      }
      case FLOAT16 -> {
        for (float value : values) {
          buffer.putShort(Float.floatToFloat16(value));
        }
      }
      case INT8 -> putInt8(values);
    }
  }

  private void putInt8(float[] values) {
    float max = 0;
    for (float value : values) {
      max = Math.max(max, Math.abs(value));
    }
    float scale = max / INT8_MAX;
    buffer.putFloat(scale);
    for (float value : values) {
      // A scale of 0 stands for a row of zeros, or of numbers too small for a float32 scale.
      int quantised = scale == 0 ? 0 : Math.round(value / scale);
      buffer.put((byte) Math.clamp(quantised, -INT8_MAX, INT8_MAX));
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
