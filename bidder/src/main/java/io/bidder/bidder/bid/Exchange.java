package io.bidder.bidder.bid;

import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.pricing.AuctionType;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Pace;
import io.bidder.bidder.pricing.Pricing;
import io.bidder.bidder.pricing.Shade;

/** An exchange as its requests are treated. Immutable. */
public record Exchange(
    ExchangeConfig config, Pricing pricing, long deadlineNs, long networkReserveNs) {
  /**
   * An exchange that pays in currencies with these rates.
   *
   * @param maxCpmUsdMicros the most that is bid, in US dollars
   */
  public static Exchange of(
      ExchangeConfig config, CurrencyRates rates, long maxCpmUsdMicros, Pace pace, Shade shade) {
    return new Exchange(
        config,
        new Pricing(rates, config.currency(), maxCpmUsdMicros, pace, shade),
        config.deadline().toNanos(),
        config.networkReserve().toNanos());
  }

  /** The auction's type: as configured, or as the request says. */
  AuctionType auctionType(BidRequest request) {
    int configured = config.auctionType();
    return AuctionType.of(configured == ExchangeConfig.AS_REQUESTED ? request.at : configured);
  }
}
