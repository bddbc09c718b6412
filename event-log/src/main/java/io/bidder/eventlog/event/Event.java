package io.bidder.eventlog.event;

import java.nio.ByteBuffer;

/**
 * One thing that happened: an {@code Event} of event.proto. Immutable.
 *
 * @param bidId {@link BidId#NONE} for what is no bid's
 * @param eventEpochMillis when it happened, as far as whoever tells of it knows
 * @param ingestEpochMillis when it was taken into the log
 */
public record Event(
    BidId bidId, long eventEpochMillis, long ingestEpochMillis, Happening happening) {
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

  static BidId id(byte[] bytes) {
    if (bytes.length != 2 * Long.BYTES) {
      throw new InvalidEventException("a bid id of %d bytes, expected 16".formatted(bytes.length));
    }
    ByteBuffer id = ByteBuffer.wrap(bytes);
    return new BidId(id.getLong(), id.getLong());
  }
}
