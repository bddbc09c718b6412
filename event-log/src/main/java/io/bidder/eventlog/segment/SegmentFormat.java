package io.bidder.eventlog.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment, all numbers little-endian:
 *
 * <pre>
 *   segment = header record*
 *
 *   header    0  magic      "BIDEVENT"
 *             8  version    u32, 1
 *            12  bytes      u32, of the header: 64
 *            16  log id     16 bytes, the same in all segments of a log
 *            32  position   i64, of the segment's first byte in the log
 *            40  made       i64, milliseconds since 1970
 *            48  nothing    12 bytes of 0
 *            60  check      u32, CRC-32C of the 60 bytes before it
 *
 *   record    0  check      u32, CRC-32C of what follows, xor {@link #bind} of the record's position
 *             4  length     u32, of the payload, at least 1
 *             8  payload
 * </pre>
 *
 * <p>A position counts the bytes of all segments from the log's beginning, headers included. A
 * record that was valid elsewhere, such as in a block of the disk that was used before, is not
 * valid here; neither are zeros.
 */
final class SegmentFormat {
  static final int HEADER_BYTES = 64;
  static final int RECORD_BYTES = 8;

  /** Of a record's payload. */
  static final int MAX_PAYLOAD_BYTES = 1 << 20;

  static final int VERSION = 1;

  private static final long MAGIC = 0x544e455645444942L;
  private static final int CHECK_AT = 60;

  private SegmentFormat() {}

  /**
   * What a header says.
   *
   * @param position of the segment's first byte in the log
   */
  record Header(UUID logId, long position, long madeEpochMillis) {}

  /** Writes a header at the buffer's position. */
  static void put(Header header, ByteBuffer to) {
    int at = to.position();
    to.order(ByteOrder.LITTLE_ENDIAN);
    to.putLong(MAGIC).putInt(VERSION).putInt(HEADER_BYTES);
    to.putLong(header.logId.getMostSignificantBits());
    to.putLong(header.logId.getLeastSignificantBits());
    to.putLong(header.position).putLong(header.madeEpochMillis);
    to.putLong(0).putInt(0);
    to.putInt(check(to, at, CHECK_AT));
  }

  /**
   * Reads a header.
   *
   * @param from little-endian, whose first bytes it is
   * @param size of the file
   * @throws InvalidSegmentException saying what is wrong with it
   */
  static Header header(ByteBuffer from, long size) throws InvalidSegmentException {
    if (size < HEADER_BYTES) {
      throw new InvalidSegmentException(
          0, "%d bytes, expected a header of %d".formatted(size, HEADER_BYTES));
    }
    if (from.getLong(0) != MAGIC) {
      throw new InvalidSegmentException(0, "no segment of an event log: it begins otherwise");
    }
    // Before the check, which another version may have elsewhere.
    int version = from.getInt(8);
    if (version != VERSION) {
      throw new InvalidSegmentException(
          8,
          "format version %d, expected %d: another release wrote it".formatted(version, VERSION));
    }
    if (from.getInt(12) != HEADER_BYTES || from.getInt(CHECK_AT) != check(from, 0, CHECK_AT)) {
      throw new InvalidSegmentException(0, "a header whose checksum is another");
    }
    return new Header(
        new UUID(from.getLong(16), from.getLong(24)), from.getLong(32), from.getLong(40));
  }

  /** The check of the record whose length and payload stand in a buffer. */
  static int check(ByteBuffer buffer, int lengthAt, int payloadBytes, long position) {
    return check(buffer, lengthAt, Integer.BYTES + payloadBytes) ^ bind(position);
  }

  /** Makes 32 bits of a position that differ from its neighbours' in half of them. */
  private static int bind(long position) {
    long mixed = (position ^ (position >>> 32)) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32);
  }

  private static int check(ByteBuffer buffer, int from, int bytes) {
    int position = buffer.position();
    int limit = buffer.limit();
    CRC32C crc = new CRC32C();
    // No slice: there would be one for each record.
    crc.update(buffer.limit(from + bytes).position(from));
    buffer.limit(limit).position(position);
    return (int) crc.getValue();
  }
}
