package io.bidder.market.world;

import java.util.List;

/**
 * The names of the world's values where they leave it: OpenRTB codes where it has some. Elsewhere a
 * value is its index here.
 */
final class Names {
  /** Youngest band last; the last entry is for users whose year of birth is not known. */
  static final List<String> AGE_BANDS =
      List.of("65+", "55-64", "45-54", "35-44", "25-34", "18-24", "unknown");

  /** First year of birth of each age band but the first. */
  static final List<Integer> AGE_BAND_BIRTH_YEARS = List.of(1961, 1971, 1981, 1991, 2001);

  /** The last one is an unknown gender: no value. */
  static final List<String> GENDERS = List.of("F", "M", "");

  static final List<String> REGIONS =
      List.of("NY", "FL", "GA", "PA", "MI", "IL", "TX", "MO", "CO", "AZ", "CA", "WA");

  /** Each region's offset from UTC, in minutes. */
  static final List<Integer> REGION_UTC_OFFSET_MINUTES =
      List.of(-300, -300, -300, -300, -300, -360, -360, -360, -420, -420, -480, -480);

  static final List<String> SEGMENTS =
      List.of(
          "auto",
          "beauty",
          "books",
          "business",
          "cooking",
          "cycling",
          "diy",
          "education",
          "fashion",
          "finance",
          "fitness",
          "football",
          "gadgets",
          "gaming",
          "garden",
          "health",
          "home",
          "luxury",
          "movies",
          "music",
          "parenting",
          "pets",
          "photo",
          "travel");

  /** IAB content categories, as {@link #SITE_WORDS} has them in words. */
  static final List<String> SITE_CATEGORIES =
      List.of("IAB1", "IAB2", "IAB3", "IAB6", "IAB7", "IAB8", "IAB12", "IAB17", "IAB19", "IAB20");

  static final List<String> SITE_WORDS =
      List.of(
          "show", "motor", "market", "family", "health", "food", "news", "sport", "tech", "travel");

  /** OpenRTB device types: phone, tablet, personal computer, connected TV. */
  static final List<Integer> DEVICE_TYPES = List.of(4, 5, 2, 3);

  static final int PHONE = 0;
  static final int TABLET = 1;
  static final int COMPUTER = 2;
  static final int TELEVISION = 3;

  static final List<String> OPERATING_SYSTEMS =
      List.of("iOS", "Android", "Windows", "macOS", "Linux");

  static final List<String> BROWSERS = List.of("Chrome", "Safari", "Edge", "Firefox", "Samsung");

  /** The brand of each browser in structured user agent information. */
  static final List<String> BROWSER_BRANDS =
      List.of("Google Chrome", "Safari", "Microsoft Edge", "Firefox", "Samsung Internet");

  /** OpenRTB connection types: ethernet, Wi-Fi, 4G, 5G. */
  static final List<Integer> CONNECTIONS = List.of(1, 2, 6, 7);

  /** OpenRTB ad positions: above the fold, below the fold, header, sidebar. */
  static final List<Integer> POSITIONS = List.of(1, 3, 4, 6);

  static final List<Integer> WIDTHS = List.of(320, 300, 728, 160, 1280);
  static final List<Integer> HEIGHTS = List.of(50, 250, 90, 600, 720);

  /** The size that ads have a native form beside. */
  static final int CARD = 1;

  /** The size of television spots; all others are of banners. */
  static final int SPOT = 4;

  static final List<String> FORMATS = List.of("image", "animation", "carousel", "video");

  static final List<String> CAMPAIGN_CATEGORIES =
      List.of("cars", "clothes", "electronics", "games", "groceries", "insurance", "toys", "trips");

  /** IAB content categories of what the campaigns of each category sell. */
  static final List<String> ADVERTISER_CATEGORIES =
      List.of("IAB2", "IAB18", "IAB19", "IAB9-30", "IAB8", "IAB13", "IAB6", "IAB20");

  private Names() {}
}
