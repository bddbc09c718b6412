package io.bidder.eventlog.join;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Bids and what came of them, with every oddity that a join has to bear: lost notices, outcomes
 * before the bid, doubles, late and very late reports, refunds before their order, other
 * currencies. The same seed always makes the same events, in the order of their ingest.
 */
public final class MadeUpEvents {
  private static final long START = Instant.parse("2026-11-02T00:00:00Z").toEpochMilli();

  private final Random random;
  private final List<Event> events = new ArrayList<>();

  private MadeUpEvents(long seed) {
    random = new Random(seed);
  }

  /** Makes the events of this many bids within two days, and all that came of them. */
  public static List<Event> of(long seed, int bids) {
    MadeUpEvents made = new MadeUpEvents(seed);
    for (int i = 0; i < bids; i++) {
      made.story();
    }
    made.events.sort(Comparator.comparingLong(Event::ingestEpochMillis));
    return made.events;
  }

  private void story() {
    BidId id = new BidId(random.nextLong(), random.nextLong());
    long bidAt = START + random.nextLong(Duration.ofDays(2).toMillis());
    Subject subject =
        new Subject(
            "acme", "shop", "c" + random.nextInt(3), "ad1", 1_500_000, "USD", "20261102-1", "");
    if (chance(0.95)) {
      add(id, bidAt, 0, bid(subject));
    }
    if (chance(0.2)) {
      add(id, bidAt + millis(Duration.ofSeconds(2)), 0, new Happening.Loss(subject, 102, 0));
      return;
    }
    add(id, bidAt + millis(Duration.ofSeconds(2)), 0, new Happening.Win(subject, 900_000, 0));
    long shownAt = bidAt + millis(Duration.ofMinutes(chance(0.95) ? 5 : 90));
    if (chance(0.8)) {
      add(id, shownAt, 0, new Happening.Impression(subject));
    }
    if (chance(0.6)) {
      add(
          id,
          shownAt + millis(Duration.ofSeconds(3)),
          0,
          new Happening.Billed(subject, 900_000, 900_000));
    }
    long clickAt = shownAt + millis(Duration.ofMinutes(chance(0.9) ? 15 : 90)) - 5_000;
    for (int clicks = chance(0.5) ? 1 + random.nextInt(2) : 0; clicks > 0; clicks--) {
      add(id, clickAt + millis(Duration.ofMinutes(1)), 0, new Happening.Click(subject));
    }
    for (int orders = chance(0.5) ? 1 + random.nextInt(3) : 0; orders > 0; orders--) {
      order(id, subject, clickAt);
    }
  }

  private void order(BidId id, Subject subject, long clickAt) {
    long at = clickAt + millis(Duration.ofHours(chance(0.5) ? 1 : 200));
    String orderId = "o" + random.nextInt(3);
    String currency = chance(0.9) ? "USD" : "EUR";
    long value = 1_000_000L * random.nextInt(100);
    long late = chance(0.8) ? 0 : millis(Duration.ofDays(2));
    Event order =
        add(id, at, late, new Happening.Conversion(subject, orderId, value, currency, chance(0.8)));
    if (chance(0.1)) {
      add(id, at, late + 1, order.happening());
    }
    if (chance(0.3)) {
      long refund = chance(0.5) ? value : value / 2;
      long refundAt = at + millis(Duration.ofHours(50)) - Duration.ofHours(1).toMillis();
      add(id, refundAt, 0, new Happening.Refund(subject, orderId, refund, currency));
    }
  }

  private Event add(BidId id, long at, long late, Happening happening) {
    Event event = new Event(id, at, at + late + random.nextInt(20), happening);
    events.add(event);
    return event;
  }

  private Happening bid(Subject subject) {
    return new Happening.Bid(
        subject,
        "r" + random.nextInt(1_000_000),
        "1",
        "",
        "seat",
        1,
        1,
        0.01f,
        0.1f,
        0.001f,
        2_000_000,
        1_900_000,
        1_500_000,
        100_000,
        chance(0.9) ? 1 : random.nextFloat(),
        60 * random.nextInt(3),
        List.of(
            new Value.OfText("site.domain", "d" + random.nextInt(9) + ".example"),
            new Value.Whole("device.devicetype", random.nextInt(5))));
  }

  private long millis(Duration atMost) {
    return random.nextLong(atMost.toMillis());
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}
