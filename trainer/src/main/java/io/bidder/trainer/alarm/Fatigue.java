package io.bidder.trainer.alarm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The alarms of ads that wear out little by little, the more they are shown. A single ad has seldom
 * enough outcomes to tell; so ads are tested alone, and with those of their campaign and with all.
 * Once a test of several has found that they wear, those are named of which, with what it says of
 * the others, it is likely enough.
 */
final class Fatigue {
  /** How likely an ad has lost so much, when it is named for what is known of others. */
  private static final double LIKELY = 0.9;

  /** Outcomes of its own that such an ad has at least. */
  private static final int FEW = 30;

  private static final double TIMES = 4;

  /** 1 less the power with which so much is left once an ad has been shown four times as often. */
  private static final double LOST = 1 + Math.log(Watch.TIRED) / Math.log(TIMES);

  private static final long LOOK_MILLIS = 6 * 3_600_000L;

  private final Shown rows;
  private final int[] campaignOf;
  private final List<Alarm> alarms = new ArrayList<>();

  Fatigue(Shown rows) {
    this.rows = rows;
    campaignOf = new int[rows.groups(Grouping.AD).size()];
    for (int row = 0; row < rows.size(); row++) {
      campaignOf[rows.group(Grouping.AD, row)] = rows.group(Grouping.CAMPAIGN, row);
    }
  }

  /** The alarms. To be asked once. */
  List<Alarm> alarms() {
    look(Outcome.CLICKS);
    look(Outcome.CONVERSIONS);
    return alarms;
  }

  private void look(Outcome outcome) {
    Streams streams = Streams.of(rows, outcome, Grouping.AD);
    List<String> campaigns = rows.groups(Grouping.CAMPAIGN);
    List<WearDetector> ads = new ArrayList<>();
    for (int ad = 0; ad < streams.groups(); ad++) {
      ads.add(new WearDetector(streams.came(ad), streams.expected(ad)));
    }
    // Half of the false alarms are for falls at once.
    double least = Math.log(2 * 2 * (1 + campaigns.size() + ads.size()) / Watch.FALSE_ALARMS);
    boolean[] isNamed = new boolean[ads.size()];
    boolean[] wears = new boolean[campaigns.size()];
    boolean allWear = false;
    int step = 0;
    for (int look = 1; step < streams.steps(); look++) {
      int next = streams.stepAt(look * LOOK_MILLIS);
      for (; step < Math.min(next, streams.steps()); step++) {
        for (int ad = 0; ad < ads.size(); ad++) {
          if (!isNamed[ad] && ads.get(ad).logEvidence(step) >= least) {
            isNamed[ad] = true;
            name(outcome, streams, ads, ad, step);
          }
        }
      }
      if (next > streams.steps()) {
        return;
      }
      // Each look has its part, so that all have what one may have.
      double now = least + Math.log(look) + Math.log(look + 1.0);
      if (!allWear && wear(ads, step - 1, now)) {
        allWear = true;
        together(outcome, streams, Grouping.ALL, "all", ads, step - 1);
      }
      for (int campaign = 0; campaign < wears.length; campaign++) {
        List<WearDetector> its = new ArrayList<>();
        for (int ad = 0; ad < ads.size(); ad++) {
          if (campaignOf[ad] == campaign) {
            its.add(ads.get(ad));
          }
        }
        if (!wears[campaign] && wear(its, step - 1, now)) {
          wears[campaign] = true;
          together(outcome, streams, Grouping.CAMPAIGN, campaigns.get(campaign), its, step - 1);
        }
      }
      Rates wear = wear(ads, step - 1);
      for (int ad = 0; ad < ads.size(); ad++) {
        if (!isNamed[ad]
            && (allWear || wears[campaignOf[ad]])
            && ads.get(ad).count(step - 1) >= FEW
            && wear.chanceBelow(ad, LOST) >= LIKELY) {
          isNamed[ad] = true;
          name(outcome, streams, ads, ad, step - 1);
        }
      }
    }
  }

  /** Whether ads wear together, and no change of all of them at one time looks like that. */
  private static boolean wear(List<WearDetector> ads, int step, double least) {
    return WearDetector.logEvidence(ads, step) >= least && !WearDetector.fellAtOnce(ads, step);
  }

  /** By how much ads wear: 1 less the power by which what comes falls, after a step. */
  static Rates wear(List<WearDetector> ads, int step) {
    return new Rates(
        ads.stream().mapToDouble(each -> each.count(step)).toArray(),
        ads.stream().mapToDouble(each -> each.logs(step)).toArray());
  }

  private void name(Outcome outcome, Streams streams, List<WearDetector> ads, int ad, int step) {
    double[] expected = streams.expected(ad);
    double quarter = Arrays.stream(expected, 0, step + 1).sum() / TIMES;
    int since = 0;
    for (double sum = expected[0]; sum < quarter; since++) {
      sum += expected[since + 1];
    }
    add(
        outcome,
        streams,
        Grouping.AD,
        streams.name(ad),
        streams.beginsMillis(since),
        step,
        String.format(
            Locale.ROOT,
            "%s come about %.2f times as often as when the ad had been shown a quarter as often; %d"
                + " came",
            outcome.plural,
            Math.pow(TIMES, wear(ads, step).mean(ad) - 1),
            ads.get(ad).count(step)));
  }

  private void together(
      Outcome outcome,
      Streams streams,
      Grouping by,
      String name,
      List<WearDetector> ads,
      int step) {
    int count = ads.stream().mapToInt(each -> each.count(step)).sum();
    double logs = ads.stream().mapToDouble(each -> each.logs(step)).sum();
    add(
        outcome,
        streams,
        by,
        name,
        Alarm.UNKNOWN,
        step,
        String.format(
            Locale.ROOT,
            "%s of %d ads together fall by %.0f %% each time that what they have been shown"
                + " doubles; %,d came",
            outcome.plural,
            ads.size(),
            100 * (1 - Math.pow(2, count / logs - 1)),
            count));
  }

  private void add(
      Outcome outcome,
      Streams streams,
      Grouping by,
      String name,
      long sinceMillis,
      int step,
      String text) {
    alarms.add(
        new Alarm(
            Alarm.Kind.FATIGUE,
            by.id,
            name,
            outcome.plural,
            sinceMillis,
            streams.beginsMillis(step + 1),
            text));
  }
}
