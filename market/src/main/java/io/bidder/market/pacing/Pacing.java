package io.bidder.market.pacing;

/** Paces one campaign. One thread's. */
public interface Pacing {
  /**
   * Is told of a minute that is over, and says what to do in the next.
   *
   * @param minute that is over, with the day up to it
   */
  void turn(Minute minute);

  /** What the campaign's bids are multiplied by, from 0 to 1. */
  double multiplier();

  /** The share of auctions that it bids in. */
  default double passShare() {
    return 1;
  }
}
