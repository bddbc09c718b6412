package io.bidder.market.pacing;

import io.bidder.market.world.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A week of first-price auctions in which campaigns with daily budgets bid against each other and
 * against a log-normal rest of the market, after the public simulator that came with Yahoo's
 * Mystique (traffic and its targeting groups in cosine waves over the day, minutes as steps).
 * Clicks are not drawn but counted as expected, so that fewer auctions tell controllers apart.
 * Immutable; a run is one thread's.
 */
public final class PacingWorld {
  /** Of a day. */
  public static final int MINUTES = 1_440;

  private static final long CAMPAIGNS = 1;
  private static final long AUCTIONS = 2;

  /** Of the highest competing price, in dollars an impression. */
  private static final double PRICE_SIGMA = 2.14;

  private static final double PRICE_LOG_SCALE = -8.19;

  private static final double TRAFFIC_AMPLITUDE = 0.6;
  private static final double TRAFFIC_PHASE = 0.5;

  /** Weight, amplitude and phase of the daily wave of each sex and place. */
  private static final double[][] SEXES = {{1, 0.5, 0.2}, {1, 0.5, 0.8}};

  private static final double[][] PLACES = {
    {5, 0.4, 0}, {5, 0.2, 0.5}, {6, 0.5, 1}, {7, 0.8, 1.5}, {8, 0.7, 1.8}, {9, 0.4, 1.8}
  };
  private static final int GROUPS = SEXES.length * PLACES.length;

  private static final double MEDIAN_CTR = 0.01;
  private static final double CTR_SIGMA = 0.8;
  private static final double LEAST_CLICK_USD = 0.2;
  private static final double CLICK_RANGE = 5;
  private static final double LEAST_BUDGET_SHARE = 0.1;
  private static final double MOST_BUDGET_SHARE = 0.8;
  private static final double LEAST_OF_MEAN = 0.01;
  private static final int DRAWS = 1 << 14;
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  /** Bids what an impression is worth, as long as there is budget. */
  public static final Pacing FULL =
      new Pacing() {
        @Override
        public void turn(Minute minute) {}

        @Override
        public double multiplier() {
          return 1;
        }
      };

  private final long seed;
  private final int days;
  private final double auctionsPerMinute;
  private final List<Buyer> buyers = new ArrayList<>();

  /** By group: who may bid. */
  private final Buyer[][] eligible = new Buyer[GROUPS][];

  /** Draws of the highest competing price, and of a click's probability. */
  private final double[] pricesUsd = new double[DRAWS];

  private final double[] ctrs = new double[DRAWS];

  /**
   * A week of some campaigns.
   *
   * @param auctionsPerMinute on average
   */
  public PacingWorld(int days, int campaigns, double auctionsPerMinute, long seed) {
    this.seed = seed;
    this.days = days;
    this.auctionsPerMinute = auctionsPerMinute;
    RandomStream random = new RandomStream(seed, CAMPAIGNS, 0);
    Arrays.setAll(pricesUsd, i -> Math.exp(PRICE_LOG_SCALE + PRICE_SIGMA * random.nextGaussian()));
    Arrays.setAll(ctrs, i -> MEDIAN_CTR * Math.exp(CTR_SIGMA * random.nextGaussian()));
    for (int i = 0; i < campaigns; i++) {
      buyers.add(new Buyer(random));
    }
    for (int group = 0; group < GROUPS; group++) {
      int of = group;
      eligible[group] = buyers.stream().filter(buyer -> buyer.targets[of]).toArray(Buyer[]::new);
    }
    setBudgets(random);
  }

  /** A share of what each would spend in a day in which all bid what an impression is worth. */
  private void setBudgets(RandomStream random) {
    for (Buyer buyer : buyers) {
      buyer.budgetUsd = Double.POSITIVE_INFINITY;
      buyer.pacing = FULL;
    }
    new Run(1).go();
    double leastUsd =
        LEAST_OF_MEAN
            * buyers.stream().mapToDouble(buyer -> buyer.spentTodayUsd).average().orElse(0);
    for (Buyer buyer : buyers) {
      double share =
          LEAST_BUDGET_SHARE + (MOST_BUDGET_SHARE - LEAST_BUDGET_SHARE) * random.nextDouble();
      buyer.budgetUsd = share * Math.max(leastUsd, buyer.spentTodayUsd);
    }
  }

  /** One campaign's bidding, as of a run. */
  private static final class Buyer {
    final boolean[] targets = new boolean[GROUPS];
    final double clickUsd;
    double budgetUsd;
    Pacing pacing = FULL;
    double multiplier;
    double passShare;
    double spentTodayUsd;
    double spentUsd;
    int impressions;
    int supply;
    final double[] forecast = new double[MINUTES + 1];
    final int[] seen = new int[MINUTES];

    Buyer(RandomStream random) {
      boolean anySex = random.nextDouble() < 0.5;
      int sex = random.nextInt(SEXES.length);
      for (int place = 0; place < PLACES.length; place++) {
        if (random.nextDouble() < 1.0 / 3) {
          for (int s = 0; s < SEXES.length; s++) {
            targets[s * PLACES.length + place] = anySex || s == sex;
          }
        }
      }
      // Nobody targets nothing.
      targets[sex * PLACES.length + random.nextInt(PLACES.length)] = true;
      clickUsd = LEAST_CLICK_USD * Math.pow(CLICK_RANGE, random.nextDouble());
    }

