package io.bidder.benchmarks.select;

import java.util.List;

/** The values that made-up catalogues and requests share. */
final class Supply {
  static final long NOW_MILLIS = 1_780_315_200_000L;

  static final List<String> COUNTRIES =
      List.of(
          "USA", "DEU", "GBR", "FRA", "BRA", "IND", "JPN", "CAN", "ESP", "ITA", "MEX", "AUS", "NLD",
          "POL", "SWE", "TUR", "KOR", "IDN", "ARG", "ZAF");

  static final int REGIONS = 50;
  static final int CITIES = 500;
  static final int METROS = 210;
  static final int SITES = 20_000;
  static final int APPS = 10_000;
  static final int PUBLISHERS = 2_000;
  static final int SEGMENTS = 5_000;
  static final int KEYWORDS = 5_000;
  static final int DEALS = 2_000;
  static final int ADVERTISERS = 1_000;

  static final List<String> SYSTEMS = List.of("Android", "iOS", "Windows", "macOS");
  static final List<String> BROWSERS = List.of("Chrome", "Safari", "Edge", "Firefox");
  static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "pt", "ja");

  static final List<int[]> SIZES =
      List.of(
          new int[] {300, 250},
          new int[] {320, 50},
          new int[] {728, 90},
          new int[] {160, 600},
          new int[] {300, 600},
          new int[] {970, 250},
          new int[] {320, 100},
          new int[] {336, 280},
          new int[] {320, 480},
          new int[] {468, 60});

  private Supply() {}

  static String country(int number) {
    return COUNTRIES.get(number);
  }

  static String region(int number) {
    return "R" + number;
  }

  static String city(int number) {
    return "City " + number;
  }

  static String metro(int number) {
    return String.valueOf(500 + number);
  }

  static String site(int number) {
    return "site" + number + ".example";
  }

  static String app(int number) {
    return "com.example.app" + number;
  }

  static String publisher(int number) {
    return "pub-" + number;
  }

  static String segment(int number) {
    return "seg-" + number;
  }

  static String keyword(int number) {
    return "word" + number;
  }

  static String deal(int number) {
    return "DEAL-" + number;
  }

  static String advertiser(int number) {
    return "brand" + number + ".example";
  }

  /** The IAB's content taxonomy 1.0: 25 categories, with some twenty parts each. */
  static String category(int number) {
    int category = 1 + number % 25;
    return number < 25 ? "IAB" + category : "IAB" + category + "-" + (number / 25);
  }

  static final int CATEGORIES = 500;
}
