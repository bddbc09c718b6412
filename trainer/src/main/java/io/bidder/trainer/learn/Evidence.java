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

    private boolean has(RowWindow rows, int row, long sinceMillis, long nowMillis) {
      return rows.isLive(row)
          && rows.shownMillis(row) > sinceMillis
          && rows.shownMillis(row) <= nowMillis
          && (this == ALL || rows.isHeldOut(row) == (this == HELD_OUT));
    }
  }

  private static final int MAX_STEPS = 30;
  private static final double PRECISION = 1e-4;
  private static final double LEAST_TILT = -0.7;
  private static final double MOST_TILT = 0.25;

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
   * @param sinceMillis leaves out what was shown then or before
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
      long sinceMillis,
      long nowMillis,
      double halfLifeMillis,
      int fromRow) {
    int count = 0;
    for (int row = fromRow; row < rows.size(); row++) {
      count += part.has(rows, row, sinceMillis, nowMillis) ? 1 : 0;
    }
    Evidence evidence = new Evidence(count, rows.campaigns().size());
    int at = 0;
    for (int row = fromRow; row < rows.size(); row++) {
      if (part.has(rows, row, sinceMillis, nowMillis)) {
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

  /** Campaigns that there are. */
  int campaigns() {
    return campaigns;
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

  /** P(it comes), with offsets. */
  double probability(int row, Offsets offsets) {
    return probability(offsets.at(logit[row], campaign[row]));
  }

  private static double probability(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** P(it has come by now), with offsets. */
  double byNow(int row, Offsets offsets) {
    return probability(row, offsets) * share[row];
  }

  /** The negative log-likelihood of what came, with offsets. */
  double loss(int row, Offsets offsets) {
    return loss(row, offsets, came[row]);
  }

  /** The negative log-likelihood of its having come, or not, with offsets. */
  double loss(int row, Offsets offsets, boolean came) {
    return came ? -Math.log(probability(row, offsets)) : -Math.log1p(-byNow(row, offsets));
  }

  /** The mean of others' logits of the same rows, by what is expected of these. */
  double mean(Evidence others) {
    double weights = 0;
    double sum = 0;
    for (int row = 0; row < size; row++) {
      double expected = weight[row] * probability(logit[row]);
      weights += expected;
      sum += expected * others.logit[row];
    }
    return weights == 0 ? 0 : sum / weights;
  }

  /** By how much others' logits of the same rows rise with these, by what is expected of these. */
  double slope(Evidence others) {
    double mean = mean(this);
    double otherMean = mean(others);
    double squares = 0;
    double products = 0;
    for (int row = 0; row < size; row++) {
      double expected = weight[row] * probability(logit[row]);
      double away = logit[row] - mean;
      squares += expected * away * away;
      products += expected * away * (others.logit[row] - otherMean);
    }
    return squares == 0 ? 0 : products / squares;
  }

  /**
   * Whether what was predicted higher comes more often by as much: the score of a slope, beside an
   * offset that is free, in standard deviations. Below 0 predictions differ more than what comes.
   */
  double spread(Offsets offsets) {
    double variances = 0;
    double mean = 0;
    for (int row = 0; row < size; row++) {
      double p = byNow(row, offsets);
      variances += weight[row] * p * (1 - p);
      mean += weight[row] * p * (1 - p) * logit[row];
    }
    mean /= variances;
    double score = 0;
    double squares = 0;
    for (int row = 0; row < size; row++) {
      double p = byNow(row, offsets);
      double surprise = weight[row] * ((came[row] ? 1 : 0) - p);
      double away = logit[row] - mean;
      score += surprise * away;
      squares += weight[row] * weight[row] * p * (1 - p) * away * away;
    }
    return squares == 0 ? 0 : score / Math.sqrt(squares);
  }

  /**
   * By how much more or less has come than was to be expected, in standard deviations: of all
   * campaigns or of the one of which that is the largest, of those that are off by more than a
   * step.
   *
   * @param step in logarithms of what came over what was expected
   */
  double surprise(Offsets offsets, double step) {
    double[] come = new double[campaigns + 1];
    double[] expected = new double[campaigns + 1];
    double[] variances = new double[campaigns + 1];
    for (int row = 0; row < size; row++) {
      double p = byNow(row, offsets);
      for (int at : new int[] {campaign[row], campaigns}) {
        come[at] += came[row] ? 1 : 0;
        expected[at] += p;
        variances[at] += p * (1 - p);
      }
    }
    double largest = 0;
    for (int at = 0; at <= campaigns; at++) {
      // One more of both keeps few rows from deciding anything.
      if (Math.abs(Math.log((come[at] + 1) / (expected[at] + 1))) > step) {
        double off = Math.abs(come[at] - expected[at]) / Math.sqrt(variances[at] + 1);
        largest = Math.max(largest, off);
      }
    }
    return largest;
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
   * The offsets that are the most likely after what the rows say and before any was seen: the
   * head's own and the tilt are normal around given ones, a campaign's around the head's and by how
   * much it differs from that in the given ones. None is larger than {@code most}.
   *
   * @param unseen rows of these that the version was not trained on: by what it was trained on
   *     nobody can tell whether its predictions differ too much
   * @param sigma standard deviation of all
   */
  Offsets fit(Offsets prior, Evidence unseen, double sigma, double most) {
    double tilt = unseen.tilt(prior, sigma);
    Offsets tilted = new Offsets(0, tilt, prior.middle(), new double[0]);
    double head = newton(tilted, new int[size], new double[] {prior.head()}, sigma, most)[0];
    double[] means = new double[campaigns];
    Arrays.setAll(means, i -> head + prior.of(i) - prior.head());
    return new Offsets(head, tilt, prior.middle(), newton(tilted, campaign, means, sigma, most));
  }

  /** The most likely tilt, beside an offset that is free. */
  private double tilt(Offsets prior, double sigma) {
    double precision = 1 / (sigma * sigma);
    double level = prior.head();
    double tilt = prior.tilt();
    for (int step = 0; step < MAX_STEPS; step++) {
      double levelGradient = (prior.head() - level) * precision;
      double tiltGradient = (prior.tilt() - tilt) * precision;
      double levels = precision;
      double both = 0;
      double tilts = precision;
      for (int row = 0; row < size; row++) {
        double away = logit[row] - prior.middle();
        double p = probability(logit[row] + level + tilt * away);
        double surprise = surprise(row, p);
        double information = weight[row] * share[row] * p * (1 - p);
        levelGradient += surprise;
        tiltGradient += surprise * away;
        levels += information;
        both += information * away;
        tilts += information * away * away;
      }
      double determinant = levels * tilts - both * both;
      double levelMove = (tilts * levelGradient - both * tiltGradient) / determinant;
      double tiltMove = (levels * tiltGradient - both * levelGradient) / determinant;
      level += Math.clamp(levelMove, -1, 1);
      tilt = Math.clamp(tilt + Math.clamp(tiltMove, -0.2, 0.2), LEAST_TILT, MOST_TILT);
      if (Math.abs(levelMove) + Math.abs(tiltMove) < PRECISION) {
        break;
      }
    }
    return tilt;
  }

  /** The slope of the log-likelihood along the logit. */
  private double surprise(int row, double p) {
    double notYet = came[row] ? 0 : share[row] * p / (1 - share[row] * p);
    return weight[row] * (1 - p) * ((came[row] ? 1 : 0) - notYet);
  }

  /**
   * Climbs to the most likely offset of each group, by steps that only each group's rows decide.
   *
   * @param means before any row was seen, by group
   */
  private double[] newton(Offsets tilted, int[] group, double[] means, double sigma, double most) {
    double prior = 1 / (sigma * sigma);
    double[] offsets = means.clone();
    double largest = Double.MAX_VALUE;
    for (int step = 0; step < MAX_STEPS && largest > PRECISION; step++) {
      double[] gradient = new double[means.length];
      double[] curvature = new double[means.length];
      for (int row = 0; row < size; row++) {
        int at = group[row];
        double p = probability(tilted.at(logit[row], campaign[row]) + offsets[at]);
        gradient[at] += surprise(row, p);
        // What is expected of it, whatever came, so that it is never negative.
        curvature[at] += weight[row] * share[row] * p * (1 - p);
      }
      largest = 0;
      for (int i = 0; i < means.length; i++) {
        double move = (gradient[i] - (offsets[i] - means[i]) * prior) / (curvature[i] + prior);
        double moved = Math.clamp(offsets[i] + Math.clamp(move, -1, 1), -most, most);
        largest = Math.max(largest, Math.abs(moved - offsets[i]));
        offsets[i] = moved;
      }
    }
    return offsets;
  }
}
