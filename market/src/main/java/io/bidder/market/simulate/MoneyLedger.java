package io.bidder.market.simulate;

import io.bidder.market.exchange.Bill;
import io.bidder.market.simulate.MoneyPlan.Budget;
import io.bidder.market.simulate.MoneyPlan.Cap;
import io.bidder.market.world.Campaign;
import io.bidder.market.world.MarketClock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What the exchange billed, which is the truth of budgets and caps whatever the bidder was told.
 * One thread's, but for bills that are told.
 */
final class MoneyLedger {
  private static final int IMPRESSIONS_PER_CPM = 1_000;

  /**
   * By when a bill that the bidder has acknowledged is to count, by its own clock: its log is
   * written and followed in turns.
   */
  private static final long COUNTED_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(250);

  private final MoneyPlan plan;
  private final Map<Budget, Spend> spend = new LinkedHashMap<>();
  private final Map<Campaign, List<Shown>> shown =
      new TreeMap<>(Comparator.comparingInt(Campaign::index));

  /** The bills of a budget. */
  private static final class Spend {
    final TreeMap<LocalDate, Long> cpmMicrosByDay = new TreeMap<>();
    final List<Long> cpmMicrosByHour = new ArrayList<>();
  }

  /** An impression of a person. */
  private static final class Shown {
    final int user;
    final boolean hasId;
    final long millis;
    final long askedNs;
    volatile long toldNs = Long.MAX_VALUE;

    Shown(Bill bill) {
      user = bill.user();
      hasId = bill.hasId();
      millis = bill.shownMillis();
      askedNs = bill.askedNs();
      bill.told().thenRun(() -> toldNs = System.nanoTime());
    }
  }

  /**
   * A budget's day, or the whole flight of one in total.
   *
   * @param isWhole whether the market was there from its beginning to its end
   */
  record Day(String name, boolean isWhole, long budgetMicros, long billedMicros) {
    long overspendMicros() {
      return Math.max(0, billedMicros - budgetMicros);
    }

    /** What was left of it at its end; 0 if that has not come. */
    long strandedMicros() {
      return isWhole ? Math.max(0, budgetMicros - billedMicros) : 0;
    }

    double overspendPercent() {
      return Report.percent(overspendMicros(), budgetMicros);
    }

    double strandedPercent() {
      return Report.percent(strandedMicros(), budgetMicros);
    }
  }

  /**
   * What became of a cap.
   *
   * @param personsAbove who were shown more than it allows
   * @param above impressions that it does not allow
   * @param aboveCounted those of them that were bid for when the bidder had acknowledged as many as
   *     the cap allows a while before
   */
  record CapResult(
      String campaign,
      String cap,
      long impressions,
      long personsAbove,
      long above,
      long aboveCounted) {}

  MoneyLedger(MoneyPlan plan) {
    this.plan = plan;
    plan.budgets().forEach(budget -> spend.put(budget, new Spend()));
  }

  MoneyPlan plan() {
    return plan;
  }

  /** Takes in a bill. */
  void add(Bill bill) {
    Budget budget = plan.budget(bill.campaign());
    Spend of = spend.computeIfAbsent(budget, _ -> new Spend());
    of.cpmMicrosByDay.merge(
        day(bill.shownMillis(), budget.zone()), bill.paidCpmMicros(), Long::sum);
    int hour = (int) ((bill.shownMillis() - MarketClock.START_MILLIS) / MarketClock.HOUR_MILLIS);
    while (of.cpmMicrosByHour.size() <= hour) {
      of.cpmMicrosByHour.add(0L);
    }
    of.cpmMicrosByHour.set(hour, of.cpmMicrosByHour.get(hour) + bill.paidCpmMicros());
    shown.computeIfAbsent(bill.campaign(), _ -> new ArrayList<>()).add(new Shown(bill));
  }

