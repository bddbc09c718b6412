package io.bidder.market.traffic;

/**
 * The share of made-up things that have some values, and the number of these.
 *
 * @param probability that there are any
 * @param fewest values if there are any
 * @param most likewise
 */
record Share(double probability, int fewest, int most) {
  static final Share NEVER = new Share(0, 0, 0);

  static Share always(int fewest, int most) {
    return new Share(1, fewest, most);
  }
}
