package io.bidder.trainer.alarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a log tells of a server.
 *
 * @param version that is served, by the store
 * @param rows that were shown and are settled
 * @param newest of them, that live figures and drift are of
 * @param groups that were asked for
 */
record EventReport(
    String version,
    long fromMillis,
    long toMillis,
    int rows,
    int newest,
    List<Alarm> alarms,
    List<Line> lines,
    List<Groups.Group> groups,
    List<Drift.Shift> shifts,
    List<Trajectory> trajectories,
    List<NextTest> tests,
    List<Question> questions) {
  /** The live figures of all, or of a campaign or site. */
  record Line(Grouping by, String name, Ratio clicks, Ratio conversions, Ratio ordersOfClicks) {}

  static final String NONE = "-";

  private static final double MICROS = 1e6;

  /** What the alarms' tests promise. */
  static final String PROMISE =
      String.format(
          Locale.ROOT,
          "Where nothing is wrong, at most %.0f of 100 logs have any false alarm of a kind, however"
              + " often one looks.",
          100 * Watch.FALSE_ALARMS);

  static String time(long millis) {
    return millis < 0 ? NONE : Instant.ofEpochMilli(millis / 1000 * 1000).toString();
  }

  static String what(Alarm alarm) {
    boolean isAll = alarm.grouping().equals(Grouping.ALL.id);
    return alarm.kind().words + ": " + (isAll ? "" : alarm.grouping() + " ") + alarm.name();
  }

  static String when(Alarm alarm) {
    return (alarm.sinceMillis() < 0 ? "" : "since about " + time(alarm.sinceMillis()) + ", ")
        + "known from "
        + time(alarm.knownMillis());
  }

  static String ratio(Ratio ratio) {
    if (ratio.came() == 0) {
      return NONE;
    }
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", ratio.value(), ratio.low(), ratio.high());
  }

  static String winRate(Groups.Group group) {
    return group.bids() == 0
        ? NONE
        : String.format(
            Locale.ROOT,
            "%.1f %% (%.1f to %.1f)",
            100 * group.winRate(),
            100 * group.winRateLow(),
            100 * group.winRateHigh());
  }

  static String counts(Ratio ratio) {
    return String.format(Locale.ROOT, "%,d / %,.1f", ratio.came(), ratio.expected());
  }

  static String psi(Drift.Shift shift) {
    Double psi = shift.psi();
    return psi == null ? NONE : String.format(Locale.ROOT, "%.3f", psi);
  }

  static String count(Trajectory.Range range) {
    return String.format(
        Locale.ROOT, "%,.0f (%,.0f to %,.0f)", range.middle(), range.low(), range.high());
  }

  static String money(Trajectory.Range micros) {
    return String.format(
        Locale.ROOT,
        "%s (%s to %s)",
        money(micros.middle()),
        money(micros.low()),
        money(micros.high()));
  }

  static String money(double micros) {
    if (Double.isFinite(micros)) {
      return String.format(Locale.ROOT, "%,.2f", micros / MICROS);
    }
    return Double.isNaN(micros) ? NONE : "no order";
  }

  /** What is known of what is to be tested. */
  static String known(NextTest test) {
    return String.format(
        Locale.ROOT,
        "%,d orders came, %,.1f were expected: money on it brings %.2f times as much, give or take"
            + " %.2f; that of %s %.2f times",
        test.orders(),
        test.expectedOrders(),
        test.brings(),
        test.deviation(),
        test.by() == Grouping.AD ? "the others of its campaign" : "all others",
        test.others());
  }

  /** What a test is worth, and why. */
  static String worth(NextTest test) {
    return String.format(
        Locale.ROOT,
        "%.1f orders are to be expected of it; in %.0f of 100 cases one decides otherwise then, and"
            + " deciding then is worth %s on the %,.0f impressions of 28 days; the test itself"
            + " loses %s: it earns %s",
        test.testOrders(),
        100 * test.turns(),
        money(test.gainMicros()),
        test.impressionsAfter(),
        money(test.lossMicros()),
        money(test.netMicros()));
  }

  /** The report as JSON values. */
  Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", version);
    map.put("from", time(fromMillis));
    map.put("to", time(toMillis));
    map.put("rows", rows);
    map.put("newestRows", newest);
    List<Object> list = new ArrayList<>();
    for (Alarm alarm : alarms) {
      Map<String, @Nullable Object> each = new LinkedHashMap<>();
      each.put("kind", alarm.kind().words);
      each.put("of", alarm.grouping());
      each.put("name", alarm.name());
      each.put("outcome", alarm.outcome());
      each.put("since", alarm.sinceMillis() < 0 ? null : time(alarm.sinceMillis()));
      each.put("known", alarm.knownMillis() < 0 ? null : time(alarm.knownMillis()));
      each.put("text", alarm.text());
      list.add(each);
    }
    map.put("alarms", list);
    List<Object> live = new ArrayList<>();
    for (Line line : lines) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("of", line.by().id);
      each.put("name", line.name());
      each.put("clicks", ratioMap(line.clicks()));
      each.put("conversions", ratioMap(line.conversions()));
      each.put("ordersOfClicks", ratioMap(line.ordersOfClicks()));
      live.add(each);
    }
    map.put("predictedOverActual", live);
    List<Object> grouped = new ArrayList<>();
    for (Groups.Group group : groups) {
      Map<String, @Nullable Object> each = new LinkedHashMap<>();
      each.put("by", group.source());
      each.put("name", group.name());
      each.put("bids", group.bids());
      each.put("won", group.won());
      each.put("winRate", group.bids() == 0 ? null : group.winRate());
      each.put("winRateLow", group.bids() == 0 ? null : group.winRateLow());
      each.put("winRateHigh", group.bids() == 0 ? null : group.winRateHigh());
      each.put("clicks", ratioMap(group.clicks()));
      each.put("conversions", ratioMap(group.conversions()));
      grouped.add(each);
    }
    map.put("groups", grouped);
    List<Object> drift = new ArrayList<>();
    for (Drift.Shift shift : shifts) {
      Map<String, @Nullable Object> each = new LinkedHashMap<>();
      each.put("name", shift.name());
      each.put("score", shift.score());
      each.put("psi", shift.psi());
      each.put("why", shift.why());
      drift.add(each);
    }
    map.put("drift", drift);
    List<Object> weeks = new ArrayList<>();
    for (Trajectory trajectory : trajectories) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("ad", trajectory.ad());
      each.put("daysKnown", trajectory.days());
      each.put("impressions", rangeMap(trajectory.impressions()));
      each.put("clicks", rangeMap(trajectory.clicks()));
      each.put("orders", rangeMap(trajectory.orders()));
      each.put("costPerOrderMicros", rangeMap(trajectory.costPerOrderMicros()));
      weeks.add(each);
    }
    map.put("secondWeeks", weeks);
    List<Object> next = new ArrayList<>();
    for (NextTest test : tests) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("of", test.by().id);
      each.put("name", test.name());
      each.put("orders", test.orders());
      each.put("expectedOrders", test.expectedOrders());
      each.put("brings", test.brings());
      each.put("deviation", test.deviation());
      each.put("othersBring", test.others());
      each.put("impressions", test.impressions());
      each.put("ordersOfTest", test.testOrders());
      each.put("spendMicros", Math.rint(test.spendMicros()));
      each.put("decidesOtherwise", test.turns());
      each.put("impressionsAfter", Math.rint(test.impressionsAfter()));
      each.put("gainMicros", Math.rint(test.gainMicros()));
      each.put("lossMicros", Math.rint(test.lossMicros()));
      each.put("netMicros", Math.rint(test.netMicros()));
      next.add(each);
    }
    map.put("nextBestTests", next);
    List<Object> answers = new ArrayList<>();
    for (Question question : questions) {
      answers.add(
          Map.of(
              "question", question.name(), "answer", question.answer().id, "why", question.why()));
    }
    map.put("questions", answers);
    return map;
  }

  private static Map<String, @Nullable Object> rangeMap(Trajectory.Range range) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("low", Double.isFinite(range.low()) ? Math.rint(range.low()) : null);
    map.put("middle", Double.isFinite(range.middle()) ? Math.rint(range.middle()) : null);
    map.put("high", Double.isFinite(range.high()) ? Math.rint(range.high()) : null);
    return map;
  }

  private static Map<String, @Nullable Object> ratioMap(Ratio ratio) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("rows", ratio.rows());
    map.put("expected", ratio.expected());
    map.put("came", ratio.came());
    map.put("ratio", ratio.came() == 0 ? null : ratio.value());
    map.put("low", ratio.low());
    map.put("high", Double.isInfinite(ratio.high()) ? null : ratio.high());
    return map;
  }
}
