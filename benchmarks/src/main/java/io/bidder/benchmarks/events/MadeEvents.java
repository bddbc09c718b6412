package io.bidder.benchmarks.events;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.LogWriter;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * A day's events as a server that has bid has them: of 100 bids 65 are told lost and 25 won, billed
 * and shown; of 100 shown two are clicked, of 10 clicks one is an order. Campaigns are as many as
 * {@value #CAMPAIGNS}, each with three caps, and persons a million.
 */
final class MadeEvents {
  private static final int CAMPAIGNS = 1_000;
  private static final int PERSONS = 1_000_000;
  private static final int VALUES = 26;
  private static final int RECORDS_A_FLUSH = 256;
  private static final long DAY_MILLIS = 86_400_000;
  private static final String[] CAPS = {"sliding day", "calendar week UTC", "since 0"};

  private final long events;
  private final long endMillis;
  private final SplittableRandom random = new SplittableRandom(10);
  private final MadeBids bids = new MadeBids();
  private final EventWriter writer = new EventWriter();
  private long written;

  /**
   * Events of a day.
   *
   * @param events that it has
   * @param endMillis of it, since 1970
   */
  MadeEvents(long events, long endMillis) {
    this.events = events;
    this.endMillis = endMillis;
  }

  /** Writes that impressions are counted for caps from now on. */
  void writeCaps(LogWriter log) {
    for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
      for (String rule : CAPS) {
        append(
            log,
            BidId.NONE,
            new Happening.Control(
                "count-exposures", "campaign:campaign-" + campaign, rule, "catalogue"));
      }
    }
    log.flush();
  }

  /** Writes events up to a number of them. */
  void writeUpTo(LogWriter log, long number) {
    while (written < number) {
      bids.write(writer, VALUES);
      append(log);
      double fate = random.nextDouble();
      BidId bid = new BidId(random.nextLong(), random.nextLong());
      if (fate < 0.65) {
        append(log, bid, new Happening.Loss(subject(), 102, 3_000_000));
      } else if (fate < 0.9) {
        shown(log, bid);
      }
    }
    log.flush();
  }

  private void shown(LogWriter log, BidId bid) {
    Subject subject = subject();
    append(log, bid, new Happening.Win(subject, 2_000_000, 0));
    append(log, bid, new Happening.Billed(subject, 2_000_000, 0, nowMillis() - 500));
    append(log, bid, new Happening.Impression(subject));
    if (random.nextInt(100) < 2) {
      append(log, bid, new Happening.Click(subject));
      if (random.nextInt(10) == 0) {
        String order = "order-" + written;
        append(log, bid, new Happening.Conversion(subject, order, 40_000_000, "USD", true));
      }
    }
  }

  private Subject subject() {
    int campaign = random.nextInt(CAMPAIGNS);
    byte[] person =
        ByteBuffer.allocate(16)
            .putLong(new SplittableRandom(random.nextInt(PERSONS)).nextLong())
            .array();
    return new Subject(
        "default",
        "advertiser-" + campaign / 10,
        "campaign-" + campaign,
        "creative-" + campaign + "-" + random.nextInt(3),
        2_531_000,
        "USD",
        "20260101-1",
        HexFormat.of().formatHex(person),
        0.0123f,
        0.00056f);
  }

  private long nowMillis() {
    return endMillis - DAY_MILLIS + DAY_MILLIS * written / events;
  }

  private void append(LogWriter log, BidId bid, Happening happening) {
    writer.write(new Event(bid, nowMillis(), nowMillis(), happening));
    append(log);
  }

  private void append(LogWriter log) {
    log.append(ByteBuffer.wrap(writer.bytes(), 0, writer.length()));
    if (++written % RECORDS_A_FLUSH == 0) {
      log.flush();
    }
  }
}
