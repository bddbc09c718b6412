package io.bidder.market.exchange;

import io.bidder.market.world.Opportunity;
import io.bidder.market.world.RandomStream;
import io.bidder.market.world.World;

/**
 * What competitors pay where: prices by site, device, hour, place and size, and, since they too
 * know something of people, by how likely these are to click on anything. Immutable.
 */
final class Landscape {
  private static final long KIND = 61;
  private static final double PRESENCE = 0.85;
  private static final double SHAPE = 2.2;
  private static final double MEDIAN_CPM = 3.2;
  private static final double SITE_DEVIATION = 0.35;
  private static final double PLACE_DEVIATION = 0.2;
  private static final double EVENING = 0.2;
  private static final double PEOPLE = 0.35;
  private static final int PLACES = 16;
  private static final int HOURS = 24;
  private static final int PEAK_HOUR = 20;

  private final double[] sites;
  private final double[] devices = new double[PLACES];
  private final double[] positions = new double[PLACES];
  private final double[] sizes = new double[PLACES];

  Landscape(long seed, World world) {
    RandomStream random = new RandomStream(seed, KIND, 0);
    sites = new double[world.sites().size()];
    fill(sites, SITE_DEVIATION, random);
    for (double[] place : new double[][] {devices, positions, sizes}) {
      fill(place, PLACE_DEVIATION, random);
    }
  }

  /**
   * The others who want an opportunity.
   *
   * @param appeal log-odds above the average that this person clicks on an ad here
   * @param rise by which everybody's prices are multiplied
   */
  Rivals rivals(Opportunity opportunity, double appeal, double rise) {
    double angle = 2 * StrictMath.PI * (opportunity.localHour() - PEAK_HOUR) / HOURS;
    double logMedian =
        sites[opportunity.site().index()]
            + devices[opportunity.device().type()]
            + positions[opportunity.position()]
            + sizes[opportunity.size()]
            + EVENING * StrictMath.cos(angle)
            + PEOPLE * appeal;
    return new Rivals(PRESENCE, rise * MEDIAN_CPM * StrictMath.exp(logMedian), SHAPE);
  }

  private static void fill(double[] effects, double deviation, RandomStream random) {
    for (int i = 0; i < effects.length; i++) {
      effects[i] = deviation * random.nextGaussian();
    }
  }
}
