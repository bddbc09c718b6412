package io.bidder.bidder.metrics;

/** A stage of the bid path, by how it is called in a metric. */
public enum Stage {
  DECODE("decode"),
  PERMIT("permit"),
  SELECT("select"),
  ENCODE("encode"),
  /** Of a whole batch. */
  SCORE("score"),
  PRICE("price"),
  RESPOND("respond"),
  /** Where bids are recorded. */
  RECORD("record");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
