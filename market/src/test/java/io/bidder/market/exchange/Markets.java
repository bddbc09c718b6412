package io.bidder.market.exchange;

/** Markets for tests. */
final class Markets {
  private Markets() {}

  /** A day without faults or drift. */
  static MarketOptions options(long seed, long auctions, double firstPriceShare) {
    return new MarketOptions(
        seed,
        auctions,
        auctions,
        false,
        firstPriceShare,
        0.3,
        600,
        2,
        10_000,
        MarketOptions.NoticeFaults.NONE,
        Drift.NONE);
  }
}
