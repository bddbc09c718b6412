package io.bidder.eventlog.event;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened: an {@code Event} of event.proto. Immutable.
 *
 * @param bidId {@link BidId#NONE} for what is no bid's
 * @param eventEpochMillis when it happened, as far as whoever tells of it knows
 * @param ingestEpochMillis when it was taken into the log
 */
public record Event(
    BidId bidId, long eventEpochMillis, long ingestEpochMillis, Happening happening) {
  private static final int TYPE_BITS = 3;
  private static final int TYPE_MASK = 7;
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int VARINT_SHIFT = 7;
  private static final int VARINT_BITS = 0x7f;

  static final int BID_ID = 1;
  static final int EVENT_TIME = 2;
  static final int INGEST_TIME = 3;

  /**
   * Reads an event.
   *
   * @param bytes from the position to the limit
   * @throws InvalidEventException if it is none, or of a kind that this version does not know
   */
  public static Event read(ByteBuffer bytes) {
    WireReader wire = new WireReader(bytes);
    BidId bidId = BidId.NONE;
    long eventTime = 0;
    long ingestTime = 0;
    Happening happening = null;
    while (wire.next()) {
      switch (wire.field()) {
        case BID_ID -> bidId = id(wire.bytes());
        case EVENT_TIME -> eventTime = wire.whole();
        case INGEST_TIME -> ingestTime = wire.whole();
        default -> {
          Kind kind = Kind.of(wire.field());
          if (kind == null) {
            wire.skip();
          } else {
            happening = kind.read(wire.message());
          }
        }
      }
    }
    if (happening == null) {
      throw new InvalidEventException("an event of no kind that is known here");
    }
    return new Event(bidId, eventTime, ingestTime, happening);
  }

  /**
   * The kind of a protobuf message, found without reading the rest of it: most of a log are bids,
   * and most who follow it want none.
   *
   * @param bytes from the position to the limit, which stay
   * @return null if it is none that is known here, or no event
   */
  public static @Nullable Kind kindOf(ByteBuffer bytes) {
    int at = bytes.position();
    while (at < bytes.limit()) {
      int tag = bytes.get(at++);
      if (tag < 0) {
        // The fields that are known here have numbers below 16, and tags of one byte.
        return null;
      }
      Kind kind = Kind.of(tag >>> TYPE_BITS);
      if (kind != null) {
        return kind;
      }
      long value = 0;
      int shift = 0;
      byte next;
      do {
        if (at >= bytes.limit() || shift >= Long.SIZE) {
          return null;
        }
        next = bytes.get(at++);
        value |= (long) (next & VARINT_BITS) << shift;
        shift += VARINT_SHIFT;
      } while (next < 0);
      switch (tag & TYPE_MASK) {
        case VARINT -> {}
        case LENGTH ->
            at = value < 0 || value > bytes.limit() - at ? bytes.limit() : at + (int) value;
        default -> {
          return null;
        }
      }
    }
    return null;
  }

  static BidId id(byte[] bytes) {
    if (bytes.length != 2 * Long.BYTES) {
      throw new InvalidEventException("a bid id of %d bytes, expected 16".formatted(bytes.length));
    }
    ByteBuffer id = ByteBuffer.wrap(bytes);
    return new BidId(id.getLong(), id.getLong());
  }
}
