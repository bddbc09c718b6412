package io.bidder.market.exchange;

import io.bidder.market.world.Creative;

/**
 * An ad that a place may show, as the market knows it and learning never sees it.
 *
 * @param click P(click | impression)
 * @param conversion P(conversion | click)
 * @param valueCpm what a thousand impressions are worth to its advertiser, USD
 */
record Offer(Creative creative, double click, double conversion, double valueCpm) {
  double clickAndConversion() {
    return click * conversion;
  }
}
