package io.bidder.trainer.report;

import io.bidder.trainer.report.HeadMetrics.Point;
import io.bidder.trainer.report.HeadMetrics.ScoreBin;
import java.util.ArrayList;
import java.util.List;

/** Curves of the charts, thinned to as many points as can be seen. */
final class Curves {
  private static final int SCORE_BINS = 40;

  /** Below this base rate scores are looked at on a logarithmic scale. */
  static final double RARE = 0.05;

  private static final double LEAST_LOG_SCORE = 1e-6;

  private Curves() {}

  /** (false positive rate, true positive rate), both classes present. */
  static List<Point> roc(RankedScores ranked, int most) {
    List<Point> points = new ArrayList<>();
    points.add(new Point(0, 0));
    double negatives = ranked.totalWeight - ranked.totalPositiveWeight;
    double falsePositives = 0;
    double truePositives = 0;
    double drawn = 0;
    double step = 2.0 / (most - 2);
    for (int g = ranked.groups - 1; g > 0; g--) {
      falsePositives += ranked.weight[g] - ranked.positiveWeight[g];
      truePositives += ranked.positiveWeight[g];
      double x = Math.min(1, falsePositives / negatives);
      double y = Math.min(1, truePositives / ranked.totalPositiveWeight);
      if (x + y >= drawn + step) {
        points.add(new Point(x, y));
        drawn = x + y;
      }
    }
    points.add(new Point(1, 1));
    return points;
  }

  /** (recall, precision), at least one positive. */
  static List<Point> precisionRecall(RankedScores ranked, int most) {
    List<Point> points = new ArrayList<>();
    double predicted = 0;
    double hits = 0;
    double drawn = Double.NEGATIVE_INFINITY;
    double step = 1.0 / (most - 2);
    for (int g = ranked.groups - 1; g >= 0; g--) {
      predicted += ranked.weight[g];
      hits += ranked.positiveWeight[g];
      double recall = Math.min(1, hits / ranked.totalPositiveWeight);
      if (hits > 0 && (recall >= drawn + step || g == 0)) {
        points.add(new Point(recall, hits / predicted));
        drawn = recall;
      }
    }
    return points;
  }

  /** Bins of equal width: in the score, or in its logarithm when positives are rare. */
  static List<ScoreBin> histogram(RankedScores ranked) {
    boolean log = ranked.totalPositiveWeight / ranked.totalWeight < RARE;
    double low = position(ranked.score[0], log);
    double high = position(ranked.score[ranked.groups - 1], log);
    if (high - low < 1e-9) {
      low -= 0.5 * (log ? 1 : low);
      high += 0.5 * (log ? 1 : 1 - high);
    }
    double width = (high - low) / SCORE_BINS;
    double[] negatives = new double[SCORE_BINS];
    double[] positives = new double[SCORE_BINS];
    for (int g = 0; g < ranked.groups; g++) {
      int bin = (int) ((position(ranked.score[g], log) - low) / width);
      bin = Math.clamp(bin, 0, SCORE_BINS - 1);
      negatives[bin] += ranked.weight[g] - ranked.positiveWeight[g];
      positives[bin] += ranked.positiveWeight[g];
    }
    double allPositives = ranked.totalPositiveWeight;
    double allNegatives = ranked.totalWeight - allPositives;
    List<ScoreBin> bins = new ArrayList<>();
    for (int bin = 0; bin < SCORE_BINS; bin++) {
      double from = low + bin * width;
      double to = from + width;
      bins.add(
          new ScoreBin(
              log ? Math.pow(10, from) : from,
              log ? Math.pow(10, to) : to,
              allNegatives > 0 ? negatives[bin] / allNegatives : 0,
              allPositives > 0 ? positives[bin] / allPositives : 0));
    }
    return bins;
  }

  private static double position(float score, boolean log) {
    return log ? Math.log10(Math.max(score, LEAST_LOG_SCORE)) : score;
  }
}
