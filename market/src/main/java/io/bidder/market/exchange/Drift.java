package io.bidder.market.exchange;

import io.bidder.market.world.World;

/**
 * What changes in a market, and when; {@link #NEVER} for what does not.
 *
 * @param tastesMoveAtMillis from when people like other things, in market time, as all
 * @param pricesRiseAtMillis from when competitors pay more
 * @param rise how much more, as a factor
 * @param siteGoesBadAtMillis from when a site's clicks lead nowhere
 * @param badSite its index
 * @param adsWearOut whether an ad is clicked less the more it was shown
 */
public record Drift(
    long tastesMoveAtMillis,
    long pricesRiseAtMillis,
    double rise,
    long siteGoesBadAtMillis,
    int badSite,
    boolean adsWearOut) {
  private static final long TASTES = 2;

  /** The share of what single features do that changes with tastes. */
  private static final double HABITS = 0.3;

  /** After all times. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Nothing changes. */
  public static final Drift NONE = new Drift(NEVER, NEVER, 1, NEVER, 0, false);

  /** The world as it is once tastes have moved. */
  World moved(World world) {
    return tastesMoveAtMillis == NEVER ? world : world.moved(TASTES, 1, HABITS);
  }
}
