package io.bidder.market.world;

/**
 * A place for an ad before one is chosen: what a bid request tells. Indices into {@link Names}
 * unless they say otherwise.
 *
 * @param timestampMillis since 1970, UTC
 * @param size of the slot
 * @param recencyDays since the user last visited a shop of our advertisers
 */
public record Opportunity(
    long timestampMillis,
    User user,
    Site site,
    Device device,
    int position,
    int size,
    double recencyDays) {
  /** Whether it is in the site's app: {@code app} stands in the request instead of {@code site}. */
  public boolean isApp() {
    return device.type() == Names.TELEVISION || (device.isMobile() && site.hasApp());
  }

  /** OpenRTB's number of the position: {@code imp.banner.pos} or {@code imp.video.pos}. */
  public int positionCode() {
    return Names.POSITIONS.get(position);
  }

  /** Width of the slot in pixels. */
  public int width() {
    return Names.WIDTHS.get(size);
  }

  /** Height of the slot in pixels. */
  public int height() {
    return Names.HEIGHTS.get(size);
  }

  /** Whether the slot is a player's, which shows a video: {@code imp.video}. */
  public boolean isVideo() {
    return size == Names.SPOT;
  }

  /** Hour in the user's zone, 0 to 23. */
  public int localHour() {
    return user.localHour(timestampMillis);
  }

  /** Day in the user's zone, Monday 0 to Sunday 6. */
  public int localDayOfWeek() {
    return user.localDayOfWeek(timestampMillis);
  }

  /** Whether the ads that fit are also there in a native form. */
  public boolean fitsNative() {
    return size == Names.CARD;
  }
}
