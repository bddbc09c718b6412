package io.bidder.market.world;

/**
 * An advertiser's campaign.
 *
 * @param index number of the campaign in the world
 * @param category index into {@link Names#CAMPAIGN_CATEGORIES}
 * @param orderValueMicros median value of an order
 * @param roasCoefficient the share of an order that the advertiser pays for media
 * @param reach how often users have met the campaign, relative to others; about 1
 */
public record Campaign(
    int index, int category, long orderValueMicros, double roasCoefficient, double reach) {
  /** The name of the campaign in logs and requests. */
  public String id() {
    return "c" + (index + 1);
  }

  /** The name of the category in logs and catalogues. */
  public String categoryName() {
    return Names.CAMPAIGN_CATEGORIES.get(category);
  }

  /** The IAB's content category of what the advertiser sells: {@code bcat} may name it. */
  public String advertiserCategory() {
    return Names.ADVERTISER_CATEGORIES.get(category);
  }

  /** The name of its advertiser in catalogues. */
  public String advertiserId() {
    return categoryName() + id();
  }
}
