package io.bidder.trainer.learn;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** A bid in a hundred milliseconds, a third of them shown, with clicks and orders later on. */
final class MadeLog implements AutoCloseable {
  private static final long START = 1_767_571_200_000L;

  private final LogWriter log;
  private final EventWriter writer = new EventWriter();
  private final Random random;
  private final PriorityQueue<Event> later =
      new PriorityQueue<>(Comparator.comparingLong(Event::ingestEpochMillis));
  private int bids;

  MadeLog(Path events, long seed) {
    random = new Random(seed);
    log =
        LogWriter.open(
            events, new SegmentSizes(1 << 16, Duration.ofDays(1)), InstantSource.system());
  }

  void tell(int count) {
    for (int i = 0; i < count; i++) {
      long now = START + 100L * ++bids;
      while (!later.isEmpty() && later.peek().ingestEpochMillis() <= now) {
        append(later.remove());
      }
      BidId id = new BidId(random.nextLong(), bids);
      append(new Event(id, now, now, bid()));
      if (random.nextInt(3) == 0) {
        Subject subject = bid().subject();
        soon(id, now + 500, new Happening.Impression(subject));
        soon(id, now + 600, new Happening.Billed(subject, 1, 1));
        if (random.nextInt(4) == 0) {
          soon(id, now + random.nextInt(30_000), new Happening.Click(subject));
          soon(
              id,
              now + random.nextInt(90_000),
              new Happening.Conversion(subject, "o" + bids, 1_000_000, "USD", true));
        }
      } else {
        soon(id, now + 200, new Happening.Loss(bid().subject(), 102, 0, 0));
      }
    }
    log.flush();
  }

  @Override
  public void close() {
    log.close();
  }

  private void soon(BidId id, long at, Happening happening) {
    later.add(new Event(id, at, at, happening));
  }

  private void append(Event event) {
    writer.write(event);
    log.append(ByteBuffer.wrap(writer.bytes(), 0, writer.length()));
  }

  private static Happening.Bid bid() {
    Subject subject = new Subject("acme", "a1", "c1", "cr1", 1_500_000, "USD", "m1", "");
    return new Happening.Bid(
        subject, "r", "1", "", "", 1, 1, 0.1f, 0.1f, 0.01f, 0, 0, 0, 0, 0, 0, List.of());
  }
}
