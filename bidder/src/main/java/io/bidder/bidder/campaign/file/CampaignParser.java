package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.targeting.TargetingRules;
import io.bidder.settings.Section;
import io.bidder.settings.Suggestions;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one campaign of a catalogue file. */
final class CampaignParser {
  static final int MAX_CREATIVES = 1_000;
  private static final int MIN_YEAR = 1970;
  private static final int MAX_YEAR = 9999;
  private static final Type<Double> CONVERSION_RATE =
      Types.number("a probability above 0, up to 1", Double.MIN_NORMAL, 1);
  private static final Type<Double> ROAS_COEFFICIENT =
      Types.number("a number above 0, up to 100", Double.MIN_NORMAL, 100);
  private static final Type<Double> TARGET_ROAS =
      Types.number("a number of at least 0.01", 0.01, 1 / Double.MIN_NORMAL);

  /** The keys that say what an order is worth, and how many clicks make one. */
  private static final List<String> OF_ORDERS =
      List.of("averageOrderValue", "conversionRate", "roasCoefficient", "targetRoas");

  private static final Type<String> CURRENCY =
      Types.code(
          "an ISO 4217 code such as USD",
          Currency.getAvailableCurrencies().stream()
              .map(Currency::getCurrencyCode)
              .collect(Collectors.toUnmodifiableSet()));
  private static final Type<Instant> START = instant(0);

  /** A day is flown to its end. */
  private static final Type<Instant> END = instant(1);

  private final Map<String, Advertiser> advertisers;
  private final Checks checks;
  private final CreativeParser creatives;

  CampaignParser(Map<String, Advertiser> advertisers, Checks checks, CreativeParser creatives) {
    this.advertisers = advertisers;
    this.checks = checks;
    this.creatives = creatives;
  }

  /** The bounds of a flight; null for none. */
  private record Flight(@Nullable Instant start, @Nullable Instant end) {}

  Campaign campaign(Section section) {
    String id = checks.uniqueId(section, "campaign");
    Advertiser advertiser = advertiser(section);
    Flight flight = section.map("flight", CampaignParser::flight);
    List<String> deals = section.list("deals", Types.WORDS).or(List.of());
    boolean openAuction = section.get("openAuction", Types.FLAG).or(deals.isEmpty());
    if (deals.isEmpty() && !openAuction) {
      section.problem("openAuction", "true where there are no deals, or it never bids");
    }
    return new Campaign(
        id,
        advertiser,
        flight.start,
        flight.end,
        section.requiredMap("economics", CampaignParser::economics),
        section.map("targeting", own -> TargetingRules.read(own, checks.exchange)),
        deals,
        openAuction,
        Checks.values(section, "attributes"),
        section.maps("creatives", 1, MAX_CREATIVES, creatives::creative).required());
  }

  private Advertiser advertiser(Section section) {
    String id = section.get("advertiser", Types.TEXT).required();
    Advertiser advertiser = advertisers.get(id);
    if (advertiser == null) {
      if (!id.isEmpty()) {
        section.problem(
            "advertiser",
            "the id of one of the advertisers" + Suggestions.didYouMean(id, advertisers.keySet()));
      }
      return new Advertiser(id, "", List.of(), 1, "");
    }
    return advertiser;
  }

  private static Flight flight(Section section) {
    Instant start = section.get("start", START).orNull();
    Instant end = section.get("end", END).orNull();
    if (start != null && end != null && !end.isAfter(start)) {
      section.problem("end", "a time after the start, " + start);
    }
    return new Flight(start, end);
  }

  private static Type<Instant> instant(int plusDays) {
    return Type.of(
        "a day such as 2026-12-31 or a time such as 2026-12-31T18:00:00Z",
        Instant.EPOCH,
        text -> {
          try {
            Instant instant =
                text.indexOf('T') >= 0
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text)
                        .plusDays(plusDays)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
            int year = instant.atOffset(ZoneOffset.UTC).getYear();
            return year >= MIN_YEAR && year <= MAX_YEAR ? Optional.of(instant) : Optional.empty();
          } catch (DateTimeParseException e) {
            return Optional.empty();
          }
        });
  }

  private static Economics economics(Section section) {
    long min = section.get("minCpm", Types.AMOUNT_MICROS).or(0L);
    long max = section.get("maxCpm", Types.AMOUNT_MICROS).or(Long.MAX_VALUE);
    if (max < min || max == 0) {
      section.problem("maxCpm", "more than 0, and no less than minCpm");
    }
    String currency = section.get("currency", CURRENCY).or("USD");
    return section.isSet("clickValue")
        ? new Economics(currency, clickValue(section), 0, 0, 1, min, max)
        : new Economics(
            currency,
            0,
            section.get("conversionRate", CONVERSION_RATE).or(0.0),
            section.get("averageOrderValue", Types.AMOUNT_MICROS).required(),
            roasCoefficient(section),
            min,
            max);
  }

  private static long clickValue(Section section) {
    for (String key : OF_ORDERS) {
      if (section.isSet(key)) {
        section.remark(
            key, "expected either this or clickValue, which says all that a click is worth");
      }
    }
    long micros = section.get("clickValue", Types.AMOUNT_MICROS).requiredOr(1L);
    if (micros == 0) {
      section.problem("clickValue", "an amount above 0");
    }
    return micros;
  }

  private static double roasCoefficient(Section section) {
    boolean inverse = section.isSet("targetRoas");
    if (section.isSet("roasCoefficient") == inverse) {
      section.remark(
          inverse ? "targetRoas" : "roasCoefficient",
          "expected either roasCoefficient or targetRoas, which is 1 / roasCoefficient");
    }
    return inverse
        ? 1 / section.get("targetRoas", TARGET_ROAS).or(1.0)
        : section.get("roasCoefficient", ROAS_COEFFICIENT).or(1.0);
  }
}
