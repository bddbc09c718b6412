package io.bidder.benchmarks.select;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Targeting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A catalogue as a DSP's may be: nearly every campaign has a country, a third each excludes sites
 * or buys segments, a few have long lists of sites; two thirds are in flight, one in ten has a
 * deal. The seed decides it.
 */
final class MadeUpCatalogue {
  private static final long MILLIS_PER_DAY = 86_400_000;

  private final Draw draw;

  private MadeUpCatalogue(long seed) {
    draw = new Draw(seed);
  }

  static Catalogue of(long seed, int campaigns) {
    return new MadeUpCatalogue(seed).catalogue(campaigns);
  }

  private Catalogue catalogue(int count) {
    List<Advertiser> advertisers = new ArrayList<>();
    for (int i = 0; i < Supply.ADVERTISERS; i++) {
      advertisers.add(
          new Advertiser(
              "a" + i,
              Supply.advertiser(i),
              draw.some(1, 2, Supply.CATEGORIES, Supply::category),
              1,
              "seat"));
    }
    List<Campaign> campaigns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      campaigns.add(campaign(i, draw.pick(advertisers)));
    }
    return new Catalogue(campaigns);
  }

  private Campaign campaign(int number, Advertiser advertiser) {
    List<String> deals = draw.maybe(0.1, 1, 3, Supply.DEALS, Supply::deal);
    List<Creative> creatives = new ArrayList<>();
    int ads = draw.between(1, 5);
    for (int i = 0; i < ads; i++) {
      creatives.add(creative("c" + number + "-" + i));
    }
    long start = Supply.NOW_MILLIS + MILLIS_PER_DAY * draw.between(-60, 10);
    return new Campaign(
        "c" + number,
        advertiser,
        Instant.ofEpochMilli(start),
        Instant.ofEpochMilli(start + MILLIS_PER_DAY * draw.between(14, 120)),
        new Economics("USD", 80_000_000, 0.25, 0, Long.MAX_VALUE),
        targeting(),
        deals,
        deals.isEmpty() || draw.chance(0.5),
        Map.of(),
        creatives);
  }

  private Targeting targeting() {
    return new Targeting(
        draw.maybe(0.95, 1, draw.chance(0.1) ? 5 : 1, Supply.COUNTRIES.size(), Supply::country),
        draw.maybe(0.15, 1, 5, Supply.REGIONS, Supply::region),
        draw.maybe(0.05, 1, 5, Supply.CITIES, Supply::city),
        draw.maybe(0.05, 1, 10, Supply.METROS, Supply::metro),
        draw.chance(0.03) ? circles() : List.of(),
        draw.chance(0.4)
            ? draw.pick(List.of(List.of(1, 4, 5), List.of(2), List.of(3, 7)))
            : List.of(),
        draw.chance(0.2) ? List.of(system()) : List.of(),
        draw.maybe(0.05, 1, 2, Supply.BROWSERS.size(), Supply.BROWSERS::get),
        draw.chance(0.1) ? List.of(2, 6, 7) : List.of(),
        draw.maybe(0.2, 1, 2, Supply.LANGUAGES.size(), Supply.LANGUAGES::get),
        draw.maybe(0.15, 10, 100, Supply.SITES, Supply::site),
        draw.maybe(0.3, 10, 100, Supply.SITES, Supply::site),
        draw.maybe(0.1, 10, 50, Supply.APPS, Supply::app),
        draw.maybe(0.2, 10, 50, Supply.APPS, Supply::app),
        draw.maybe(0.05, 1, 20, Supply.PUBLISHERS, Supply::publisher),
        draw.maybe(0.2, 1, 5, Supply.CATEGORIES, Supply::category),
        draw.maybe(0.35, 1, 10, Supply.SEGMENTS, Supply::segment),
        draw.maybe(0.1, 1, 10, Supply.KEYWORDS, Supply::keyword),
        draw.chance(0.25) ? hours() : List.of(),
        draw.chance(0.1) ? 18 : 0,
        draw.chance(0.1) ? 54 : Integer.MAX_VALUE,
        draw.chance(0.1) ? List.of(draw.pick(List.of("F", "M"))) : List.of());
  }

  private List<Targeting.Circle> circles() {
    List<Targeting.Circle> circles = new ArrayList<>();
    int count = draw.between(1, 3);
    for (int i = 0; i < count; i++) {
      circles.add(
          new Targeting.Circle(
              draw.between(25.0, 60.0), draw.between(-120.0, 30.0), draw.between(5.0, 100.0)));
    }
    return circles;
  }

  private Targeting.OperatingSystem system() {
    return new Targeting.OperatingSystem(
        Supply.SYSTEMS.get(draw.popular(Supply.SYSTEMS.size())),
        draw.chance(0.5) ? String.valueOf(draw.between(9, 16)) : "",
        "");
  }

  /** Some hours of every weekday. */
  private List<Integer> hours() {
    int from = draw.between(0, 12);
    int length = draw.between(6, 12);
    return IntStream.range(0, 5 * 24)
        .filter(h -> h % 24 >= from && h % 24 < from + length)
        .boxed()
        .toList();
  }

  private Creative creative(String id) {
    return new Creative(
        id,
        id,
        content(),
        draw.chance(0.15) ? List.of(draw.between(1, 17)) : List.of(),
        draw.maybe(0.3, 1, 1, Supply.LANGUAGES.size(), Supply.LANGUAGES::get),
        draw.maybe(0.3, 1, 1, Supply.CATEGORIES, Supply::category),
        "",
        draw.chance(0.97),
        Creative.Delivery.ADM,
        Map.of());
  }

  private CreativeContent content() {
    if (draw.chance(0.15)) {
      return new CreativeContent.Vast(
          false,
          1280,
          720,
          draw.pick(List.of(6, 15, 20, 30)),
          List.of("video/mp4"),
          draw.pick(List.of(2, 3, 7, 11)),
          true,
          1_200,
          "<VAST/>");
    }
    if (draw.chance(0.12)) {
      return new CreativeContent.Native(
          "A title",
          List.of(
              new CreativeContent.Image(1, "https://a.example/1", 80, 80, "image/png"),
              new CreativeContent.Image(3, "https://a.example/3", 1200, 627, "image/jpeg")),
          List.of(new CreativeContent.Data(1, "Brand"), new CreativeContent.Data(2, "Words")),
          "https://a.example",
          List.of(),
          List.of());
    }
    int[] size = Supply.SIZES.get(draw.popular(Supply.SIZES.size()));
    return new CreativeContent.Banner(
        size[0],
        size[1],
        2,
        List.of(draw.pick(List.of("image/jpeg", "image/png", "image/gif"))),
        "<b/>");
  }
}
