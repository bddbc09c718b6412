package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.targeting.CircleRule.Circle;
import io.bidder.bidder.campaign.targeting.InventoryRule;
import io.bidder.bidder.campaign.targeting.InventoryRule.Listed;
import io.bidder.bidder.campaign.targeting.RangeRule.Range;
import io.bidder.bidder.campaign.targeting.SystemRule.OperatingSystem;
import io.bidder.bidder.campaign.targeting.TargetingRules;
import io.bidder.bidder.campaign.targeting.TextRule;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Device;
import io.bidder.bidder.openrtb.TextList;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What campaigns want now and then of each rule, and what requests have, which meets it or not. */
final class RandomTargeting {
  static final List<String> LANGUAGES = List.of("en", "de", "pt-BR");
  private static final List<String> PLACES = List.of("NY", "CA", "Köln", "PARIS", "511", "807");
  private static final List<String> REGIONS = List.of("NY", "US-NY", "US-CA", "Köln");
  private static final List<String> VERSIONS = List.of("9", "10.2", "14", "14.2.1");
  private static final List<String> WORDS = List.of("auto", "Film", "garden tools");

  private final Random random;

  RandomTargeting(Random random) {
    this.random = random;
  }

  Targeting next() {
    Targeting targeting = Targeting.everywhere();
    targeting = seldom(TargetingRules.EXCHANGES, RandomCatalogue.EXCHANGES, targeting);
    targeting =
        seldom(TargetingRules.COUNTRIES, List.of("USA", "DEU", "FRA", "GBR", "KWT"), targeting);
    targeting = seldom(TargetingRules.REGIONS, REGIONS, targeting);
    targeting = seldom(TargetingRules.CITIES, PLACES, targeting);
    targeting = seldom(TargetingRules.METROS, PLACES, targeting);
    targeting = seldom(TargetingRules.ZIPS, PLACES, targeting);
    if (random.nextInt(8) == 0) {
      targeting =
          targeting.with(
              TargetingRules.NEAR,
              List.of(
                  new Circle(42, -71, 1 + random.nextInt(300)),
                  new Circle(-89.5 + random.nextInt(179), 179, 10_000)));
    }
    if (random.nextInt(8) == 0) {
      targeting = targeting.with(TargetingRules.DEVICE_TYPES, codes(1, 5));
    }
    if (random.nextInt(6) == 0) {
      targeting = targeting.with(TargetingRules.OPERATING_SYSTEMS, List.of(system(), system()));
    }
    targeting = seldom(TargetingRules.BROWSERS, List.of("Chrome", "Safari"), targeting);
    if (random.nextInt(8) == 0) {
      targeting = targeting.with(TargetingRules.CONNECTION_TYPES, codes(1, 3));
    }
    targeting = seldom(TargetingRules.LANGUAGES, LANGUAGES, targeting);
    targeting = seldom(TargetingRules.INVENTORY, targeting);
    targeting = seldom(TargetingRules.INVENTORY_EXCLUDED, targeting);
    targeting = seldom(TargetingRules.PUBLISHERS, PLACES, targeting);
    targeting = seldom(TargetingRules.CONTENT_CATEGORIES, RandomCatalogue.CATEGORIES, targeting);
    targeting = seldom(TargetingRules.SEGMENTS, WORDS, targeting);
    targeting = seldom(TargetingRules.KEYWORDS, WORDS, targeting);
    if (random.nextInt(8) == 0) {
      targeting = targeting.with(TargetingRules.HOURS_OF_WEEK, codes(60, 168));
    }
    int min = random.nextInt(8) > 0 ? 0 : 20;
    int max = random.nextInt(8) > 0 ? Integer.MAX_VALUE : 40;
    if (min > 0 || max < Integer.MAX_VALUE) {
      targeting = targeting.with(TargetingRules.AGE, new Range(min, max));
    }
    return seldom(TargetingRules.GENDERS, List.of("M", "F"), targeting);
  }

