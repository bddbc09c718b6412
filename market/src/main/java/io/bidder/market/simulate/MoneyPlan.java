package io.bidder.market.simulate;

import io.bidder.market.exchange.Appetite;
import io.bidder.market.exchange.MarketOptions;
import io.bidder.market.world.Campaign;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.World;
import io.bidder.market.world.WorldCatalogue;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The budgets, pacing and caps of a market's campaigns: by turns daily ones that are paced by
 * traffic, evenly and not at all, and beside them one of a group, one in total that ends with its
 * flight, and one of a day that begins elsewhere. Immutable.
 */
final class MoneyPlan implements WorldCatalogue.Terms {
  private static final int TURN = 12;
  private static final int GROUP_FIRST = 0;
  private static final int GROUP_SECOND = 8;
  private static final int WITH_TOTAL = 9;
  private static final int ELSEWHERE = 11;
  private static final ZoneId UTC = ZoneId.of("UTC");

  private final World world;
  private final Map<String, Budget> byCampaign = new TreeMap<>();
  private final List<Budget> budgets;
  private final double marketSeconds;
  private final boolean isShared;

  /** How a budget is paced. */
  enum Mode {
    TRAFFIC,
    EVEN,
    ASAP;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A budget.
   *
   * @param name of its campaign or group
   * @param isTotal whether it is for all of its flight rather than for each day
   * @param zone that its days are of
   */
  record Budget(
      String name,
      List<String> campaigns,
      Mode mode,
      boolean isTotal,
      ZoneId zone,
      long micros,
      @Nullable Instant flightEnd) {
    /** The lines of a catalogue, each indented by so much. */
    private String yaml(String indent) {
      return (flightEnd == null ? "" : indent + "flight: {end: \"" + flightEnd + "\"}\n")
          + "%sbudget: {%s: %s, pacing: %s}\n"
              .formatted(
                  indent,
                  isTotal ? "total" : "daily",
                  WorldCatalogue.decimal(micros),
                  mode.label());
    }
  }

  /**
   * A cap on how often a person is shown a campaign.
   *
   * @param isCalendar whether its window is a day of the advertiser's rather than any such time
   */
  record Cap(int impressions, boolean isDay, boolean isCalendar) {
    long windowMillis() {
      return isDay ? MarketClock.DAY_MILLIS : MarketClock.HOUR_MILLIS;
    }

    /** In words. */
    String label() {
      return "%d per %s%s"
          .formatted(impressions, isDay ? "day" : "hour", isCalendar ? " of the calendar" : "");
    }

    private String yaml() {
      return "{impressions: %d, per: %s, window: %s, withoutId: noBid}"
          .formatted(impressions, isDay ? "day" : "hour", isCalendar ? "calendar" : "sliding");
    }
  }

  /**
   * Plans.
   *
   * @param share of what each campaign could spend in a day if it alone bid
   * @param marketSeconds that go by in a second of the clock, at most
   * @param isShared whether bidders lease budgets from a bank, instead of each having them for
   *     itself
   */
  MoneyPlan(
      World world, MarketOptions market, double share, double marketSeconds, boolean isShared) {
    this.world = world;
    this.isShared = isShared;
    this.marketSeconds = marketSeconds;
    long[] appetite = Appetite.microsADay(world, market);
    long days = Math.ceilDiv(market.auctions(), market.auctionsPerDay());
    int turn = 0;
    for (Campaign campaign : world.campaigns()) {
      int at = campaign.index();
      long micros = cents(share * appetite[at]);
      Budget group = byCampaign.get(partner(campaign).id());
      if (group != null) {
        budget(campaign, group);
      } else if (at == GROUP_FIRST && world.campaigns().size() > GROUP_SECOND) {
        Campaign other = world.campaigns().get(GROUP_SECOND);
        budget(
            campaign,
            new Budget(
                "group-" + campaign.categoryName(),
                List.of(campaign.id(), other.id()),
                Mode.TRAFFIC,
                false,
                ZoneId.of("Europe/Berlin"),
                micros + cents(share * appetite[GROUP_SECOND]),
                null));
      } else if (at % TURN == WITH_TOTAL) {
        Instant end =
            Instant.ofEpochMilli(MarketClock.START_MILLIS + days * MarketClock.DAY_MILLIS);
        budget(campaign, own(campaign, Mode.TRAFFIC, true, UTC, days * micros, end));
      } else if (at % TURN == ELSEWHERE) {
        ZoneId zone = ZoneId.of("America/New_York");
        budget(campaign, own(campaign, Mode.EVEN, false, zone, micros, null));
      } else {
        Mode mode = Mode.values()[turn++ % Mode.values().length];
        budget(campaign, own(campaign, mode, false, UTC, micros, null));
      }
    }
    budgets = List.copyOf(byCampaign.values().stream().distinct().toList());
  }

