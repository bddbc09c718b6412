package io.bidder.benchmarks.subject;

import java.util.List;

/**
 * Catalogues for the generated requests. A campaign has an ad of every size, so as many campaigns
 * as are eligible are as many candidates of an impression. Half of the eligible ones have targeting
 * to be checked; beside them there are {@value #OTHERS} campaigns that are elsewhere.
 */
final class BenchCatalogue {
  record Size(int w, int h) {}

  static final List<Size> SIZES =
      List.of(
          new Size(300, 250),
          new Size(728, 90),
          new Size(320, 50),
          new Size(160, 600),
          new Size(970, 250),
          new Size(300, 600));

  static final List<String> COUNTRIES =
      List.of("USA", "GBR", "DEU", "FRA", "JPN", "BRA", "IND", "CAN");

  /** Where no generated request comes from. */
  private static final List<String> OTHER_COUNTRIES =
      List.of("AUS", "NZL", "NOR", "SWE", "CHE", "MEX", "ZAF", "KOR");

  private static final int OTHERS = 100;
  private static final int ADVERTISERS = 64;

  private BenchCatalogue() {}

  static String of(int candidates) {
    if (candidates < 1 || candidates > 10_000) {
      throw new IllegalArgumentException("candidates is " + candidates + ", expected 1 to 10000");
    }
    StringBuilder text = new StringBuilder("advertisers:\n");
    for (int a = 0; a < ADVERTISERS; a++) {
      text.append(
          "  - {id: a%d, domain: shop%d.example, seat: bench, categories: [IAB%d]}\n"
              .formatted(a, a, a % 20 + 1));
    }
    text.append("\ncampaigns:\n");
    for (int c = 0; c < candidates; c++) {
      campaign(text, "bench-" + c, c, eligible(c));
      if (c < OTHERS) {
        campaign(text, "other-" + c, c, elsewhere(c));
      }
    }
    for (int c = candidates; c < OTHERS; c++) {
      campaign(text, "other-" + c, c, elsewhere(c));
    }
    return text.toString();
  }

  /** Targeting that holds for every generated request, or none. */
  private static String eligible(int campaign) {
    return switch (campaign % 4) {
      case 1 -> "{countries: [%s]}".formatted(String.join(", ", COUNTRIES));
      case 3 ->
          "{deviceTypes: [1, 2, 4, 5], excludedDomains: [tabloid%d.example]}".formatted(campaign);
      default -> "";
    };
  }

  /** Targeting that holds for no generated request. */
  private static String elsewhere(int campaign) {
    return switch (campaign % 3) {
      case 0 ->
          "{countries: [%s]}".formatted(OTHER_COUNTRIES.get(campaign % OTHER_COUNTRIES.size()));
      case 1 -> "{domains: [tabloid%d.example]}".formatted(campaign);
      default -> "{deviceTypes: [3, 7]}";
    };
  }

  private static void campaign(StringBuilder text, String id, int number, String targeting) {
    text.append("  - id: ").append(id).append('\n');
    text.append("    advertiser: a").append(number % ADVERTISERS).append('\n');
    text.append(
        "    economics: {averageOrderValue: %d.00, roasCoefficient: 0.25}\n"
            .formatted(40 + number * 7 % 80));
    if (!targeting.isEmpty()) {
      text.append("    targeting: ").append(targeting).append('\n');
    }
    text.append(
        "    attributes: {category: c%d, brand: b%d}\n".formatted(number % 17, number * 5 + 1));
    text.append("    creatives:\n");
    for (Size size : SIZES) {
      String creative = "%s-%dx%d".formatted(id, size.w, size.h);
      text.append("      - id: ").append(creative).append('\n');
      text.append(
          "        banner: {size: %dx%d, markup: '<a href=\"https://shop.example/%s\"><img src=\"https://cdn.shop.example/%s.png\"></a>'}\n"
              .formatted(size.w, size.h, creative, creative));
      text.append(
          "        features: {template: t%d, headline: h-%s, product: p%d, price: \"%d.50\"}\n"
              .formatted(number % 7, creative, number * 3 + size.w % 10, 5 + number * 11 % 190));
    }
  }
}