  /** Fills in what targeting reads of a cleared request. */
  void fill(BidRequest request) {
    device(request.device);
    maybe(
        request.inventory.host,
        List.of("a.example", "b.example", "x.news.a.example", "www.a.example", "www.example"));
    maybe(request.inventory.app, RandomCatalogue.BUNDLES);
    maybe(request.inventory.storeApp, RandomCatalogue.BUNDLES);
    maybe(request.inventory.publisherId, PLACES);
    some(request.inventory.cat, RandomCatalogue.CATEGORIES, 2);
    some(request.inventory.content.cat, List.of("1", "IAB3-1"), 1);
    maybe(request.inventory.keywords, List.of("AUTO, film", " film ,,x", ",", "garden tools"));
    maybe(request.user.keywords, List.of("film", "none"));
    some(request.user.segments, WORDS, 2);
    request.user.yob = random.nextInt(3) == 0 ? BidRequest.NONE : 1970 + random.nextInt(45);
    maybe(request.user.gender, List.of("M", "f", "O"));
    maybe(request.user.geo.region, PLACES);
    request.user.geo.utcoffsetMinutes = random.nextInt(3) > 0 ? BidRequest.NONE : 600;
  }

  private void device(Device device) {
    if (random.nextInt(5) > 0) {
      device.geo.countryCode.set(pick(List.of("USA", "DEU", "FRA", "XX", "GBR")));
    }
    maybe(device.geo.regionCode, List.of("NY", "ny", "US-NY", "us-ca", "Köln", "DE-Köln"));
    maybe(device.geo.city, List.of("ny", "ca", "köln", "paris", "511", "807"));
    maybe(device.geo.metro, PLACES);
    maybe(device.geo.zip, PLACES);
    if (random.nextInt(3) > 0) {
      device.geo.lat = random.nextBoolean() ? 42.3 : random.nextInt(181) - 90;
      device.geo.lon = random.nextBoolean() ? -71.2 : random.nextInt(361) - 180;
    }
    device.geo.utcoffsetMinutes = random.nextBoolean() ? BidRequest.NONE : -60 * random.nextInt(12);
    device.kind = random.nextInt(4) == 0 ? BidRequest.NONE : random.nextInt(8);
    maybe(device.system, List.of("ios", "ANDROID", "Windows", "Tizen"));
    maybe(
        device.systemVersion,
        List.of(
            "9",
            "9_3",
            "10.1.9",
            "10.2",
            "14.2.1.7.9",
            "14.3",
            "RT",
            "14x",
            "10.99999999999",
            "10a\n2"));
    maybe(device.browser, List.of("chrome", "Safari"));
    device.connectiontype = random.nextInt(4);
    maybe(device.language, List.of("en", "EN-us", "de", "pt", "pt_BR", "pt-br"));
    device.w = 640;
    device.h = 480;
  }

  private Targeting seldom(TextRule rule, List<String> values, Targeting targeting) {
    List<String> wanted = seldom(values);
    return wanted.isEmpty() ? targeting : targeting.with(rule, wanted);
  }

  private Targeting seldom(InventoryRule rule, Targeting targeting) {
    Listed listed = new Listed(seldom(RandomCatalogue.DOMAINS), seldom(RandomCatalogue.BUNDLES));
    return listed.equals(Listed.NONE) ? targeting : targeting.with(rule, listed);
  }

  private List<String> seldom(List<String> values) {
    return random.nextInt(9) > 0 ? List.of() : some(values, 3);
  }

  private OperatingSystem system() {
    return new OperatingSystem(
        pick(List.of("iOS", "Android", "Windows")),
        random.nextBoolean() ? "" : pick(VERSIONS),
        random.nextBoolean() ? "" : pick(VERSIONS));
  }

  private List<Integer> codes(int from, int to) {
    return IntStream.range(from, to).filter(_ -> random.nextInt(3) > 0).boxed().toList();
  }

  private List<String> some(List<String> values, int most) {
    List<String> some = new ArrayList<>();
    for (int count = random.nextInt(most + 1); count > 0; count--) {
      some.add(pick(values));
    }
    return some;
  }

  private void some(TextList list, List<String> values, int most) {
    some(values, most).forEach(value -> list.add().set(value));
  }

  private void maybe(Text text, List<String> values) {
    if (random.nextInt(4) > 0) {
      text.set(pick(values));
    }
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
