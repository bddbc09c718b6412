package io.bidder.trainer.learn;

import java.util.Arrays;

/**
 * Rows as a fit or a gate looks at them, for one target: what was predicted, whether it has come,
 * what share of it would have come by now, and what the row weighs. A row that is older by a half
 * life weighs half as much.
 *
 * <p>A row of which nothing came is one that has not come yet, or never will: it has the likelihood
 * 1 - p F, where F is the share that would have come (Chapelle, Modeling delayed feedback in
 * display advertising, KDD 2014).
 */
final class Evidence {
  /** Which rows it is of. */
  enum Part {
    TRAINED_ON,
    HELD_OUT,
    ALL;

    private boolean has(RowWindow rows, int row, long nowMillis) {
      return rows.isLive(row)
          && rows.shownMillis(row) <= nowMillis
          && (this == ALL || rows.isHeldOut(row) == (this == HELD_OUT));
    }
  }

  private static final int MAX_STEPS = 30;
  private static final double PRECISION = 1e-4;

  private final int size;
  private final float[] logit;
  private final boolean[] came;
  private final float[] share;
  private final float[] weight;
  private final int[] campaign;
  private final int campaigns;

  private Evidence(int size, int campaigns) {
    this.size = size;
    this.campaigns = campaigns;
    logit = new float[size];
    came = new boolean[size];
    share = new float[size];
    weight = new float[size];
    campaign = new int[size];
  }

  /**
   * Evidence of rows that were scored.
   *
   * @param scores of these rows
   * @param nowMillis the time at which they are looked at: what was shown later is left out
   * @param halfLifeMillis of rows
   * @param fromRow the first of them
   */
  static Evidence of(
      RowWindow rows,
      Scores scores,
      Target target,
      DelayCurve curve,
      Part part,
      long nowMillis,
      double halfLifeMillis,
      int fromRow) {
    int count = 0;
    for (int row = fromRow; row < rows.size(); row++) {
      count += part.has(rows, row, nowMillis) ? 1 : 0;
    }
    Evidence evidence = new Evidence(count, rows.campaigns().size());
    int at = 0;
    for (int row = fromRow; row < rows.size(); row++) {
      if (part.has(rows, row, nowMillis)) {
        long age = nowMillis - rows.shownMillis(row);
        evidence.logit[at] = scores.logit(target, row);
        evidence.came[at] = rows.delayMillis(target, row) >= 0;
        evidence.share[at] = (float) curve.at(age);
        evidence.weight[at] = rows.weight(row) * (float) Math.pow(0.5, age / halfLifeMillis);
        evidence.campaign[at++] = rows.campaign(row);
      }
    }
    return evidence;
  }

  int size() {
    return size;
  }

  int campaign(int row) {
    return campaign[row];
  }

  boolean came(int row) {
    return came[row];
  }

  double weight(int row) {
    return weight[row];
  }

  /** P(it comes), with an offset added to the logit. */
  double probability(int row, double offset) {
    return 1 / (1 + Math.exp(-logit[row] - offset));
  }

  /** P(it has come by now), with an offset added to the logit. */
  double byNow(int row, double offset) {
    return probability(row, offset) * share[row];
  }

  /** The negative log-likelihood of what came, with an offset added to the logit. */
  double loss(int row, double offset) {
    return loss(row, offset, came[row]);
  }

  /** The negative log-likelihood of its having come, or not, with an offset added to the logit. */
  double loss(int row, double offset, boolean came) {
    return came ? -Math.log(probability(row, offset)) : -Math.log1p(-byNow(row, offset));
  }

  /**
   * Whether what was predicted higher comes more often by as much: the score of a slope, beside an
   * offset that is free, in standard deviations. Below 0 predictions differ more than what comes.
   */
  double spread(Offsets offsets) {
    double variances = 0;
    double mean = 0;
    for (int row = 0; row < size; row++) {
      double p = byNow(row, offsets.of(campaign[row]));
      variances += weight[row] * p * (1 - p);
      mean += weight[row] * p * (1 - p) * logit[row];
    }
    mean /= variances;
    double score = 0;
    double squares = 0;
    for (int row = 0; row < size; row++) {
      double p = byNow(row, offsets.of(campaign[row]));
      double surprise = weight[row] * ((came[row] ? 1 : 0) - p);
      double away = logit[row] - mean;
      score += surprise * away;
      squares += weight[row] * weight[row] * p * (1 - p) * away * away;
    }
    return squares == 0 ? 0 : score / Math.sqrt(squares);
  }

  /** Rows of which it has come. */
  int comers() {
    int count = 0;
    for (boolean each : came) {
      count += each ? 1 : 0;
    }
    return count;
  }

  /**
   * The offsets of each campaign that are the most likely after what the rows say and before any
   * was seen: the head's own is normal around 0, a campaign's around the head's. None is larger
   * than {@code most}.
   *
   * @param sigma standard deviation of both
   */
  Offsets fit(double sigma, double most) {
    double head = newton(new int[size], 1, 0, sigma, most)[0];
    return new Offsets(head, newton(campaign, campaigns, head, sigma, most));
  }

  /**
   * Climbs to the most likely offset of each group, by steps that only each group's rows decide.
   */
  private double[] newton(int[] group, int groups, double mean, double sigma, double most) {
    double prior = 1 / (sigma * sigma);
    double[] offsets = new double[groups];
    Arrays.fill(offsets, mean);
    double largest = Double.MAX_VALUE;
    for (int step = 0; step < MAX_STEPS && largest > PRECISION; step++) {
      double[] gradient = new double[groups];
      double[] curvature = new double[groups];
      for (int row = 0; row < size; row++) {
        int at = group[row];
        double p = probability(row, offsets[at]);
        double notYet = came[row] ? 0 : share[row] * p / (1 - share[row] * p);
        gradient[at] += weight[row] * (1 - p) * ((came[row] ? 1 : 0) - notYet);
        // What is expected of it, whatever came, so that it is never negative.
        curvature[at] += weight[row] * share[row] * p * (1 - p);
      }
      largest = 0;
      for (int i = 0; i < groups; i++) {
        double move = (gradient[i] - (offsets[i] - mean) * prior) / (curvature[i] + prior);
        double moved = Math.clamp(offsets[i] + Math.clamp(move, -1, 1), -most, most);
        largest = Math.max(largest, Math.abs(moved - offsets[i]));
        offsets[i] = moved;
      }
    }
    return offsets;
  }
}
