package io.bidder.eventlog.join;

import io.bidder.eventlog.event.BidId;
import org.jspecify.annotations.Nullable;

/**
 * The memory of an {@link OutcomeJoin}: what is known of each bid, and when to look at it next. One
 * thread's.
 */
public interface JoinState {
  /** What was put for a bid; null if nothing, or it was removed. */
  byte @Nullable [] get(BidId bid);

  /** Keeps what is known of a bid, which replaces what was. */
  void put(BidId bid, byte[] known);

  /** Forgets a bid. Its timers may stay. */
  void remove(BidId bid);

  /** Sets a timer. A bid may have several. */
  void schedule(long dueEpochMillis, BidId bid);

  /**
   * Takes a timer that is due away, the earliest first.
   *
   * @return its bid; null if none is due
   */
  @Nullable BidId takeDue(long nowEpochMillis);
}
