package io.bidder.trainer.alarm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sequential tests over what was shown. Each kind of alarm has a family of tests, of which any
 * at all is wrong in at most {@value #FALSE_ALARMS} of logs: each test has its part of that.
 */
final class Watch {
  /** The chance that a family of tests names anything where nothing is wrong. */
  static final double FALSE_ALARMS = 0.05;

  /** Actual over predicted that is still right. */
  static final double LEAST = 0.8;

  static final double MOST = 1.25;

  /** The share of its own expectation that an ad has lost at least when it is called tired. */
  static final double TIRED = 0.9;

  private Watch() {}

  /** All alarms, in the order in which they would have come. */
  static List<Alarm> alarms(Shown rows) {
    List<Alarm> alarms = new ArrayList<>();
    predictions(rows, alarms);
    clicksWithoutOrders(rows, alarms);
    falls(rows, alarms);
    alarms.addAll(new Fatigue(rows).alarms());
    alarms.sort((a, b) -> Long.compare(a.knownMillis(), b.knownMillis()));
    // Of an ad that falls at once and wears, what was known first.
    Set<List<String>> tired = new HashSet<>();
    alarms.removeIf(each ->
        each.kind() == Alarm.Kind.FATIGUE
            && !tired.add(List.of(each.grouping(), each.name(), each.outcome())));
    return alarms;
  }

  private static void predictions(Shown rows, List<Alarm> alarms) {
    List<Grouping> groupings = List.of(Grouping.ALL, Grouping.CAMPAIGN, Grouping.SITE);
    int tests = 0;
    for (Grouping by : groupings) {
      tests += 2 * 2 * rows.groups(by).size();
    }
    for (Grouping by : groupings) {
      for (Outcome outcome : List.of(Outcome.CLICKS, Outcome.CONVERSIONS)) {
        Streams streams = Streams.of(rows, outcome, by);
        for (int group = 0; group < streams.groups(); group++) {
          add(alarms, Alarm.Kind.PREDICTION, outcome, by, streams, group, true, tests);
          add(alarms, Alarm.Kind.PREDICTION, outcome, by, streams, group, false, tests);
        }
      }
    }
  }

  private static void clicksWithoutOrders(Shown rows, List<Alarm> alarms) {
    Outcome outcome = Outcome.ORDERS_OF_CLICKS;
    List<Grouping> groupings = List.of(Grouping.CAMPAIGN, Grouping.SITE);
    int tests = 0;
    for (Grouping by : groupings) {
      tests += rows.groups(by).size();
    }
    for (Grouping by : groupings) {
      Streams streams = Streams.of(rows, outcome, by);
      for (int group = 0; group < streams.groups(); group++) {
        add(alarms, Alarm.Kind.CLICKS_WITHOUT_ORDERS, outcome, by, streams, group, true, tests);
      }
    }
  }

  private static void falls(Shown rows, List<Alarm> alarms) {
    int tests = 2 * 2 * rows.groups(Grouping.AD).size();
    for (Outcome outcome : List.of(Outcome.CLICKS, Outcome.CONVERSIONS)) {
      Streams streams = Streams.of(rows, outcome, Grouping.AD);
      for (int group = 0; group < streams.groups(); group++) {
        FadeDetector.Fall fall =
            FadeDetector.find(
                streams.came(group),
                streams.expected(group),
                Math.log(tests / FALSE_ALARMS),
                TIRED);
        if (fall != null) {
          alarms.add(
              new Alarm(
                  Alarm.Kind.FATIGUE,
                  Grouping.AD.id,
                  streams.name(group),
                  outcome.plural,
                  streams.beginsMillis(fall.since()),
                  streams.beginsMillis(fall.foundAt() + 1),
                  String.format(
                      Locale.ROOT,
                      "%s came %.2f times as often as predicted before, %.2f times since: %.0f %%"
                          + " fewer",
                      outcome.plural,
                      fall.before(),
                      fall.after(),
                      100 * (1 - fall.after() / fall.before()))));
        }
      }
    }
  }

  private static void add(
      List<Alarm> alarms,
      Alarm.Kind kind,
      Outcome outcome,
      Grouping by,
      Streams streams,
      int group,
      boolean below,
      int tests) {
    int[] came = streams.came(group);
    double[] expected = streams.expected(group);
    Integer found = found(came, expected, below, Math.log(tests / FALSE_ALARMS));
    if (found == null || streams.name(group).isEmpty()) {
      return;
    }
    int since = since(came, expected, below, found);
    double expectedSince = 0;
    int cameSince = 0;
    for (int step = since; step < came.length; step++) {
      expectedSince += expected[step];
      cameSince += came[step];
    }
    alarms.add(
        new Alarm(
            kind,
            by.id,
            streams.name(group),
            outcome.plural,
            streams.beginsMillis(since),
            streams.beginsMillis(found + 1),
            String.format(
                Locale.ROOT,
                "%d %s %s since, expected %.1f",
                cameSince,
                outcome.plural,
                outcome.of,
                expectedSince)));
  }

  /** The step after which the evidence was enough; null if it never was. */
  static @Nullable Integer found(int[] came, double[] expected, boolean below, double logEvidence) {
    ShiftDetector test = below ? ShiftDetector.below(LEAST) : ShiftDetector.above(MOST);
    for (int step = 0; step < came.length; step++) {
      if (test.add(came[step], expected[step]) >= logEvidence) {
        return step;
      }
    }
    return null;
  }

  /** The most likely beginning of what was found: where the sum of what is off is the least. */
  private static int since(int[] came, double[] expected, boolean below, int found) {
    double bound = below ? LEAST : MOST;
    double sum = 0;
    double most = Double.NEGATIVE_INFINITY;
    int since = found;
    for (int step = found; step >= 0; step--) {
      sum += (below ? 1 : -1) * (bound * expected[step] - came[step]);
      if (sum > most) {
        most = sum;
        since = step;
      }
    }
    return since;
  }
}
