package io.bidder.eventstreams;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of what was done since the start, here and not in the fleet; work that was taken back too.
 */
final class JoinFigures {
  final LongAdder events = new LongAdder();
  final LongAdder repeats = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder rows = new LongAdder();
  final LongAdder notJoined = new LongAdder();

  @Override
  public String toString() {
    return "%,d events, %,d repeats dropped, %,d unreadable, %,d rows, %,d events not joined"
        .formatted(events.sum(), repeats.sum(), unreadable.sum(), rows.sum(), notJoined.sum());
  }
}
