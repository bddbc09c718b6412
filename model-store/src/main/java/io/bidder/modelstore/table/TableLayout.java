package io.bidder.modelstore.table;

import io.bidder.modelstore.Manifest.TableType;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The layout of rows in {@code tables.bin}. Everything is little-endian; a table starts, and every
 * row starts, on a multiple of 64 bytes, so that a row of up to 64 bytes costs one cache line.
 *
 * <pre>
 *   file      | table of feature A        | table of feature B        | ...
 *             ^ offsetBytes (A)           ^ offsetBytes (B)
 *   table     | row 0 (missing) | row 1   | ... | row rows-1 |
 *             ^                 ^ offsetBytes + rowStrideBytes
 *
 *   FLOAT32   | f32 v0 | f32 v1 | ... | f32 v(d-1) | zeros up to the stride |
 *   FLOAT16   | f16 v0 | f16 v1 | ... | f16 v(d-1) | zeros up to the stride |
 *   INT8      | f32 scale | i8 q0 | i8 q1 | ... | i8 q(d-1) | zeros up to the stride |     v = scale * q
 * </pre>
 */
public final class TableLayout {
  /** The alignment of tables and rows: a cache line. */
  public static final int ALIGNMENT_BYTES = 64;

  /**
   * The largest number of floats a row may hold; a bound for reading manifests, far above any use.
   */
  public static final int MAX_DIMENSION = 1 << 16;

  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Bytes of the scale before an INT8 row's values. */
  static final int SCALE_BYTES = Float.BYTES;

  private TableLayout() {}

  /** Bytes that a row's content takes, without the padding up to the stride. */
  public static int rowBytes(TableType type, int dimension) {
    return switch (type) {
      case FLOAT32 -> dimension * Float.BYTES;
      case FLOAT16 -> dimension * Short.BYTES;
      case INT8 -> SCALE_BYTES + dimension;
    };
  }

  /** Bytes from one row's start to the next one's. */
  public static int rowStrideBytes(TableType type, int dimension) {
    return (rowBytes(type, dimension) + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
  }
}
