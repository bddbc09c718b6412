package io.bidder.market.simulate;

import io.bidder.market.exchange.Figures;
import io.bidder.market.simulate.MoneyLedger.CapResult;
import io.bidder.market.simulate.MoneyLedger.Day;
import io.bidder.market.simulate.MoneyPlan.Budget;
import io.bidder.market.simulate.MoneyPlan.Mode;
import io.bidder.settings.html.Html;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What became of a market's budgets and caps, as JSON, text and a part of the page. */
final class MoneyReport {
  private static final int HOURS = 24;

  private final MoneyLedger ledger;
  private final Map<Budget, List<Day>> days = new LinkedHashMap<>();
  private final List<CapResult> caps;

  /** Auctions of each hour of market time: the supply. */
  private final long[] supply;

  private MoneyReport(MoneyLedger ledger, long endMillis, List<Figures> hours) {
    this.ledger = ledger;
    ledger.plan().budgets().forEach(budget -> days.put(budget, ledger.days(budget, endMillis)));
    caps = ledger.caps();
    supply = hours.stream().mapToLong(Figures::auctions).toArray();
  }

  /** What became of the budgets and caps of a simulation; null if it had none. */
  static @Nullable MoneyReport of(Simulation.Outcome outcome) {
    MoneyLedger ledger = outcome.money();
    return ledger == null
        ? null
        : new MoneyReport(ledger, outcome.endMillis(), outcome.books().hours());
  }

  /** All that was billed above budgets. */
  long overspendMicros() {
    return sum(Day::overspendMicros);
  }

  /** All that was left of budgets whose time is over. */
  long strandedMicros() {
    return sum(Day::strandedMicros);
  }

  private long sum(ToLongFunction<Day> micros) {
    return days.values().stream().flatMap(List::stream).mapToLong(micros).sum();
  }

  /** The budget of a campaign or its group. */
  long budgetMicros(String campaign) {
    return budget(campaign).micros();
  }

  /** The part of its last budget by which more or less of it was billed; null if none is over. */
  @Nullable Double pacingError(String campaign) {
    Double error = null;
    for (Day day : days.getOrDefault(budget(campaign), List.of())) {
      if (day.isWhole()) {
        error = Math.abs((double) day.billedMicros() / day.budgetMicros() - 1);
      }
    }
    return error;
  }

  private Budget budget(String campaign) {
    return days.keySet().stream()
        .filter(each -> each.campaigns().contains(campaign))
        .findFirst()
        .orElseThrow();
  }

  private long sumOfCaps(ToLongFunction<CapResult> figure) {
    return caps.stream().mapToLong(figure).sum();
  }

  /** The figures, as docs/reference/market.md names them. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    List<Map<String, Object>> budgets = new ArrayList<>();
    days.forEach((budget, ofBudget) -> {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("budget", budget.name());
      one.put("campaigns", budget.campaigns());
      one.put("pacing", budget.mode().label());
      one.put("timeZone", budget.zone().getId());
      one.put("days", ofBudget.stream().map(MoneyReport::json).toList());
      budgets.add(one);
    });
    json.put("budgets", budgets);
    json.put("caps", caps);
    Map<String, Object> modes = new LinkedHashMap<>();
    for (Mode mode : Mode.values()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("budgetMicros", ledger.budgetMicros(mode));
      one.put("spentMicrosByHour", ledger.spentByHour(mode, supply.length));
      one.put("planMicrosByHour", plannedByHour(mode));
      modes.put(mode.label(), one);
    }
    json.put("modes", modes);
    return json;
  }

  private static Map<String, Object> json(Day day) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("day", day.name());
    json.put("isWhole", day.isWhole());
    json.put("budgetMicros", day.budgetMicros());
    json.put("billedMicros", day.billedMicros());
    json.put("overspendPercent", day.overspendPercent());
    json.put("strandedPercent", day.isWhole() ? day.strandedPercent() : null);
    return json;
  }

  /**
   * What is to be spent in each hour: by the supply that came, which nobody knows beforehand, by
   * time, or as soon as the day begins.
   */
  private double[] plannedByHour(Mode mode) {
    double[] planned = new double[supply.length];
    for (int hour = 0; hour < supply.length; hour++) {
      int day = hour / HOURS;
      double ofDay = 0;
      for (int each = day * HOURS; each < Math.min(supply.length, (day + 1) * HOURS); each++) {
        ofDay += supply[each];
      }
      double share =
          switch (mode) {
            case TRAFFIC -> ofDay == 0 ? 0 : supply[hour] / ofDay;
            case EVEN -> 1.0 / HOURS;
            case ASAP -> hour % HOURS == 0 ? 1 : 0;
          };
      planned[hour] = share * ledger.budgetMicros(mode);
    }
    return planned;
  }

