package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Economics;
import io.bidder.settings.Suggestions;
import io.bidder.settings.YamlMap;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one campaign of a catalogue file. */
final class CampaignParser {
  static final int MAX_CREATIVES = 1_000;
  private static final int MIN_YEAR = 1970;
  private static final int MAX_YEAR = 9999;
  private static final double MAX_ROAS_COEFFICIENT = 100;
  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private final Map<String, Advertiser> advertisers;
  private final Checks checks;
  private final CreativeParser creatives;

  CampaignParser(Map<String, Advertiser> advertisers, Checks checks, CreativeParser creatives) {
    this.advertisers = advertisers;
    this.checks = checks;
    this.creatives = creatives;
  }

  Campaign campaign(YamlMap map) {
    map.allow(
        List.of(
            "id",
            "advertiser",
            "flight",
            "economics",
            "targeting",
            "deals",
            "openAuction",
            "attributes",
            "creatives"));
    String id = checks.uniqueId(map, "id", "campaign");
    Advertiser advertiser = advertiser(map);
    YamlMap flight = map.map("flight");
    flight.allow(List.of("start", "end"));
    Instant start = instant(flight, "start", 0);
    // A day is flown to its end.
    Instant end = instant(flight, "end", 1);
    if (start != null && end != null && !end.isAfter(start)) {
      flight.problem("end", "a time after the start, " + flight.text("start"));
    }
    List<String> deals = Checks.texts(map, "deals");
    boolean openAuction = Checks.bool(map, "openAuction", deals.isEmpty());
    if (deals.isEmpty() && !openAuction) {
      map.problem("openAuction", "true where there are no deals, or it never bids");
    }
    return new Campaign(
        id,
        advertiser,
        start,
        end,
        economics(map),
        TargetingParser.parse(map.map("targeting")),
        deals,
        openAuction,
        Checks.values(map, "attributes"),
        creatives(map));
  }

  private Advertiser advertiser(YamlMap map) {
    String id = map.requiredText("advertiser");
    Advertiser advertiser = advertisers.get(id);
    if (advertiser != null) {
      return advertiser;
    }
    if (!id.isEmpty()) {
      map.problem(
          "advertiser",
          "the id of one of the advertisers" + Suggestions.didYouMean(id, advertisers.keySet()));
    }
    return new Advertiser(id, "", List.of(), 1, "");
  }

  private static @Nullable Instant instant(YamlMap map, String key, int plusDays) {
    String text = map.text(key);
    if (text == null) {
      return null;
    }
    try {
      Instant instant =
          text.indexOf('T') >= 0
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text).plusDays(plusDays).atStartOfDay(ZoneOffset.UTC).toInstant();
      int year = instant.atOffset(ZoneOffset.UTC).getYear();
      if (year >= MIN_YEAR && year <= MAX_YEAR) {
        return instant;
      }
    } catch (DateTimeParseException e) {
      // Reported below, as another millennium is.
    }
    map.problem(key, "a day such as 2026-12-31 or a time such as 2026-12-31T18:00:00Z");
    return null;
  }

  private static Economics economics(YamlMap campaign) {
    if (!campaign.has("economics")) {
      campaign.missing("economics");
      return new Economics("USD", 0, 1, 0, Long.MAX_VALUE);
    }
    YamlMap map = campaign.map("economics");
    map.allow(
        List.of(
            "averageOrderValue", "currency", "roasCoefficient", "targetRoas", "minCpm", "maxCpm"));
    if (!map.has("averageOrderValue")) {
      map.missing("averageOrderValue");
    }
    String currency = map.text("currency", "USD");
    if (!CURRENCIES.contains(currency)) {
      map.problem("currency", "an ISO 4217 code such as USD");
    }
    long min = Checks.amountMicros(map, "minCpm", 0);
    long max = Checks.amountMicros(map, "maxCpm", Long.MAX_VALUE);
    if (max < min) {
      map.problem("maxCpm", "no less than minCpm, " + map.text("minCpm"));
    }
    if (max == 0) {
      map.problem("maxCpm", "more than 0");
    }
    return new Economics(
        currency, Checks.amountMicros(map, "averageOrderValue", 0), roasCoefficient(map), min, max);
  }

  private static double roasCoefficient(YamlMap map) {
    if (map.has("roasCoefficient") == map.has("targetRoas")) {
      map.remark(
          map.has("targetRoas") ? "targetRoas" : "roasCoefficient",
          "expected either roasCoefficient or targetRoas, which is 1 / roasCoefficient");
      return 1;
    }
    boolean inverse = map.has("targetRoas");
    String key = inverse ? "targetRoas" : "roasCoefficient";
    double number = map.number(key, 1);
    double coefficient = inverse ? 1 / number : number;
    if (!(coefficient > 0 && coefficient <= MAX_ROAS_COEFFICIENT)) {
      map.problem(
          key,
          inverse
              ? "a number of at least " + 1 / MAX_ROAS_COEFFICIENT
              : "a number above 0, up to " + MAX_ROAS_COEFFICIENT);
      return 1;
    }
    return coefficient;
  }

  private List<Creative> creatives(YamlMap map) {
    List<Creative> list = new ArrayList<>();
    List<YamlMap> maps = Checks.requiredMaps(map, "creatives");
    if (maps.size() > MAX_CREATIVES) {
      map.remark("creatives", maps.size() + " creatives, expected at most " + MAX_CREATIVES);
      return list;
    }
    for (YamlMap creative : maps) {
      Creative parsed = creatives.creative(creative);
      if (parsed != null) {
        list.add(parsed);
      }
    }
    return list;
  }
}
