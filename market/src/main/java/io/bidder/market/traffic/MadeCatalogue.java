package io.bidder.market.traffic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Made-up catalogues, as the YAML that a bidder reads; the same for the same seed. */
public final class MadeCatalogue {
  /** Ads of a campaign of {@link #forAll}, each of another size. */
  static final int SIZES_FOR_ALL = 6;

  /** A moment at which the flights of {@link CatalogueMix#DSP} are two thirds under way. */
  public static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

  private static final int ADVERTISERS_FOR_ALL = 64;
  private static final List<String> OTHER_COUNTRIES =
      List.of("NZL", "NOR", "CHE", "FIN", "DNK", "PRT", "GRC", "IRL");
  private static final List<String> MIMES = List.of("image/jpeg", "image/png", "image/gif");
  private static final List<String> VAST_VERSIONS = List.of("2.0", "3.0", "4.0", "4.1");
  private final StringBuilder yaml = new StringBuilder();

  private MadeCatalogue() {}

  /**
   * A catalogue of which any banner of {@link RequestMix#REPORT} and {@link RequestMix#ONE_BANNER}
   * has exactly {@code candidates} ads to choose from: one of each campaign. Half of these
   * campaigns have targeting that has to be checked.
   *
   * @param elsewhere further campaigns, of which no ad may bid
   */
  public static String forAll(int candidates, int elsewhere) {
    MadeCatalogue made = new MadeCatalogue();
    made.yaml.append("advertisers:\n");
    for (int a = 0; a < ADVERTISERS_FOR_ALL; a++) {
      made.advertiser(a, List.of(Values.CATEGORIES.of(a % 20)));
    }
    made.yaml.append("campaigns:\n");
    for (int c = 0; c < Math.max(candidates, elsewhere); c++) {
      if (c < candidates) {
        made.campaignForAll("load-" + c, c, everywhere(c));
      }
      if (c < elsewhere) {
        made.campaignForAll("other-" + c, c, elsewhere(c));
      }
    }
    return made.yaml.toString();
  }

  /**
   * A made-up catalogue whose campaigns have a daily budget that is paced and three caps, all so
   * large that none ever stops a bid.
   */
  public static String withMoney(String catalogue) {
    return catalogue.replace(
        "\n    economics:",
        """

            budget: {daily: 1000000000}
            caps: [{impressions: 100, per: hour}, {impressions: 150, per: day}, \
        {impressions: 200, per: week}]
            economics:\
        """);
  }

  /** Targeting that holds for all those requests, or none. */
  private static String everywhere(int campaign) {
    return switch (campaign % 4) {
      case 1 ->
          "countries: "
              + IntStream.range(0, Values.COUNTRIES.count())
                  .mapToObj(Values.COUNTRIES::of)
                  .toList();
      case 3 ->
          "deviceTypes: [1, 2, 4, 5], excludedDomains: [tabloid%d.example]".formatted(campaign);
      default -> "";
    };
  }

  /** Targeting that holds for none of them. */
  private static String elsewhere(int campaign) {
    return switch (campaign % 3) {
      case 0 -> "countries: [%s]".formatted(OTHER_COUNTRIES.get(campaign % OTHER_COUNTRIES.size()));
      case 1 -> "domains: [tabloid%d.example]".formatted(campaign);
      default -> "deviceTypes: [3, 7]";
    };
  }

  private void campaignForAll(String id, int number, String targeting) {
    campaign(id, number % ADVERTISERS_FOR_ALL, 40 + number * 7 % 80, targeting);
    yaml.append(
        "    attributes: {category: c%d, brand: b%d}\n    creatives:\n"
            .formatted(number % 17, number * 5 + 1));
    for (int size = 0; size < SIZES_FOR_ALL; size++) {
      banner(id + "-" + size, Values.SIZES.of(size), "image/png");
      features(number, id + "-" + size, size);
    }
  }

  /**
   * A catalogue of a mix.
   *
   * @param first the number of its first campaign: what is too large to be held at once can be made
   *     in parts, of which each is a catalogue with the same advertisers
   */
  public static String mixed(CatalogueMix mix, long seed, int first, int count) {
    return advertisers(mix, seed) + "campaigns:\n" + campaigns(mix, seed, first, count);
  }

  static String advertisers(CatalogueMix mix, long seed) {
    MadeCatalogue made = new MadeCatalogue();
    made.yaml.append("advertisers:\n");
    Draw draw = new Draw(seed);
    for (int a = 0; a < mix.advertisers(); a++) {
      made.advertiser(a, draw.some(Share.always(1, 2), Values.CATEGORIES));
    }
    return made.yaml.toString();
  }

  static String campaigns(CatalogueMix mix, long seed, int first, int count) {
    MadeCatalogue made = new MadeCatalogue();
    for (int c = first; c < first + count; c++) {
      made.campaign(mix, c, new Draw(seed * 1_000_003 + c));
    }
    return made.yaml.toString();
  }

  private void campaign(CatalogueMix mix, int number, Draw draw) {
    String id = "load-" + number;
    List<String> targeting = new ArrayList<>();
    // In an order of their own: that of an immutable map differs from run to run.
    new TreeMap<>(mix.targeting())
        .forEach((key, share) -> {
          if (draw.chance(share.probability())) {
            targeting.add(key + ": " + condition(key, share, draw));
          }
        });
    campaign(
        id,
        draw.between(0, mix.advertisers() - 1),
        draw.between(20, 119),
        String.join(", ", targeting));
    if (mix.flights()) {
      LocalDate start = TODAY.plusDays(draw.between(-60, 10));
      yaml.append(
          "    flight: {start: %s, end: %s}\n"
              .formatted(start, start.plusDays(draw.between(14, 120))));
    }
    List<String> deals = draw.some(mix.deals(), Values.DEALS);
    if (!deals.isEmpty()) {
      yaml.append("    deals: %s\n    openAuction: %s\n".formatted(deals, draw.chance(0.5)));
    }
    yaml.append("    creatives:\n");
    int ads = draw.between(mix.ads().fewest(), mix.ads().most());
    for (int ad = 0; ad < ads; ad++) {
      creative(mix, id + "-" + ad, draw);
      if (mix.features()) {
        features(number, id + "-" + ad, ad);
      }
    }
  }

