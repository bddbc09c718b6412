package io.bidder.bidder.campaign;

/** The way in which a budget is spread over its day. */
public enum PacingMode {
  /** As supply comes: the same multiplier all day, which buys most. */
  TRAFFIC,
  /** As much in each hour as in any other. */
  EVEN,
  /** Not at all: bids in full until the budget is gone. */
  ASAP
}
