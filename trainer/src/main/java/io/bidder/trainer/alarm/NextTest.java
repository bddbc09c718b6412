package io.bidder.trainer.alarm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What more impressions of an ad, or of a campaign, would be worth for what they teach: the
 * expected value of sample information (Raiffa and Schlaifer 1961). Who knows better what an ad
 * brings keeps it where it brings more for the money than others do, and gives its money to them
 * where not.
 *
 * @param by ad or campaign
 * @param orders that came, of {@code expectedOrders}
 * @param brings for each unit of money, as it is expected to be, give or take {@code deviation}
 * @param others bring: the rest of an ad's campaign, or of all
 * @param impressions of the test
 * @param testOrders that they are expected to lead to
 * @param spendMicros on them
 * @param turns the chance that one decides otherwise after them
 * @param impressionsAfter on which one does, at most: those of 28 days
 * @param gainMicros what deciding after the test is worth on them
 * @param lossMicros by the test itself, if others bring more
 */
record NextTest(
    Grouping by,
    String name,
    long orders,
    double expectedOrders,
    double brings,
    double deviation,
    double others,
    long impressions,
    double testOrders,
    double spendMicros,
    double turns,
    double impressionsAfter,
    double gainMicros,
    double lossMicros) {
  private static final double DAY_MILLIS = 86_400_000;
  private static final double DAYS_AFTER = 28;
  private static final double MOST_DAYS = 7;
  private static final long[] IMPRESSIONS = {1_000, 3_000, 10_000, 30_000, 100_000};
  private static final double ENOUGH = 1e-9;

  /** What the test earns: the gain less the loss. */
  double netMicros() {
    return gainMicros - lossMicros;
  }

  /**
   * The tests that are worth something, those that are worth most first; of each ad and campaign
   * the size that is worth most, of a week's impressions at most.
   *
   * @param pricesOf an ad or a campaign, by its name
   */
  static List<NextTest> of(Shown rows, BiFunction<Grouping, String, LogScan.Prices> pricesOf) {
    List<NextTest> tests = new ArrayList<>();
    for (Grouping by : List.of(Grouping.AD, Grouping.CAMPAIGN)) {
      List<Subject> subjects = subjects(rows, by, pricesOf);
      for (Subject subject : subjects) {
        NextTest best = best(subject, subjects);
        if (best != null) {
          tests.add(best);
        }
      }
    }
    tests.sort(Comparator.comparingDouble((NextTest each) -> -each.netMicros()));
    return tests;
  }

  /** An ad or a campaign. */
  private record Subject(
      Grouping by,
      String name,
      int campaign,
      double perDay,
      Ratio orders,
      double rate,
      double variance,
      double valueMicros,
      double priceMicros) {
    double spentMicros() {
      return orders.rows() * priceMicros;
    }

    double broughtMicros() {
      return orders.rows() * rate * valueMicros;
    }
  }

  private static List<Subject> subjects(
      Shown rows, Grouping by, BiFunction<Grouping, String, LogScan.Prices> pricesOf) {
    int groups = rows.groups(by).size();
    int[] campaigns = new int[groups];
    double[] values = new double[groups];
    long[] first = new long[groups];
    for (int row = rows.size() - 1; row >= 0; row--) {
      int group = rows.group(by, row);
      campaigns[group] = rows.group(Grouping.CAMPAIGN, row);
      values[group] += rows.valueMicros(row);
      first[group] =
          first[group] == 0 ? rows.atMillis(row) : Math.min(first[group], rows.atMillis(row));
    }
    List<Ratio> orders = Ratio.of(rows, Outcome.CONVERSIONS, by, 0);
    Rates rates = Rates.of(orders);
    List<Subject> subjects = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      Ratio ratio = orders.get(group);
      LogScan.Prices prices = pricesOf.apply(by, rows.groups(by).get(group));
      double days = Math.max(1, (rows.nowMillis() - first[group]) / DAY_MILLIS);
      if (prices.meanMicros() > 0 && values[group] > 0) {
        subjects.add(
            new Subject(
                by,
                rows.groups(by).get(group),
                campaigns[group],
                ratio.rows() / days,
                ratio,
                rates.mean(group),
                rates.variance(group),
                values[group] / ratio.rows(),
                prices.meanMicros()));
      }
    }
    return subjects;
  }

  private static @Nullable NextTest best(Subject subject, List<Subject> all) {
    double others = others(subject, all, subject.by == Grouping.AD);
    if (Double.isNaN(others)) {
      others = others(subject, all, false);
    }
    NextTest best = null;
    for (long impressions : IMPRESSIONS) {
      if (impressions <= MOST_DAYS * subject.perDay && !Double.isNaN(others)) {
        NextTest test = test(subject, others, impressions);
        boolean isBetter = test.netMicros() > (best == null ? 0 : best.netMicros());
        best = isBetter ? test : best;
      }
    }
    return best;
  }

  /** What the money of others brings; NaN if there are none. */
  private static double others(Subject subject, List<Subject> all, boolean ofCampaign) {
    double brought = 0;
    double spent = 0;
    for (Subject other : all) {
      if (!other.name.equals(subject.name) && (!ofCampaign || other.campaign == subject.campaign)) {
        brought += other.broughtMicros();
        spent += other.spentMicros();
      }
    }
    return brought / spent;
  }

  private static NextTest test(Subject subject, double others, long impressions) {
    double perRate = subject.valueMicros / subject.priceMicros;
    double expected = impressions * subject.orders.expected() / subject.orders.rows();
    // The rate at which it brings what others do.
    double even = others / perRate;
    Learning learned = learning(subject.rate, subject.variance, expected, even);
    double after = DAYS_AFTER * subject.perDay;
    return new NextTest(
        subject.by,
        subject.name,
        subject.orders.came(),
        subject.orders.expected(),
        subject.rate * perRate,
        Math.sqrt(subject.variance) * perRate,
        others,
        impressions,
        subject.rate * expected,
        impressions * subject.priceMicros,
        learned.turns,
        after,
        after * subject.valueMicros * learned.gain,
        impressions * subject.valueMicros * Math.max(0, even - subject.rate));
  }

  /**
   * What a test teaches of a rate.
   *
   * @param gain of the rate that one gets, who may have {@code even} instead
   * @param turns the chance that the better of the two is another one after it
   */
  record Learning(double gain, double turns) {}

  /**
   * What a test teaches of a gamma distributed rate: outcomes are negative binomially distributed,
   * and after each number of them the rate is gamma distributed again.
   *
   * @param expected outcomes of the test at a rate of 1
   */
  static Learning learning(double rate, double variance, double expected, double even) {
    double shape = rate * rate / variance;
    double scale = rate / variance;
    double more = expected / (scale + expected);
    double logChance = shape * Math.log1p(-more);
    double most = 0;
    double turns = 0;
    double all = 0;
    double mean = rate * expected;
    for (int count = 0; all < 1 - ENOUGH; count++) {
      double chance = Math.exp(logChance);
      double after = (shape + count) / (scale + expected);
      most += chance * Math.max(after, even);
      turns += (after > even) == (rate > even) ? 0 : chance;
      all += chance;
      if (count > mean && chance < ENOUGH * ENOUGH) {
        break;
      }
      logChance += Math.log((shape + count) / (count + 1.0) * more);
    }
    // What the sum has left out brings no less than the even rate.
    most += (1 - all) * even;
    return new Learning(Math.max(0, most - Math.max(rate, even)), turns);
  }
}
