package io.bidder.market.world;

/**
 * A site that shows ads.
 *
 * @param index number of the site in the world
 * @param category index into {@link Names#SITE_CATEGORIES}
 * @param traffic share of impressions, relative to others
 */
public record Site(int index, String domain, int category, double traffic) {}
