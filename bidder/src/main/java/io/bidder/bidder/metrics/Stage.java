package io.bidder.bidder.metrics;

/** A stage of the bid path, with its name in metrics. */
public enum Stage {
  DECODE("decode"),
  PERMIT("permit"),
  SELECT("select"),
  ENCODE("encode"),
  /** Of a whole batch. */
  SCORE("score"),
  PRICE("price"),
  RESPOND("respond"),
  /** Of requests with a bid, where bids are recorded. */
  RECORD("record");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
