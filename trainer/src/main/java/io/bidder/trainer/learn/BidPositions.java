package io.bidder.trainer.learn;

import io.bidder.eventlog.event.BidId;
import org.agrona.collections.Long2LongHashMap;

/**
 * The positions in a log of the bids of the last while, so that one is read when something came of
 * it: most are never heard of again. Some 30 bytes a bid. One thread's.
 */
final class BidPositions {
  static final long NONE = -1;

  private final long spanMillis;
  private Long2LongHashMap newer = new Long2LongHashMap(NONE);
  private Long2LongHashMap older = new Long2LongHashMap(NONE);
  private long newerFrom;
  private long olderFrom;
  private long begunMillis = Long.MIN_VALUE;

  /**
   * None yet.
   *
   * @param spanMillis that bids are remembered for at least, and at most for twice as long
   * @param from the position from which they will come
   */
  BidPositions(long spanMillis, long from) {
    this.spanMillis = spanMillis;
    newerFrom = from;
    olderFrom = from;
  }

  /** Remembers a bid that was taken into the log at a time. */
  void add(BidId bid, long position, long ingestMillis) {
    if (begunMillis == Long.MIN_VALUE) {
      begunMillis = ingestMillis;
    } else if (ingestMillis - begunMillis >= spanMillis) {
      older = newer;
      olderFrom = newerFrom;
      newer = new Long2LongHashMap(NONE);
      newerFrom = position;
      begunMillis = ingestMillis;
    }
    newer.put(RowWindow.key(bid), position);
  }

  /** Returns where a bid is, and forgets it; {@link #NONE} if it is not remembered. */
  long take(BidId bid) {
    long key = RowWindow.key(bid);
    long position = newer.remove(key);
    return position == NONE ? older.remove(key) : position;
  }

  /** The position from which the log must be read to remember them all again. */
  long from() {
    return olderFrom;
  }
}