  private static Budget own(
      Campaign campaign,
      Mode mode,
      boolean isTotal,
      ZoneId zone,
      long micros,
      @Nullable Instant flightEnd) {
    return new Budget(
        campaign.id(), List.of(campaign.id()), mode, isTotal, zone, micros, flightEnd);
  }

  private void budget(Campaign campaign, Budget budget) {
    byCampaign.put(campaign.id(), budget);
  }

  private static long cents(double micros) {
    return Math.max(1, Math.round(micros / 10_000)) * 10_000;
  }

  /** The campaign whose advertiser and group it shares: itself, but for one. */
  private Campaign partner(Campaign campaign) {
    return campaign.index() == GROUP_SECOND ? world.campaigns().get(GROUP_FIRST) : campaign;
  }

  /** All budgets. */
  List<Budget> budgets() {
    return budgets;
  }

  /** The budget that a campaign bids from. */
  Budget budget(Campaign campaign) {
    Budget budget = byCampaign.get(campaign.id());
    if (budget == null) {
      throw new IllegalArgumentException(campaign.id() + " is no campaign of the plan");
    }
    return budget;
  }

  /**
   * The caps of a campaign: by turns one an hour, two a calendar day, or two an hour and three a
   * day.
   */
  List<Cap> caps(Campaign campaign) {
    return switch (campaign.index() % 3) {
      case 0 -> List.of(new Cap(1, false, false));
      case 1 -> List.of(new Cap(2, true, true));
      default -> List.of(new Cap(2, false, false), new Cap(3, true, false));
    };
  }

  /** Tells whether bidders lease budgets from a bank. */
  boolean isShared() {
    return isShared;
  }

  /** The most seconds of market time in one of the clock. */
  double marketSeconds() {
    return marketSeconds;
  }

  @Override
  public String advertiserId(Campaign campaign) {
    return partner(campaign).advertiserId();
  }

  @Override
  public String timeZone(String advertiserId) {
    return world.campaigns().stream()
        .filter(each -> each.advertiserId().equals(advertiserId))
        .findFirst()
        .map(each -> budget(each).zone().getId())
        .orElse(UTC.getId());
  }

  @Override
  public String groups() {
    List<String> lines = new ArrayList<>();
    for (Budget budget : budgets) {
      if (budget.campaigns().size() > 1) {
        String advertiser =
            world.campaigns().stream()
                .filter(each -> each.id().equals(budget.campaigns().getFirst()))
                .findFirst()
                .orElseThrow()
                .advertiserId();
        lines.add("  - id: " + budget.name() + "\n    advertiser: " + advertiser + "\n");
        lines.add(budget.yaml("    "));
      }
    }
    return lines.isEmpty() ? "" : "groups:\n" + String.join("", lines);
  }

  @Override
  public String of(Campaign campaign) {
    Budget budget = budget(campaign);
    String caps = caps(campaign).stream().map(Cap::yaml).collect(Collectors.joining(", "));
    return (budget.campaigns().size() > 1
            ? "    group: " + budget.name() + "\n"
            : budget.yaml("    "))
        + "    caps: ["
        + caps
        + "]\n";
  }
}
