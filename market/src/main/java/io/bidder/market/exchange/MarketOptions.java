package io.bidder.market.exchange;

/**
 * A market, but for its world.
 *
 * @param seed of who comes, what rivals bid and what people do
 * @param auctions in all: requests, of which some have two places
 * @param auctionsPerDay of market time
 * @param isEven whether as many people come at any hour, so that market time runs evenly
 * @param firstPriceShare of sites on which the winner pays its bid
 * @param gdprShare of requests in which somebody has to be asked for consent
 * @param orderMedianSeconds from a click to its order
 * @param orderDeviation of that time's logarithm
 * @param deadlineMillis within which an answer counts, as {@code tmax}
 */
public record MarketOptions(
    long seed,
    long auctions,
    long auctionsPerDay,
    boolean isEven,
    double firstPriceShare,
    double gdprShare,
    double orderMedianSeconds,
    double orderDeviation,
    int deadlineMillis,
    NoticeFaults faults,
    Drift drift) {

  /**
   * What becomes of notices on their way, as shares of them.
   *
   * @param late that come {@code lateMillis} later, in market time
   * @param lost that never come
   * @param doubled that come twice
   */
  public record NoticeFaults(double late, long lateMillis, double lost, double doubled) {
    public static final NoticeFaults NONE = new NoticeFaults(0, 0, 0, 0);
  }
}
