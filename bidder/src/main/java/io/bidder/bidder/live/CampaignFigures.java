package io.bidder.bidder.live;

/**
 * What was predicted of a campaign's impressions in a window of time, and what came in it.
 *
 * @param impressions that were shown
 * @param predictedClicks the sum of their P(click | impression)
 * @param clicks that came, also on ads that were shown before
 * @param predictedOrders the sum of their P(conversion | impression)
 * @param orders that came, likewise
 */
public record CampaignFigures(
    long impressions, double predictedClicks, long clicks, double predictedOrders, long orders) {
  /** Of nothing. */
  static final CampaignFigures NONE = new CampaignFigures(0, 0, 0, 0, 0);

  CampaignFigures plus(CampaignFigures other) {
    return new CampaignFigures(
        impressions + other.impressions,
        predictedClicks + other.predictedClicks,
        clicks + other.clicks,
        predictedOrders + other.predictedOrders,
        orders + other.orders);
  }
}
