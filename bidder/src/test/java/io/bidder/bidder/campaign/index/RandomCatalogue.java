package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Apis;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Markup;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Catalogues of campaigns that use every condition now and then, with few values, so that requests
 * of {@link RandomRequest} meet some of them.
 */
final class RandomCatalogue {
  static final long NOW = 1_767_312_000_000L;

  static final List<String> DOMAINS =
      List.of("a.example", "b.example", "news.a.example", "x.news.a.example", "example");
  static final List<String> BUNDLES = List.of("com.one", "com.two", "333");
  static final List<String> CATEGORIES =
      List.of(
          "IAB1", "IAB1-2", "IAB1-20", "IAB2", "iab2-1", "IAB3", "IAB25", "283", "42", "274",
          "999");
  static final List<String> SEATS = List.of("s1", "s2", "s3");
  static final List<String> EXCHANGES = List.of("x1", "x2", "x3");
  static final List<String> DEALS = List.of("D-1", "D-2", "d-1");
  static final List<Apis> APIS =
      List.of(new Apis(List.of(Apis.MRAID)), new Apis(List.of(Apis.VPAID, Apis.OMID)));
  static final List<String> IMAGE_MIMES = List.of("image/jpeg", "image/png", "text/html");
  static final List<String> VIDEO_MIMES = List.of("video/mp4", "video/webm");

  private final Random random;
  private final RandomTargeting targeting;

  RandomCatalogue(Random random) {
    this.random = random;
    targeting = new RandomTargeting(random);
  }

  Catalogue next(int campaigns) {
    List<Advertiser> advertisers = IntStream.range(0, 4).mapToObj(this::advertiser).toList();
    List<Campaign> list = new ArrayList<>();
    for (int i = 0; i < campaigns; i++) {
      list.add(campaign(i, advertisers.get(random.nextInt(advertisers.size()))));
    }
    return new Catalogue(list);
  }

  private Advertiser advertiser(int number) {
    String domain = random.nextBoolean() ? pick(DOMAINS) : "shop." + pick(DOMAINS);
    return new Advertiser(
        "a" + number,
        domain,
        some(CATEGORIES, 2),
        1 + random.nextInt(3),
        random.nextBoolean(),
        pick(SEATS),
        random.nextBoolean() ? Map.of() : Map.of("x1", pick(SEATS), "x2", pick(SEATS)),
        ZoneOffset.UTC,
        List.of(),
        null);
  }

  private Campaign campaign(int number, Advertiser advertiser) {
    List<Creative> creatives = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      creatives.add(creative("c" + number + "-" + i));
    }
    return new Campaign(
        "c" + number,
        advertiser,
        boundary(-1),
        boundary(1),
        new Economics("USD", 1, 1, 0, Long.MAX_VALUE),
        targeting.next(),
        some(DEALS, 3),
        random.nextInt(4) > 0,
        Map.of(),
        creatives);
  }

  /** Mostly in flight, sometimes on the very instant. */
  private @Nullable Instant boundary(int direction) {
    return switch (random.nextInt(8)) {
      case 0 -> Instant.ofEpochMilli(NOW);
      case 1 -> Instant.ofEpochMilli(NOW - direction);
      case 2, 3, 4 -> Instant.ofEpochMilli(NOW + direction);
      default -> null;
    };
  }

  private Creative creative(String id) {
    return new Creative(
        id,
        id,
        content(),
        random.nextInt(4) > 0 ? List.of() : List.of(pick(List.of(1, 6, 14, 70))),
        random.nextInt(3) > 0 ? List.of() : some(RandomTargeting.LANGUAGES, 2),
        random.nextInt(3) > 0 ? List.of() : some(CATEGORIES, 2),
        random.nextInt(3) > 0 ? "" : pick(BUNDLES),
        random.nextInt(3) > 0,
        null,
        Creative.Delivery.ADM,
        List.of(),
        random.nextInt(4) > 0 ? Apis.NONE : pick(APIS),
        Map.of());
  }

  private CreativeContent content() {
    return switch (random.nextInt(6)) {
      case 0 ->
          new CreativeContent.Vast(
              random.nextInt(3) == 0,
              640,
              random.nextBoolean() ? 480 : 360,
              5 * random.nextInt(8),
              List.of(pick(VIDEO_MIMES)),
              pick(List.of(2, 3, 7)),
              random.nextInt(3) > 0,
              random.nextInt(3) * 500,
              Markup.of("<VAST/>"));
      case 1 ->
          new CreativeContent.Native(
              "a title",
              List.of(new CreativeContent.Image(3, Markup.of(""), 300, 250, pick(IMAGE_MIMES))),
              List.of(new CreativeContent.Data(2, "description")),
              Markup.of("https://a.example"),
              List.of(),
              List.of());
      default ->
          new CreativeContent.Banner(
              pick(List.of(300, 320)),
              pick(List.of(50, 250, 480)),
              1 + random.nextInt(4),
              random.nextBoolean() ? List.of() : some(IMAGE_MIMES, 2),
              Markup.of(""));
    };
  }

  private List<String> some(List<String> values, int most) {
    List<String> some = new ArrayList<>();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      some.add(pick(values));
    }
    return some;
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
