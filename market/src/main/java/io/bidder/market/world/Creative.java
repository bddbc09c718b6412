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

  /** Width in pixels. */
  public int width() {
    return Names.WIDTHS.get(size);
  }

  /** Height in pixels. */
  public int height() {
    return Names.HEIGHTS.get(size);
  }

  /** Whether it is a video for players, and no banner. */
  public boolean isVideo() {
    return size == Names.SPOT;
  }

  /** The name of the format in logs and catalogues. */
  public String formatName() {
    return Names.FORMATS.get(format);
  }

  /** Whether it is also there as a native ad, which is drawn by the page. */
  public boolean isNativeToo() {
    return size == Names.CARD;
  }

  /** The name of the native ad of the same character. */
  public String nativeId() {
    return id() + "-n";
  }
}