  /** Adds a page of text. */
  void text(List<String> lines) {
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-16s %-8s %-12s %12s %12s %10s %10s",
            "budget",
            "pacing",
            "day",
            "budget, USD",
            "billed, USD",
            "overspend",
            "stranded"));
    days.forEach((budget, ofBudget) -> {
      for (Day day : ofBudget) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-16s %-8s %-12s %12.2f %12.2f %9.3f%% %10s",
                budget.name(),
                budget.mode().label(),
                day.name(),
                day.budgetMicros() / 1e6,
                day.billedMicros() / 1e6,
                day.overspendPercent(),
                stranded(day)));
      }
    });
    lines.add(
        String.format(
            Locale.ROOT,
            "caps: %,d persons were shown more than a cap allows, %,d impressions of %,d; %,d of"
                + " them although it was counted",
            sumOfCaps(CapResult::personsAbove),
            sumOfCaps(CapResult::above),
            sumOfCaps(CapResult::impressions),
            sumOfCaps(CapResult::aboveCounted)));
  }

  private static String stranded(Day day) {
    return day.isWhole() ? percent(day.strandedPercent()) : "not over";
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, "%.3f%%", percent);
  }

  /** Adds charts and tables. */
  void page(Html html, TimeAxis time, int width) {
    html.element("h2", "Budgets and caps");
    html.element(
        "p",
        "What the exchange billed, beside the budget of each day in its own time zone. A day of"
            + " which the market had a part only has nothing stranded. The charts are of campaigns"
            + " whose days are UTC's; nobody knows beforehand the supply that the plan of traffic"
            + " is drawn by.",
        "class",
        "soft");
    html.raw("<div class=\"charts\">\n");
    for (Mode mode : Mode.values()) {
      chart(html, time, width, mode);
    }
    html.close("div");
    html.raw("<div class=\"card\">");
    html.table(
        "Budgets",
        "budget",
        "campaigns",
        "pacing",
        "day",
        "budget, USD",
        "billed, USD",
        "overspend",
        "stranded");
    days.forEach((budget, ofBudget) -> {
      for (Day day : ofBudget) {
        html.row(
            budget.name(),
            String.join(", ", budget.campaigns()),
            budget.mode().label(),
            day.isWhole() ? day.name() : day.name() + ", a part",
            usd(day.budgetMicros()),
            usd(day.billedMicros()),
            percent(day.overspendPercent()),
            day.isWhole() ? percent(day.strandedPercent()) : "-");
      }
    });
    html.endTable().close("div");
    html.raw("<div class=\"card\">");
    html.table(
        "Caps, for persons who have an id that may be used",
        "campaign",
        "cap",
        "ads shown",
        "persons above it",
        "ads above it",
        "although counted");
    for (CapResult cap : caps) {
      html.row(
          cap.campaign(),
          cap.cap(),
          whole(cap.impressions()),
          whole(cap.personsAbove()),
          whole(cap.above()),
          whole(cap.aboveCounted()));
    }
    html.endTable().close("div");
  }

  private void chart(Html html, TimeAxis time, int width, Mode mode) {
    long[] spent = ledger.spentByHour(mode, supply.length);
    double[] planned = plannedByHour(mode);
    if (ledger.budgetMicros(mode) == 0 || time.parts() != supply.length) {
      return;
    }
    List<Double> spentSoFar = new ArrayList<>(List.of(0.0));
    List<Double> planSoFar = new ArrayList<>();
    double plan = 0;
    for (int hour = 0; hour < supply.length; hour++) {
      spentSoFar.add(spentSoFar.getLast() + spent[hour] / 1e6);
      // What is to be spent at once is above where its hour begins.
      planSoFar.add(mode == Mode.ASAP ? plan + planned[hour] / 1e6 : plan);
      plan += planned[hour] / 1e6;
    }
    planSoFar.add(plan);
    String about =
        switch (mode) {
          case TRAFFIC -> "The plan is the budget by the supply of each hour.";
          case EVEN -> "The plan is as much in each hour.";
          case ASAP -> "The plan is the budget as soon as the day begins.";
        };
    TimeChart.lines(
        html,
        time,
        width,
        new TimeChart.Words(
            "money-" + mode.label(), "Spend so far, pacing " + mode.label(), about, "USD"),
        List.of(new TimeChart.Line("billed", spentSoFar), new TimeChart.Line("plan", planSoFar)));
  }

  private static String usd(long micros) {
    return String.format(Locale.ROOT, "%,.2f", micros / 1e6);
  }

  private static String whole(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
