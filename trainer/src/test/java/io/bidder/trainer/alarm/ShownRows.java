package io.bidder.trainer.alarm;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.join.TrainingRow;
import java.time.Instant;
import java.util.List;

/** Ads that were shown, for tests. */
final class ShownRows {
  static final long START = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();
  static final long DAY_MILLIS = 86_400_000;

  /** What an order is worth to the bid, in micros. */
  static final long ORDER_MICROS = 20_000_000;

  private ShownRows() {}

  static TrainingRow row(
      String campaign,
      String ad,
      long atMillis,
      double pCtr,
      double pCvr,
      boolean clicked,
      boolean ordered) {
    Subject subject = new Subject("acme", "a1", campaign, ad, 1_500_000, "USD", "m1", "");
    Happening.Bid bid =
        new Happening.Bid(
            subject,
            "r",
            "1",
            "",
            "",
            1,
            1,
            (float) pCtr,
            (float) pCvr,
            (float) (pCtr * pCvr),
            (long) (1_000 * pCtr * pCvr * ORDER_MICROS),
            0,
            0,
            0,
            1,
            0,
            List.of(new Value.OfText("site.domain", "news.example")));
    return new TrainingRow(
        new BidId(1, 1),
        0,
        atMillis + 60_000,
        bid,
        atMillis,
        atMillis,
        clicked ? 9_000 : TrainingRow.NEVER,
        ordered ? 1 : 0,
        ordered ? 60_000 : TrainingRow.NEVER,
        ordered ? ORDER_MICROS : 0,
        "USD");
  }
}
