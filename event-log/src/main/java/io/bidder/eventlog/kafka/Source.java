package io.bidder.eventlog.kafka;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The place that a record of the topic comes from, in its headers: {@code log}, 16 bytes, and
 * {@code position}, 8 bytes, most significant first. No two events have the same; a record that was
 * sent again has.
 *
 * @param log its id
 * @param position of the event in that log
 */
public record Source(UUID log, long position) {
  private static final String LOG = "log";
  private static final String POSITION = "position";

  /** Reads the headers of a record; null if it has none of a shipper's. */
  public static @Nullable Source of(Headers headers) {
    Header log = headers.lastHeader(LOG);
    Header position = headers.lastHeader(POSITION);
    if (log == null
        || position == null
        || log.value() == null
        || position.value() == null
        || log.value().length != 2 * Long.BYTES
        || position.value().length != Long.BYTES) {
      return null;
    }
    ByteBuffer id = ByteBuffer.wrap(log.value());
    return new Source(
        new UUID(id.getLong(), id.getLong()), ByteBuffer.wrap(position.value()).getLong());
  }

  /** The bytes of a log's id. */
  static byte[] bytes(UUID log) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(log.getMostSignificantBits())
        .putLong(log.getLeastSignificantBits())
        .array();
  }

  /** Adds the headers. */
  static void add(byte[] log, long position, Headers to) {
    to.add(LOG, log);
    to.add(POSITION, ByteBuffer.allocate(Long.BYTES).putLong(position).array());
  }
}
