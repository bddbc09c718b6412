package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.targeting.TargetingRules;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
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

  private final Owners owners;
  private final BudgetParser budgets;
  private final CapParser caps;
  private final Checks checks;
  private final CreativeParser creatives;

  CampaignParser(
      Owners owners,
      BudgetParser budgets,
      CapParser caps,
      Checks checks,
      CreativeParser creatives) {
    this.owners = owners;
    this.budgets = budgets;
    this.caps = caps;
    this.checks = checks;
    this.creatives = creatives;
  }

  /** The bounds of a flight; null for none. */
  private record Flight(@Nullable Instant start, @Nullable Instant end) {}

  Campaign campaign(Section section) {
    String id = checks.uniqueId(section, "campaign");
    Advertiser advertiser = owners.advertiser(section);
    Flight flight = section.map("flight", own -> flight(own, advertiser.timeZone()));
    Economics economics = section.requiredMap("economics", CampaignParser::economics);
    String currency = economics.currency();
    List<String> deals = section.list("deals", Types.WORDS).or(List.of());
    boolean openAuction = section.get("openAuction", Types.FLAG).or(deals.isEmpty());
    if (deals.isEmpty() && !openAuction) {
      section.problem("openAuction", "true where there are no deals, or it never bids");
    }
    return new Campaign(
        id,
        advertiser,
        owners.group(section, advertiser, currency),
        flight.start,
        flight.end,
        economics,
        budgets.budget(section, currency).orElse(Budget.NONE),
        budgets.target(section, economics),
        section.map("targeting", own -> TargetingRules.read(own, checks.exchange)),
        deals,
        openAuction,
        caps.caps(section, true),
        Checks.values(section, "attributes"),
        section.maps("creatives", 1, MAX_CREATIVES, creatives::creative).required());
  }

  private static Flight flight(Section section, ZoneId zone) {
    Instant start = section.get("start", instant(0, zone)).orNull();
    // A day is flown to its end.
    Instant end = section.get("end", instant(1, zone)).orNull();
    if (start != null && end != null && !end.isAfter(start)) {
      section.problem("end", "a time after the start, " + start);
    }
    return new Flight(start, end);
  }

  private static Type<Instant> instant(int plusDays, ZoneId zone) {
    return Type.of(
        "a day such as 2026-12-31 or a time such as 2026-12-31T18:00:00Z",
        Instant.EPOCH,
        text -> {
          try {
            Instant instant =
                text.indexOf('T') >= 0
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).plusDays(plusDays).atStartOfDay(zone).toInstant();
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
    String currency = section.get("currency", BudgetParser.CURRENCY).or("USD");
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
