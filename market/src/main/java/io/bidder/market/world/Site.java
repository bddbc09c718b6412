package io.bidder.market.world;

/**
 * A site that shows ads.
 *
 * @param index number of the site in the world
 * @param category index into {@link Names#SITE_CATEGORIES}
 * @param traffic share of impressions, relative to others
 */
public record Site(int index, String domain, int category, double traffic) {
  /** The IAB's content category: {@code site.cat}. */
  public String categoryCode() {
    return Names.SITE_CATEGORIES.get(category);
  }

  /** The deal under which sites of this category may be sold. */
  public String dealId() {
    return dealId(category);
  }

  static String dealId(int category) {
    return "deal-" + Names.SITE_CATEGORIES.get(category);
  }
}
