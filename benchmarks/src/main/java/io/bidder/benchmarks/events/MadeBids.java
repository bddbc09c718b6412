package io.bidder.benchmarks.events;

import io.bidder.eventlog.event.EventWriter;

/** Bid events that differ in what differs between bids. */
final class MadeBids {
  private static final String[] SOURCES = new String[26];
  private static final String[] TEXTS = new String[64];

  static {
    for (int i = 0; i < SOURCES.length; i++) {
      SOURCES[i] = "site.field" + i;
    }
    for (int i = 0; i < TEXTS.length; i++) {
      TEXTS[i] = "value-" + 7919 * i;
    }
  }

  private final byte[] person = new byte[16];
  private long made;

  /** Writes the next bid, with as many values of features as told. */
  void write(EventWriter event, int values) {
    long n = made++;
    person[(int) (n & 15)] = (byte) n;
    event.beginBid(0x0123456789abcdefL, n, 1_790_000_000_000L + n, 1_790_000_000_001L + n);
    event.subject(
        "acme",
        "advertiser-9",
        "campaign-17",
        "creative-4",
        2_531_000 + n,
        "USD",
        "20260101-1",
        person);
    event.auction("6f2b9f8e-1a7c-4f0e", "1", "", "seat-1", 1, 2);
    event.predictions(0.0123f, 0.0456f, 0.00056f);
    event.prices(3_100_000 + n, 2_900_000, 2_531_000 + n, 500_000, 1f);
    event.utcOffset(120);
    for (int i = 0; i < values; i++) {
      if (i % 5 == 4) {
        event.value(SOURCES[i], n + i);
      } else {
        event.value(SOURCES[i], TEXTS[(int) ((n + i) & 63)]);
      }
    }
    event.endBid();
  }
}
