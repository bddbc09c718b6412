package io.bidder.eventlog.event;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An event but for what happened.
 *
 * @param bidId {@link BidId#NONE} for what is no bid's
 * @param kind null for one that this version does not know
 */
public record EventHead(
    BidId bidId, long eventEpochMillis, long ingestEpochMillis, @Nullable Kind kind) {
  /**
   * Reads the head of an event.
   *
   * @param bytes from the position to the limit
   * @throws InvalidEventException if it is none
   */
  public static EventHead read(ByteBuffer bytes) {
    WireReader wire = new WireReader(bytes);
    BidId bidId = BidId.NONE;
    long eventTime = 0;
    long ingestTime = 0;
    Kind kind = null;
    while (wire.next()) {
      switch (wire.field()) {
        case Event.BID_ID -> bidId = Event.id(wire.bytes());
        case Event.EVENT_TIME -> eventTime = wire.whole();
        case Event.INGEST_TIME -> ingestTime = wire.whole();
        default -> {
          Kind known = Kind.of(wire.field());
          kind = known == null ? kind : known;
          wire.skip();
        }
      }
    }
    return new EventHead(bidId, eventTime, ingestTime, kind);
  }
}