  private static LocalDate day(long epochMillis, ZoneId zone) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(epochMillis), zone);
  }

  /**
   * The days of a budget.
   *
   * @param endMillis of the market
   */
  List<Day> days(Budget budget, long endMillis) {
    Map<LocalDate, Long> byDay = spend.getOrDefault(budget, new Spend()).cpmMicrosByDay;
    if (budget.isTotal()) {
      long all = byDay.values().stream().mapToLong(each -> each).sum();
      boolean isOver = budget.flightEnd() != null && endMillis >= budget.flightEnd().toEpochMilli();
      return List.of(new Day("total", isOver, budget.micros(), all / IMPRESSIONS_PER_CPM));
    }
    List<Day> days = new ArrayList<>();
    LocalDate last = day(endMillis - 1, budget.zone());
    for (LocalDate day = day(MarketClock.START_MILLIS, budget.zone());
        !day.isAfter(last);
        day = day.plusDays(1)) {
      long from = day.atStartOfDay(budget.zone()).toInstant().toEpochMilli();
      long until = day.plusDays(1).atStartOfDay(budget.zone()).toInstant().toEpochMilli();
      days.add(
          new Day(
              day.toString(),
              from >= MarketClock.START_MILLIS && until <= endMillis,
              budget.micros(),
              byDay.getOrDefault(day, 0L) / IMPRESSIONS_PER_CPM));
    }
    return days;
  }

  /** What was spent in each hour of market time by the UTC days' budgets of a mode, in micros. */
  long[] spentByHour(MoneyPlan.Mode mode, int hours) {
    long[] cpmMicros = new long[hours];
    spend.forEach((budget, of) -> {
      if (isCharted(budget, mode)) {
        for (int hour = 0; hour < Math.min(hours, of.cpmMicrosByHour.size()); hour++) {
          cpmMicros[hour] += of.cpmMicrosByHour.get(hour);
        }
      }
    });
    for (int hour = 0; hour < hours; hour++) {
      cpmMicros[hour] /= IMPRESSIONS_PER_CPM;
    }
    return cpmMicros;
  }

  /** The sum of the budgets that {@link #spentByHour} is of. */
  long budgetMicros(MoneyPlan.Mode mode) {
    return plan.budgets().stream()
        .filter(budget -> isCharted(budget, mode))
        .mapToLong(Budget::micros)
        .sum();
  }

  private static boolean isCharted(Budget budget, MoneyPlan.Mode mode) {
    return budget.mode() == mode && !budget.isTotal() && budget.zone().getId().equals("UTC");
  }

  /** What became of each cap, for persons that the bidder may know by an id. */
  List<CapResult> caps() {
    List<CapResult> results = new ArrayList<>();
    shown.forEach((campaign, all) -> {
      Map<Integer, List<Shown>> byUser = new HashMap<>();
      for (Shown each : all) {
        if (each.hasId) {
          byUser.computeIfAbsent(each.user, _ -> new ArrayList<>()).add(each);
        }
      }
      byUser.values().forEach(each -> each.sort(Comparator.comparingLong(one -> one.millis)));
      for (Cap cap : plan.caps(campaign)) {
        results.add(result(campaign, cap, byUser));
      }
    });
    return results;
  }

  private CapResult result(Campaign campaign, Cap cap, Map<Integer, List<Shown>> byUser) {
    ZoneId zone = plan.budget(campaign).zone();
    Set<Integer> persons = new HashSet<>();
    long impressions = 0;
    long above = 0;
    long aboveCounted = 0;
    for (List<Shown> ofUser : byUser.values()) {
      for (int i = 0; i < ofUser.size(); i++) {
        Shown now = ofUser.get(i);
        long fromMillis =
            cap.isCalendar()
                ? day(now.millis, zone).atStartOfDay(zone).toInstant().toEpochMilli()
                : now.millis - cap.windowMillis() + 1;
        int before = 0;
        int counted = 0;
        for (int j = i - 1; j >= 0 && ofUser.get(j).millis >= fromMillis; j--) {
          before++;
          counted += ofUser.get(j).toldNs < now.askedNs - COUNTED_AFTER_NS ? 1 : 0;
        }
        impressions++;
        if (before >= cap.impressions()) {
          above++;
          aboveCounted += counted >= cap.impressions() ? 1 : 0;
          persons.add(now.user);
        }
      }
    }
    return new CapResult(
        campaign.id(), cap.label(), impressions, persons.size(), above, aboveCounted);
  }
}
