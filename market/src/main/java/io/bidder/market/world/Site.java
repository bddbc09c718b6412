package io.bidder.market.world;

/**
 * A site that shows ads, and the app of the same publisher.
 *
 * @param index number of the site in the world
 * @param category index into {@link Names#SITE_CATEGORIES}
 * @param traffic share of impressions, relative to others
 */
public record Site(int index, String domain, int category, double traffic) {
  /** {@code app.bundle} of its app. */
  public String bundle() {
    return "example." + domain.substring(0, domain.indexOf('.'));
  }

  /** Whether people with a phone or tablet use its app and not a browser. */
  boolean hasApp() {
    // In each category every other one, where the sites of a category are a round apart.
    return (index + index / Names.SITE_CATEGORIES.size()) % 2 == 1;
  }

  /** The IAB's content category: {@code site.cat} or {@code app.cat}. */
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
