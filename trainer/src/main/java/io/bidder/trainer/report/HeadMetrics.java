package io.bidder.trainer.report;

import io.bidder.modelstore.calibration.CalibrationMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of one head's predictions on labelled rows. Figures that the rows cannot give, because
 * there are none, or only one class, are null. With weights, rows and positives are counts, all
 * else is weighted.
 *
 * <p>Immutable. The same predictions and labels give the same bits; without weights in any order of
 * rows.
 *
 * @param rows rows of weight above 0
 * @param positives rows of these with label 1
 * @param baseRate rate of the evaluated rows
 * @param meanPrediction mean predicted probability
 * @param auc area under the ROC curve: P(a positive outranks a negative), ties count half; exact
 * @param logLoss mean of -ln of the probability given to what happened, predictions clamped to
 *     [1e-7, 1 - 1e-7]
 * @param normalizedEntropy log-loss over the entropy of the base rate; below 1 beats predicting the
 *     average
 * @param predictedOverActual sum of predictions over sum of labels
 * @param expectedCalibrationError mean of |mean prediction - rate| over {@value #CALIBRATION_BINS}
 *     bins of equal row count
 * @param threshold precision and recall where scores from a threshold up count as positive
 * @param deciles tenths of the rows, highest scores first
 * @param reliability bins of about equal expected positives, lowest scores first
 * @param roc (false positive rate, true positive rate) from (0, 0) to (1, 1), at most {@value
 *     #CURVE_POINTS} points
 * @param precisionRecall (recall, precision) by rising recall, at most {@value #CURVE_POINTS}
 *     points
 * @param histogram where the scores of both classes lie
 */
public record HeadMetrics(
    long rows,
    long positives,
    @Nullable Double baseRate,
    @Nullable Double meanPrediction,
    @Nullable Double auc,
    @Nullable Double logLoss,
    @Nullable Double normalizedEntropy,
    @Nullable Double predictedOverActual,
    @Nullable Double expectedCalibrationError,
    @Nullable AtThreshold threshold,
    List<Decile> deciles,
    List<ReliabilityBin> reliability,
    List<Point> roc,
    List<Point> precisionRecall,
    List<ScoreBin> histogram) {

  /** Bins of the expected calibration error. */
  public static final int CALIBRATION_BINS = 15;

  /** Most points of a curve. */
  public static final int CURVE_POINTS = 200;

  private static final int MAX_RELIABILITY_BINS = 20;

  /** Fewer positives than this in a reliability bin are mostly noise. */
  private static final int POSITIVES_PER_RELIABILITY_BIN = 10;

  /**
   * Rows with a score of at least {@code threshold} taken as positive.
   *
   * @param precision null if no row is
   * @param recall null if there is no positive
   * @param f1 harmonic mean of the two
   */
  public record AtThreshold(
      double threshold,
      long predictedPositives,
      @Nullable Double precision,
      @Nullable Double recall,
      @Nullable Double f1) {}

  /**
   * A tenth of the rows by score.
   *
   * @param positives fractional where equal scores are shared out between deciles
   * @param tied whether rows of one score are shared out between this decile and another
   * @param lift rate over the base rate; null without positives
   * @param cumulativeShare of the positives in this decile and those above it; null without
   *     positives
   */
  public record Decile(
      int decile,
      long rows,
      double positives,
      boolean tied,
      double meanPrediction,
      double rate,
      @Nullable Double lift,
      @Nullable Double cumulativeShare) {}

  /**
   * Predicted beside actual.
   *
   * @param rateLow lower end of the 95 % Wilson interval of the rate
   * @param rateHigh its upper end
   */
  public record ReliabilityBin(
      long rows,
      double positives,
      double meanPrediction,
      double rate,
      double rateLow,
      double rateHigh) {}

  /** A point of a curve. */
  public record Point(double x, double y) {}

  /**
   * Scores in [from, to).
   *
   * @param negativeShare of all negatives
   * @param positiveShare of all positives
   */
  public record ScoreBin(double from, double to, double negativeShare, double positiveShare) {}

  public HeadMetrics {
    deciles = List.copyOf(deciles);
    reliability = List.copyOf(reliability);
    roc = List.copyOf(roc);
    precisionRecall = List.copyOf(precisionRecall);
    histogram = List.copyOf(histogram);
  }

  /**
   * {@link #of(float[], float[], float[], Double)} at the threshold that predicts as many positives
   * as there are.
   */
  public static HeadMetrics of(float[] predictions, float[] labels, float @Nullable [] weights) {
    return of(predictions, labels, weights, null);
  }

  /**
   * Evaluates predictions.
   *
   * @param predictions probabilities
   * @param labels 0 or 1, one a prediction
   * @param weights one a prediction, 0 or more; null for all 1
   * @param threshold from where on a score counts as positive; null for the highest at which at
   *     least as many rows do as are positive
   * @throws IllegalArgumentException naming the row and value that is not what it should be
   */
  public static HeadMetrics of(
      float[] predictions, float[] labels, float @Nullable [] weights, @Nullable Double threshold) {
    RankedScores ranked = new RankedScores(predictions, labels, weights);
    boolean any = ranked.totalRows > 0;
    boolean both = ranked.hasBothClasses();
    Double logLoss = any ? logLoss(ranked) : null;
    double rate = ranked.totalPositiveWeight / ranked.totalWeight;
    return new HeadMetrics(
        ranked.totalRows,
        ranked.totalPositives,
        any ? rate : null,
        any ? ranked.totalPrediction / ranked.totalWeight : null,
        both ? auc(ranked) : null,
        logLoss,
        both && logLoss != null ? logLoss / entropy(rate) : null,
        ranked.totalPositives > 0 ? ranked.totalPrediction / ranked.totalPositiveWeight : null,
        any ? expectedCalibrationError(ranked) : null,
        any ? atThreshold(ranked, threshold) : null,
        deciles(ranked),
        reliability(ranked),
        both ? Curves.roc(ranked, CURVE_POINTS) : List.of(),
        ranked.totalPositives > 0 ? Curves.precisionRecall(ranked, CURVE_POINTS) : List.of(),
        any ? Curves.histogram(ranked) : List.of());
  }

  /** The lift of the top decile; 0 where there is none. */
  double topLift() {
    Double lift = deciles.isEmpty() ? null : deciles.getFirst().lift();
    return lift == null ? 0 : lift;
  }

  private static double auc(RankedScores ranked) {
    double pairs = 0;
    double negativesBelow = 0;
    for (int g = 0; g < ranked.groups; g++) {
      double negatives = ranked.weight[g] - ranked.positiveWeight[g];
      pairs += ranked.positiveWeight[g] * (negativesBelow + negatives / 2);
      negativesBelow += negatives;
    }
    return pairs / (ranked.totalPositiveWeight * negativesBelow);
  }

  private static double logLoss(RankedScores ranked) {
    double sum = 0;
    for (int g = 0; g < ranked.groups; g++) {
      double p = CalibrationMap.clamp(ranked.score[g]);
      double negatives = ranked.weight[g] - ranked.positiveWeight[g];
      sum -= ranked.positiveWeight[g] * Math.log(p) + negatives * Math.log1p(-p);
    }
    return sum / ranked.totalWeight;
  }

  private static double entropy(double rate) {
    return -(rate * Math.log(rate) + (1 - rate) * Math.log1p(-rate));
  }

  private static double expectedCalibrationError(RankedScores ranked) {
    double sum = 0;
    for (RankedScores.Part bin : ranked.byRows(CALIBRATION_BINS)) {
      sum += Math.abs(bin.prediction - bin.positiveWeight);
    }
    return sum / ranked.totalWeight;
  }

  private static AtThreshold atThreshold(RankedScores ranked, @Nullable Double chosen) {
    double predicted = 0;
    double hits = 0;
    long predictedRows = 0;
    double threshold = chosen == null ? Double.POSITIVE_INFINITY : chosen;
    for (int g = ranked.groups - 1; g >= 0; g--) {
      boolean more =
          chosen == null ? predicted < ranked.totalPositiveWeight : ranked.score[g] >= chosen;
      if (!more) {
        break;
      }
      predicted += ranked.weight[g];
      predictedRows += ranked.rows[g];
      hits += ranked.positiveWeight[g];
      threshold = chosen == null ? ranked.score[g] : chosen;
    }
    if (predictedRows == 0 && chosen == null) {
      // No positives: nothing is predicted positive, so the threshold is above every score.
      threshold = 1;
    }
    double actual = ranked.totalPositiveWeight;
    return new AtThreshold(
        threshold,
        predictedRows,
        predicted > 0 ? hits / predicted : null,
        actual > 0 ? hits / actual : null,
        predicted + actual > 0 ? 2 * hits / (predicted + actual) : null);
  }

  private static List<Decile> deciles(RankedScores ranked) {
    RankedScores.Part[] parts = ranked.byRows(10);
    List<Decile> deciles = new ArrayList<>();
    double rate = ranked.totalPositiveWeight / ranked.totalWeight;
    double cumulative = 0;
    boolean positives = ranked.totalPositives > 0;
    for (int i = parts.length - 1; i >= 0; i--) {
      RankedScores.Part part = parts[i];
      cumulative += part.positiveWeight;
      deciles.add(
          new Decile(
              deciles.size() + 1,
              part.rows,
              part.positives,
              part.tied,
              part.meanPrediction(),
              part.rate(),
              positives ? part.rate() / rate : null,
              positives ? Math.min(1, cumulative / ranked.totalPositiveWeight) : null));
    }
    return deciles;
  }

  private static List<ReliabilityBin> reliability(RankedScores ranked) {
    int bins =
        Math.clamp(ranked.totalPositives / POSITIVES_PER_RELIABILITY_BIN, 2, MAX_RELIABILITY_BINS);
    List<ReliabilityBin> reliability = new ArrayList<>();
    for (RankedScores.Part part : ranked.byPrediction(bins)) {
      double rate = part.rate();
      // Wilson's interval: stays within [0, 1] and is honest with few positives.
      double z = 1.96;
      double n = part.rows;
      double centre = (rate + z * z / (2 * n)) / (1 + z * z / n);
      double half = z * Math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / (1 + z * z / n);
      reliability.add(
          new ReliabilityBin(
              part.rows,
              part.positives,
              part.meanPrediction(),
              rate,
              Math.max(0, centre - half),
              Math.min(1, centre + half)));
    }
    return reliability;
  }
}
