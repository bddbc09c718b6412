package io.bidder.market.exchange;

import io.bidder.market.world.Campaign;
import io.bidder.market.world.Creative;
import io.bidder.market.world.Impression;
import io.bidder.market.world.Opportunity;
import io.bidder.market.world.RandomStream;
import io.bidder.market.world.World;
import java.util.ArrayList;
import java.util.List;

/**
 * What really happens: the probabilities of a world, and what changes of them in the course of a
 * market. Immutable; safe from any thread.
 */
final class Truth {
  private static final long BEFORE = 62;
  private static final int MAX_EXPOSURES = 40;
  private static final double CPM_PER_IMPRESSION = 1000;

  /** Of a site gone bad: clicks that lead nowhere. */
  private static final double BAD_SITE_CLICKS = 3;

  private static final double BAD_SITE_CONVERSIONS = 0.05;

  /** Share of its clicks that an ad loses for each time that its impressions double. */
  private static final double WEAR = 0.12;

  private static final double FRESH_IMPRESSIONS = 2000;
  private static final double MICROS = 1e6;
  private static final double HALF = 0.5;

  private final World world;
  private final World moved;
  private final Drift drift;
  private final long seed;

  /**
   * A market's truth.
   *
   * @param moved the world as it is once tastes have moved
   */
  Truth(World world, World moved, Drift drift, long seed) {
    this.world = world;
    this.moved = moved;
    this.drift = drift;
    this.seed = seed;
  }

  /**
   * The ads that a place may show, with their probabilities.
   *
   * @param shown how often the person saw each campaign in this market before; by campaign
   * @param impressions of each creative in this market before
   */
  List<Offer> offers(Slot slot, List<Creative> creatives, int[] shown, int[] impressions) {
    List<Offer> offers = new ArrayList<>(creatives.size());
    for (Creative creative : creatives) {
      offers.add(offer(slot.opportunity(), creative, shown, impressions[creative.index()]));
    }
    return offers;
  }

  private Offer offer(Opportunity opportunity, Creative creative, int[] shown, int impressions) {
    Campaign campaign = creative.campaign();
    int exposures = before(opportunity, creative) + shown[campaign.index()];
    Impression impression =
        new Impression(opportunity, creative, Math.min(MAX_EXPOSURES, exposures));
    World now = opportunity.timestampMillis() >= drift.tastesMoveAtMillis() ? moved : world;
    double click = now.clickProbability(impression);
    double conversion = now.conversionProbability(impression);
    if (drift.adsWearOut() && impressions > FRESH_IMPRESSIONS) {
      double doublings = StrictMath.log(impressions / FRESH_IMPRESSIONS) / StrictMath.log(2);
      click *= StrictMath.pow(1 - WEAR, doublings);
    }
    if (opportunity.timestampMillis() >= drift.siteGoesBadAtMillis()
        && opportunity.site().index() == drift.badSite()) {
      click = Math.min(HALF, BAD_SITE_CLICKS * click);
      conversion *= BAD_SITE_CONVERSIONS;
    }
    double perImpression =
        click
            * conversion
            * now.meanOrderMicros(creative.campaign())
            / MICROS
            * campaign.roasCoefficient();
    return new Offer(creative, click, conversion, CPM_PER_IMPRESSION * perImpression);
  }

  /** How often a person had met a creative's campaign when the market began. */
  private int before(Opportunity opportunity, Creative creative) {
    long both = ((long) opportunity.user().index() << Byte.SIZE) + creative.campaign().index();
    return world
        .traffic()
        .impression(opportunity, creative, new RandomStream(seed, BEFORE, both))
        .exposures();
  }

  /** By what everybody's prices are multiplied. */
  double rise(long timeMillis) {
    return timeMillis >= drift.pricesRiseAtMillis() ? drift.rise() : 1;
  }
}
