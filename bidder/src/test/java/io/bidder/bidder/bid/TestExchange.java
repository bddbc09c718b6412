package io.bidder.bidder.bid;

import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.config.NoticeConfig;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Pace;
import io.bidder.bidder.pricing.Shade;
import java.time.Duration;

/** An exchange that gives ten seconds. */
final class TestExchange {
  private TestExchange() {}

  static Exchange of(boolean noBidBody) {
    return Exchange.of(
        new ExchangeConfig(
            "acme",
            ExchangeConfig.AS_REQUESTED,
            Duration.ZERO,
            Duration.ofSeconds(10),
            "USD",
            noBidBody,
            false,
            NoticeConfig.defaults()),
        CurrencyRates.usdOnly(),
        Long.MAX_VALUE,
        Pace.NONE,
        Shade.NONE);
  }
}