    /**
     * Yesterday's minutes, smoothed, as what is expected of today; a flat day before there is one.
     */
    void forecast(boolean first) {
      double sum = 0;
      for (int minute = 0; minute < MINUTES; minute++) {
        forecast[minute] = sum;
        sum += first ? 1 : smoothed(minute);
      }
      forecast[MINUTES] = sum;
    }

    private double smoothed(int minute) {
      int reach = 15;
      double sum = 0;
      for (int at = minute - reach; at <= minute + reach; at++) {
        sum += seen[Math.floorMod(at, MINUTES)];
      }
      return sum / (2 * reach + 1);
    }

    void endMinute(int minute) {
      // What has been seen of a day says how much of it a flat forecast is wrong by.
      double scale =
          forecast[MINUTES] == MINUTES ? Math.max(1, seenSoFar(minute)) / (minute + 1.0) : 1;
      pacing.turn(
          new Minute(
              minute,
              budgetUsd,
              spentTodayUsd,
              spentUsd,
              impressions,
              supply,
              scale * (forecast[minute + 1] - forecast[minute]),
              scale * forecast[minute + 1],
              scale * (forecast[MINUTES] - forecast[minute + 1])));
      multiplier = pacing.multiplier();
      passShare = pacing.passShare();
    }

    private int seenSoFar(int minute) {
      int sum = 0;
      for (int at = 0; at <= minute; at++) {
        sum += seen[at];
      }
      return sum;
    }
  }

  /**
   * Has all campaigns paced in one way.
   *
   * @param each makes one for a campaign
   */
  public PacingResult run(Supplier<Pacing> each) {
    for (Buyer buyer : buyers) {
      buyer.pacing = each.get();
    }
    return new Run(days).go();
  }

  /** One run; the same auctions in each. */
  private final class Run {
    private final int days;
    private final RandomStream random = new RandomStream(seed, AUCTIONS, 0);
    private final double[] groupWeights = new double[GROUPS];
    private final List<Double> spentShares = new ArrayList<>();
    private final double[] spentByMinute = new double[MINUTES];
    private double valueUsd;
    private double clicks;
    private double spentUsd;

    Run(int days) {
      this.days = days;
      for (Buyer buyer : buyers) {
        buyer.multiplier = buyer.pacing.multiplier();
        buyer.passShare = buyer.pacing.passShare();
      }
    }

    PacingResult go() {
      for (int day = 0; day < days; day++) {
        boolean first = day == 0;
        buyers.forEach(buyer -> {
          buyer.forecast(first);
          buyer.spentTodayUsd = 0;
        });
        for (int minute = 0; minute < MINUTES; minute++) {
          minute(minute);
        }
        buyers.forEach(buyer -> spentShares.add(buyer.spentTodayUsd / buyer.budgetUsd));
      }
      double budgetUsd = days * buyers.stream().mapToDouble(buyer -> buyer.budgetUsd).sum();
      return PacingResult.of(
          valueUsd, clicks, spentUsd, budgetUsd, buyers.size(), spentShares, spentByMinute);
    }

    private void minute(int minute) {
      for (Buyer buyer : buyers) {
        buyer.spentUsd = 0;
        buyer.impressions = 0;
        buyer.supply = 0;
      }
      double whole = 0;
      for (int group = 0; group < GROUPS; group++) {
        whole +=
            wave(SEXES[group / PLACES.length], minute)
                * wave(PLACES[group % PLACES.length], minute);
        groupWeights[group] = whole;
      }
      double mean =
          auctionsPerMinute * wave(new double[] {1, TRAFFIC_AMPLITUDE, TRAFFIC_PHASE}, minute);
      // Poisson, near enough at its size.
      long auctions = Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
      for (long i = 0; i < auctions; i++) {
        auction(whole);
      }
      for (Buyer buyer : buyers) {
        buyer.seen[minute] = buyer.supply;
        buyer.endMinute(minute);
        spentByMinute[minute] += buyer.spentUsd;
      }
    }

    private void auction(double whole) {
      double drawn = random.nextDouble() * whole;
      int group = 0;
      while (group < GROUPS - 1 && groupWeights[group] < drawn) {
        group++;
      }
      long look = random.nextLong();
      double highest = pricesUsd[(int) (look >>> 50)];
      Buyer winner = null;
      double winnersCtr = 0;
      for (Buyer buyer : eligible[group]) {
        buyer.supply++;
        look += STRIDE;
        long mixed = look * (look | 1);
        double bid = 0;
        double ctr = ctrs[(int) (mixed >>> 50)];
        if ((mixed >>> 20 & 0xFFFFF) < buyer.passShare * 0x100000) {
          bid = ctr * buyer.clickUsd * buyer.multiplier;
        }
        if (bid > highest && bid <= buyer.budgetUsd - buyer.spentTodayUsd) {
          highest = bid;
          winner = buyer;
          winnersCtr = ctr;
        }
      }
      if (winner != null) {
        winner.impressions++;
        winner.spentUsd += highest;
        winner.spentTodayUsd += highest;
        spentUsd += highest;
        clicks += winnersCtr;
        valueUsd += winnersCtr * winner.clickUsd;
      }
    }

    private double wave(double[] of, int minute) {
      return of[0] * (1 + of[1] * Math.cos(2 * Math.PI * ((double) minute / MINUTES + of[2])));
    }
  }
}
