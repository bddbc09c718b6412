package io.bidder.market.world;

/**
 * An ad of a campaign.
 *
 * @param index number of the creative in the world
 * @param size index into {@link Names#WIDTHS} and {@link Names#HEIGHTS}: fits slots of that size
 * @param format index into {@link Names#FORMATS}
 * @param priceMicros what the advertised product costs
 */
public record Creative(int index, Campaign campaign, int size, int format, long priceMicros) {
  /** The name of the creative in logs and requests. */
  public String id() {
    return campaign.id() + "-" + (index + 1);
  }
}
