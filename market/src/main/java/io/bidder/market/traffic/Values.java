package io.bidder.market.traffic;

import java.util.List;
import java.util.function.IntFunction;

/**
 * The values that made-up catalogues and requests have in common, so that campaigns find what they
 * look for.
 *
 * @param name of the value of a number below {@code count}; low numbers are popular
 */
record Values(int count, IntFunction<String> name) {
  static final Values COUNTRIES =
      of(
          "USA", "DEU", "GBR", "FRA", "BRA", "IND", "JPN", "CAN", "ESP", "ITA", "MEX", "AUS", "NLD",
          "POL", "SWE", "TUR", "KOR", "IDN", "ARG", "ZAF");
  static final Values REGIONS = new Values(50, n -> "R" + n);
  static final Values CITIES = new Values(500, n -> "City " + n);
  static final Values METROS = new Values(210, n -> String.valueOf(500 + n));
  static final Values SITES = new Values(20_000, n -> "site" + n + ".example");
  static final Values APPS = new Values(10_000, n -> "com.example.app" + n);
  static final Values PUBLISHERS = new Values(2_000, n -> "pub-" + n);
  static final Values SEGMENTS = new Values(5_000, n -> "seg-" + n);
  static final Values KEYWORDS = new Values(5_000, n -> "word" + n);
  static final Values DEALS = new Values(2_000, n -> "DEAL-" + n);
  static final Values ADVERTISERS = new Values(5_000, n -> "brand" + n + ".example");
  static final Values RIVALS = new Values(5_000, n -> "rival" + n + ".example");
  static final Values SYSTEMS = of("Android", "iOS", "Windows", "macOS");
  static final Values BROWSERS = of("Chrome", "Safari", "Edge", "Firefox");
  static final Values LANGUAGES = of("en", "de", "fr", "es", "pt", "ja");
  static final Values GENDERS = of("F", "M");
  static final Values SIZES =
      of(
          "300x250", "320x50", "728x90", "160x600", "300x600", "970x250", "320x100", "336x280",
          "320x480", "468x60");

  /** The IAB's content taxonomy 1.0: 25 categories, with some twenty parts each. */
  static final Values CATEGORIES =
      new Values(500, n -> "IAB" + (1 + n % 25) + (n < 25 ? "" : "-" + n / 25));

  /** Parts of categories, of which those are popular that are seldom advertised. */
  static final Values BLOCKED_CATEGORIES = new Values(475, n -> CATEGORIES.of(499 - n));

  static Values of(String... names) {
    List<String> list = List.of(names);
    return new Values(list.size(), list::get);
  }

  String of(int number) {
    return name.apply(number);
  }
}
