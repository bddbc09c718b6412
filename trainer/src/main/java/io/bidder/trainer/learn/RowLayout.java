package io.bidder.trainer.learn;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The layout of a window's records, all of one length:
 *
 * <pre>
 *   0  crc32c int | revision int
 *   8  bid id 2 long | bid, shown, known at long
 *  48  click delay, conversion delay long
 *  64  weight float | campaign int
 *  72  ids int[slots] | numerics float[n]
 * </pre>
 *
 * @param schema by which rows are encoded
 */
record RowLayout(FeatureSchema schema) {
  /** Before the encoded inputs. */
  static final int FIXED_BYTES = 72;

  private static final int BID_AT = 24;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The length of a record. */
  int bytes() {
    return FIXED_BYTES + 4 * (schema.slotCount() + schema.numeric().size());
  }

  /** The time at which a record's bid was made, in milliseconds since 1970. */
  long bidMillis(MemorySegment records, int record) {
    return records.get(LONG, (long) record * bytes() + BID_AT);
  }

  /** Copies a record's encoded inputs to row {@code row}. */
  void decode(MemorySegment records, int record, EncodedRows into, int row) {
    int slots = schema.slotCount();
    int numbers = schema.numeric().size();
    long at = (long) record * bytes() + FIXED_BYTES;
    MemorySegment.copy(records, INT, at, into.ids(), row * slots, slots);
    MemorySegment.copy(records, FLOAT, at + 4L * slots, into.numerics(), row * numbers, numbers);
  }
}
