package io.bidder.bidder.bid;

import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Pricing;

/** An exchange as its requests are treated. Immutable. */
public record Exchange(
    ExchangeConfig config, Pricing pricing, long deadlineNs, long networkReserveNs) {
  public static Exchange of(ExchangeConfig config, CurrencyRates rates) {
    return new Exchange(
        config,
        new Pricing(rates, config.currency()),
        config.deadline().toNanos(),
        config.networkReserve().toNanos());
  }
}
