package io.bidder.bidder.metrics;

/** A kind of answer to a bid request, with its name in metrics. */
public enum Outcome {
  /** 200 with at least one bid. */
  BID("bid"),
  /** No bid, for any reason but those below. */
  NO_BID("no_bid"),
  /** 400: no bid request. */
  MALFORMED("malformed"),
  /** No bid because the deadline passed. */
  LATE("late"),
  /** No bid because too much was waiting, or the server was going down. */
  SHED("shed"),
  /** No bid because of a bug. */
  ERROR("error");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
