package io.bidder.bidder.budget;

import io.bidder.bidder.notice.NoticeTable;
import io.bidder.eventlog.event.BidId;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Bids that are remembered one by one until they are billed, lost or expired, by their ids and off
 * the heap. Threads that bid leave them in a ring; {@link #settle} and {@link #take} are for one
 * thread at a time.
 */
final class Reservations {
  private static final int TYPE = 1;
  private static final int HIGH_AT = 0;
  private static final int LOW_AT = 8;
  private static final int EXPIRY_AT = 16;
  private static final int VALUE_AT = 24;
  private static final int BYTES = 32;
  private static final int RING_BYTES = 1 << 20;

  /** Places of the table that are looked at for each bid, to free those that have expired. */
  private static final int SWEPT = 4;

  private static final int FIRST_ROOM = 1_000;

  private final int most;
  private final Runnable full;
  private final ManyToOneRingBuffer ring =
      new ManyToOneRingBuffer(
          new UnsafeBuffer(
              ByteBuffer.allocateDirect(RING_BYTES + RingBufferDescriptor.TRAILER_LENGTH)));
  private final NoticeTable table = new NoticeTable(FIRST_ROOM, true);
  private long nowEpochMillis;

  /**
   * No reservations yet.
   *
   * @param most that are remembered
   * @param full is told of each that is not
   */
  Reservations(int most, Runnable full) {
    this.most = most;
    this.full = full;
  }

  /**
   * Remembers a bid. Any thread; waits for nothing.
   *
   * @param value not negative
   */
  void add(long idHigh, long idLow, long expiryEpochMillis, long value) {
    int at = ring.tryClaim(TYPE, BYTES);
    if (at < 0) {
      full.run();
      return;
    }
    var buffer = ring.buffer();
    buffer.putLong(at + HIGH_AT, idHigh);
    buffer.putLong(at + LOW_AT, idLow);
    buffer.putLong(at + EXPIRY_AT, expiryEpochMillis);
    buffer.putLong(at + VALUE_AT, value);
    ring.commit(at);
  }

  /** Takes over what was added, and forgets what has expired. */
  void settle(long epochMillis) {
    nowEpochMillis = Math.max(nowEpochMillis, epochMillis);
    ring.read((type, buffer, at, length) -> {
      table.sweep(SWEPT, nowEpochMillis);
      if (table.size() < most) {
        long high = buffer.getLong(at + HIGH_AT);
        long low = buffer.getLong(at + LOW_AT);
        table.put(
            hash(high, low),
            more(high, low),
            buffer.getLong(at + EXPIRY_AT),
            buffer.getLong(at + VALUE_AT));
      } else {
        full.run();
      }
    });
    table.sweep(SWEPT, nowEpochMillis);
  }

  /** Forgets a bid, and returns its value; -1 if it is not remembered. */
  long take(BidId bid) {
    return table.take(hash(bid.high(), bid.low()), more(bid.high(), bid.low()));
  }

  /** Bids that are remembered. */
  long size() {
    return table.size();
  }

  /** Ids are random in their lower half, and in their higher by the thread that made them. */
  private static long hash(long high, long low) {
    return low ^ high;
  }

  private static int more(long high, long low) {
    return (int) (high >>> Integer.SIZE) ^ (int) low;
  }
}