  private static String condition(String key, Share share, Draw draw) {
    return switch (key) {
      case "countries" -> values(share, Values.COUNTRIES, draw);
      case "regions" -> values(share, Values.REGIONS, draw);
      case "cities" -> values(share, Values.CITIES, draw);
      case "metros" -> values(share, Values.METROS, draw);
      case "browsers" -> values(share, Values.BROWSERS, draw);
      case "languages" -> values(share, Values.LANGUAGES, draw);
      case "domains", "excludedDomains" -> values(share, Values.SITES, draw);
      case "bundles", "excludedBundles" -> values(share, Values.APPS, draw);
      case "publishers" -> values(share, Values.PUBLISHERS, draw);
      case "contentCategories" -> values(share, Values.CATEGORIES, draw);
      case "segments" -> values(share, Values.SEGMENTS, draw);
      case "keywords" -> values(share, Values.KEYWORDS, draw);
      case "genders" -> values(share, Values.GENDERS, draw);
      case "deviceTypes" -> draw.pick(List.of("[1, 4, 5]", "[2]", "[3, 7]"));
      case "operatingSystems" ->
          "[{name: %s, minVersion: %d}]"
              .formatted(draw.popular(Values.SYSTEMS), draw.between(9, 16));
      case "near" ->
          String.format(
              Locale.ROOT,
              "[{lat: %.2f, lon: %.2f, radiusKm: %.1f}]",
              draw.between(25.0, 60.0),
              draw.between(-120.0, 30.0),
              draw.between(5.0, 100.0));
      case "hours" -> {
        int from = draw.between(0, 12);
        yield "[mon-fri %02d-%02d]".formatted(from, from + draw.between(6, 11));
      }
      case "connectionTypes" -> "[2, 6, 7]";
      case "age" -> "{min: 18, max: 54}";
      default -> throw new IllegalArgumentException(key + " is no condition that is made up");
    };
  }

  private static String values(Share share, Values values, Draw draw) {
    return draw.some(Share.always(share.fewest(), share.most()), values).toString();
  }

  private void advertiser(int number, List<String> categories) {
    yaml.append(
        "  - {id: a%d, domain: %s, seat: seat-%d, categories: %s}\n"
            .formatted(number, Values.ADVERTISERS.of(number), number % 3, categories));
  }

  private void campaign(String id, int advertiser, int orderValue, String targeting) {
    yaml.append("  - id: ").append(id).append('\n');
    yaml.append("    advertiser: a").append(advertiser).append('\n');
    yaml.append(
        "    economics: {averageOrderValue: %d.00, roasCoefficient: 0.25}\n".formatted(orderValue));
    if (!targeting.isEmpty()) {
      yaml.append("    targeting: {").append(targeting).append("}\n");
    }
  }

  private void creative(CatalogueMix mix, String id, Draw draw) {
    if (draw.chance(mix.videos())) {
      video(id, draw);
    } else if (draw.chance(mix.natives())) {
      nativeAd(id);
    } else {
      banner(id, draw.popular(Values.SIZES), draw.pick(MIMES));
    }
    if (mix.limits()) {
      if (draw.chance(0.15)) {
        yaml.append("        attributes: [%d]\n".formatted(draw.between(1, 17)));
      }
      Share some = new Share(0.3, 1, 1);
      list("languages", draw.some(some, Values.LANGUAGES));
      list("categories", draw.some(some, Values.CATEGORIES));
      if (draw.chance(0.03)) {
        yaml.append("        secure: false\n");
      }
    }
  }

  private void list(String key, List<String> values) {
    if (!values.isEmpty()) {
      yaml.append("        %s: %s\n".formatted(key, values));
    }
  }

  private void banner(String id, String size, String mime) {
    yaml.append(
        """
              - id: %s
                banner: {size: %s, mimes: [%s], markup: '<a href="https://shop.example/%s"><img \
        src="https://cdn.shop.example/%s.png"></a>'}
        """
            .formatted(id, size, mime, id, id));
  }

  private void video(String id, Draw draw) {
    yaml.append(
        """
              - id: %s
                video: {size: 1280x720, durationSeconds: %d, mimes: [video/mp4], bitrateKbps: 1200, \
        markup: '<VAST version="%s"><Ad><InLine>\
        <MediaFile type="video/mp4">https://cdn.example/1</MediaFile></InLine></Ad></VAST>'}
        """
            .formatted(id, draw.pick(List.of(6, 15, 20, 30)), draw.pick(VAST_VERSIONS)));
  }

  private void nativeAd(String id) {
    yaml.append(
        """
              - id: %s
                native: {title: A title, link: 'https://shop.example', images: [\
        {type: icon, url: 'https://shop.example/1', size: 80x80, mime: image/png}, \
        {type: main, url: 'https://shop.example/3', size: 1200x627, mime: image/jpeg}], \
        data: {sponsored: Brand, description: Words}}
        """
            .formatted(id));
  }

  /** Values of an ad that the benchmarks' model and the demo's read. */
  private void features(int number, String creative, int ad) {
    yaml.append(
        "        features: {format: image, template: t%d, headline: h-%s, product: p%d, price: %d.50}\n"
            .formatted(number % 7, creative, number * 3 + ad, 5 + number * 11 % 190));
  }
}
