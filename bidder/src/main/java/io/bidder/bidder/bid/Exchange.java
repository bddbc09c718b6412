package io.bidder.bidder.bid;

import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.pricing.AuctionType;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Pace;
import io.bidder.bidder.pricing.Pricing;
import io.bidder.bidder.pricing.Shade;
import java.util.concurrent.TimeUnit;

/** An exchange as its requests are treated. Immutable. */
public record Exchange(
    ExchangeConfig config, Pricing pricing, long deadlineNs, long networkReserveNs) {
  /** Long enough, and short enough to be added up. */
  private static final long FOREVER_NS = TimeUnit.DAYS.toNanos(1);

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

  /** The same without a deadline, whatever the request says. */
  Exchange inNoHurry() {
    return new Exchange(config, pricing, FOREVER_NS, -FOREVER_NS);
  }

  /** The auction's type: as configured, or as the request says. */
  AuctionType auctionType(BidRequest request) {
    int configured = config.auctionType();
    return AuctionType.of(configured == ExchangeConfig.AS_REQUESTED ? request.at : configured);
  }
}
