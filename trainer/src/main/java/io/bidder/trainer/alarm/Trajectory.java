package io.bidder.trainer.alarm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * The second week of an ad that is in its first, as it will likely be if nothing else changes.
 *
 * @param ad its name
 * @param days of its life that are over
 * @param impressions from its 7th day to its 14th, as all that follows
 * @param clicks of these impressions
 * @param orders of these clicks, whenever they come
 * @param costPerOrderMicros infinite if there may be no order; NaN if nobody says what was paid
 */
record Trajectory(
    String ad, int days, Range impressions, Range clicks, Range orders, Range costPerOrderMicros) {
  /** What holds the truth 80 times in 100, and the middle of it. */
  record Range(double low, double middle, double high) {
    boolean holds(double truth) {
      return truth >= low && truth <= high;
    }
  }

  private static final int LEAST_DAYS = 2;
  private static final int FROM_DAY = 7;
  private static final int TO_DAY = 14;
  private static final double DAY_MILLIS = 86_400_000;
  private static final int DRAWS = 1_000;
  private static final double OUTSIDE = 0.1;
  private static final double HALF = 0.5;
  private static final double LEAST_VARIANCE = 1e-9;

  /**
   * Tells what ads come to that were first shown two to seven days ago, those that are shown most
   * first.
   *
   * @param pricesOf an ad, by its name
   */
  static List<Trajectory> of(Shown rows, BiFunction<Grouping, String, LogScan.Prices> pricesOf) {
    Ads ads = new Ads(rows);
    Rates clicks = Rates.of(Ratio.of(rows, Outcome.CLICKS, Grouping.AD, 0));
    Rates orders = Rates.of(Ratio.of(rows, Outcome.ORDERS_OF_CLICKS, Grouping.AD, 0));
    Streams streams = Streams.of(rows, Outcome.CLICKS, Grouping.AD);
    List<WearDetector> detectors = new ArrayList<>();
    for (int ad = 0; ad < streams.groups(); ad++) {
      detectors.add(new WearDetector(streams.came(ad), streams.expected(ad)));
    }
    Rates wear = Fatigue.wear(detectors, streams.steps() - 1);
    List<Trajectory> all = new ArrayList<>();
    for (int ad = 0; ad < ads.first.length; ad++) {
      if (ads.days(ad) >= LEAST_DAYS && ads.days(ad) < FROM_DAY) {
        LogScan.Prices prices = pricesOf.apply(Grouping.AD, rows.groups(Grouping.AD).get(ad));
        all.add(
            new Draws(ads, ad, new SplittableRandom(ad)).trajectory(clicks, orders, wear, prices));
      }
    }
    all.sort(Comparator.comparingDouble((Trajectory each) -> -each.impressions.middle()));
    return all;
  }

  /** What is known of all ads. */
  private static final class Ads {
    private final Shown rows;
    private final long[] first;
    private final double[][] perDay;
    private final double[] clickChances;
    private final double[] orderChances;
    private final double unrest;

    Ads(Shown rows) {
      this.rows = rows;
      int ads = rows.groups(Grouping.AD).size();
      first = new long[ads];
      Arrays.fill(first, Long.MAX_VALUE);
      for (int row = 0; row < rows.size(); row++) {
        int ad = rows.group(Grouping.AD, row);
        first[ad] = Math.min(first[ad], rows.atMillis(row));
      }
      perDay = new double[ads][FROM_DAY];
      clickChances = new double[ads];
      orderChances = new double[ads];
      for (int row = 0; row < rows.size(); row++) {
        int ad = rows.group(Grouping.AD, row);
        int day = (int) ((rows.atMillis(row) - first[ad]) / DAY_MILLIS);
        if (day < FROM_DAY) {
          perDay[ad][day]++;
        }
        clickChances[ad] += rows.probability(Outcome.CLICKS, row);
        orderChances[ad] += rows.probability(Outcome.CONVERSIONS, row);
      }
      unrest = unrest();
    }

    int days(int ad) {
      return (int) Math.min(TO_DAY, (rows.nowMillis() - first[ad]) / DAY_MILLIS);
    }

    double meanPerDay(int ad) {
      return Arrays.stream(perDay[ad], 0, days(ad)).average().orElse(0);
    }

    /** The variance of an ad's days that chance does not explain, of a day of 1 impression. */
    private double unrest() {
      double more = 0;
      double squares = 0;
      for (int ad = 0; ad < first.length; ad++) {
        if (days(ad) >= LEAST_DAYS && days(ad) < FROM_DAY) {
          double mean = meanPerDay(ad);
          for (int day = 0; day < days(ad); day++) {
            more += Math.pow(perDay[ad][day] - mean, 2);
          }
          more -= (days(ad) - 1) * mean;
          squares += (days(ad) - 1) * mean * mean;
        }
      }
      return squares == 0 ? 0 : Math.max(0, more / squares);
    }
  }

  /** One ad's second week, drawn again and again. */
  private record Draws(Ads ads, int ad, RandomGenerator random) {
    Trajectory trajectory(Rates clicks, Rates orders, Rates wear, LogScan.Prices prices) {
      double[][] drawn = new double[4][DRAWS];
      double known = Arrays.stream(ads.perDay[ad]).sum();
      double clickChance = ads.clickChances[ad] / known;
      double orderChance = ads.orderChances[ad] / ads.clickChances[ad];
      double age = (ads.rows.nowMillis() - ads.first[ad]) / DAY_MILLIS;
      for (int i = 0; i < DRAWS; i++) {
        // Of the days that are over, and of the week that is to come, the level is not the same.
        double mean = ads.meanPerDay(ad);
        double level = spread(mean, (ads.unrest + 1 / mean) / ads.days(ad));
        // The further away, the less it is what it was.
        double middle = (FROM_DAY + TO_DAY) / 2.0;
        level = spread(level, ads.unrest * (middle / ads.days(ad) - HALF));
        double before = known + (FROM_DAY - age) * level;
        double shown = poisson((TO_DAY - FROM_DAY) * level);
        double falls = wear.draw(ad, random);
        double rate = clicks.draw(ad, random) * known * clickChance;
        double times = Math.pow((before + shown) / known, falls) - Math.pow(before / known, falls);
        double clicked = poisson(rate * times);
        double ordered = poisson(clicked * orderChance * orders.draw(ad, random));
        double perShown =
            prices.variance() * (1 / Math.max(1, (double) prices.count()) + 1 / (1 + shown));
        double price = prices.meanMicros() + Math.sqrt(perShown) * random.nextGaussian();
        drawn[0][i] = shown;
        drawn[1][i] = clicked;
        drawn[2][i] = ordered;
        double cost =
            ordered == 0 ? Double.POSITIVE_INFINITY : shown * Math.max(0, price) / ordered;
        drawn[3][i] = prices.count() == 0 ? Double.NaN : cost;
      }
      return new Trajectory(
          ads.rows.groups(Grouping.AD).get(ad),
          ads.days(ad),
          range(drawn[0]),
          range(drawn[1]),
          range(drawn[2]),
          range(drawn[3]));
    }

    /** A level as it may be; {@code variance} is that of a level of 1. */
    private double spread(double level, double variance) {
      return variance < LEAST_VARIANCE
          ? level
          : level * Gamma.draw(1 / variance, random) * variance;
    }

    private double poisson(double mean) {
      if (mean > 1_000) {
        return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
      }
      double left = mean;
      int count = -1;
      while (left >= 0) {
        left += Math.log(1 - random.nextDouble());
        count++;
      }
      return count;
    }

    private static Range range(double[] drawn) {
      Arrays.sort(drawn);
      return new Range(
          drawn[(int) (OUTSIDE * DRAWS)],
          drawn[DRAWS / 2],
          drawn[(int) ((1 - OUTSIDE) * DRAWS) - 1]);
    }
  }
}
