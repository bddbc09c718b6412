package io.bidder.trainer.calibration;

import io.bidder.modelstore.calibration.CalibrationMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fits a head's {@link CalibrationMap} on rows that training did not see.
 *
 * <p>In three steps, each shrunk towards "the model is right" by a number of pseudo-positives, so
 * that a slice with few positives changes little:
 *
 * <ol>
 *   <li>line: a shift and a tilt of all logits under a prior worth {@code linePseudoPositives}
 *       ({@link LogitLine});
 *   <li>shape: pool-adjacent-violators over score bins that hold about as much evidence each. Every
 *       block then gets its own logit offset from the line, under a Gaussian prior worth {@code
 *       shapePseudoPositives} per block (an offset estimated from P rare positives has the standard
 *       deviation {@code 1 / sqrt(P)});
 *   <li>the blocks' centres, made to rise by at least {@link #MIN_SLOPE}, are the knots: straight
 *       between centres instead of plateaus, which would tie scores and cost AUC (centred isotonic
 *       regression, Oron and Flournoy 2017). A last shift sets the sum of predictions to what the
 *       line gave.
 * </ol>
 *
 * <p>Deterministic: the same rows in the same order give the same bits. No state; safe from any
 * thread.
 */
public final class IsotonicCalibration {
  /**
   * Least slope of the map in logits: scores keep their order even where the labels do not follow
   * it.
   */
  static final double MIN_SLOPE = 0.1;

  /** Least p (1 - p) of a row, so that rows a line calls certain still have a place in a block. */
  private static final double MIN_INFORMATION = 1e-12;

  private IsotonicCalibration() {}

  /**
   * Amounts of evidence that the steps ask for.
   *
   * @param linePseudoPositives positives at which shift and tilt move half of the way; 0 for no
   *     shrinkage
   * @param shapePseudoPositives positives in a block of scores at which its offset moves half of
   *     the way; 0 for none
   * @param maxBins score bins at most
   * @param minPositivesPerBin expected positives in a bin at least
   */
  public record Options(
      double linePseudoPositives,
      double shapePseudoPositives,
      int maxBins,
      double minPositivesPerBin) {
    public static final Options DEFAULT = new Options(1000, 200, 50, 50);

    public Options {
      if (!(linePseudoPositives >= 0 && shapePseudoPositives >= 0 && minPositivesPerBin >= 0)
          || maxBins < 1) {
        throw new IllegalArgumentException(
            "pseudo-positives %s and %s, %s positives per bin, %d bins: expected 0 or more, and at least 1 bin"
                .formatted(linePseudoPositives, shapePseudoPositives, minPositivesPerBin, maxBins));
      }
    }
  }

  /** {@link #fit(float[], float[], float[], Options)} with {@link Options#DEFAULT}. */
  public static CalibrationMap fit(float[] raw, float[] labels, float @Nullable [] weights) {
    return fit(raw, labels, weights, Options.DEFAULT);
  }

  /**
   * The map that calibrates one head.
   *
   * @param raw the head's uncalibrated probabilities
   * @param labels 0 or 1, one a row, or in between where that is not known yet
   * @param weights one a row, 0 or more; null for all 1
   * @return the identity if there is only one class
   * @throws IllegalArgumentException naming the row and value that is not what it should be
   */
  public static CalibrationMap fit(
      float[] raw, float[] labels, float @Nullable [] weights, Options options) {
    ScoredRows rows = ScoredRows.of(raw, labels, weights);
    double total = 0;
    double positive = 0;
    for (int i = 0; i < rows.count(); i++) {
      total += rows.weight[i];
      positive += rows.weight[i] * rows.label[i];
    }
    if (positive == 0 || positive == total) {
      return CalibrationMap.identity();
    }
    LogitLine line = LogitLine.fit(rows, options.linePseudoPositives(), MIN_SLOPE);
    double[] logit = new double[rows.count()];
    double sum = 0;
    for (int i = 0; i < logit.length; i++) {
      logit[i] = line.at(rows.logit[i]);
      sum += rows.weight[i] * ScoredRows.sigmoid(logit[i]);
    }
    Knots knots = knots(rows, logit, bins(rows, logit, options), options);
    for (int i = 0; i < logit.length; i++) {
      logit[i] = knots.at(rows.logit[i]);
    }
    return knots.map(Offset.reaching(sum, logit, rows));
  }

  /**
   * First row of each bin. Bins hold about as much information about an offset, the sum of p (1 -
   * p), which at low rates is the expected number of positives. Equal scores share a bin.
   */
  private static int[] bins(ScoredRows rows, double[] logit, Options options) {
    double[] information = new double[rows.count()];
    double total = 0;
    for (int i = 0; i < information.length; i++) {
      double p = ScoredRows.sigmoid(logit[i]);
      information[i] = rows.weight[i] * p * (1 - p);
      total += information[i];
    }
    double most = total / Math.max(options.minPositivesPerBin(), 1e-9);
    int count = (int) Math.max(1, Math.min(options.maxBins(), most));
    int[] start = new int[count];
    int bins = 1;
    double sum = 0;
    for (int i = 1; i < information.length && bins < count; i++) {
      sum += information[i - 1];
      if (sum >= total * bins / count && rows.logit[i] > rows.logit[i - 1]) {
        start[bins++] = i;
      }
    }
    return Arrays.copyOf(start, bins);
  }

  private static Knots knots(ScoredRows rows, double[] logit, int[] binStart, Options options) {
    int bins = binStart.length;
    double[] rate = new double[bins];
    double[] weight = new double[bins];
    for (int bin = 0; bin < bins; bin++) {
      int end = bin + 1 < bins ? binStart[bin + 1] : rows.count();
      double positives = 0;
      for (int i = binStart[bin]; i < end; i++) {
        weight[bin] += rows.weight[i];
        positives += rows.weight[i] * rows.label[i];
      }
      rate[bin] = positives / weight[bin];
    }
    PoolAdjacentViolators.Blocks blocks = PoolAdjacentViolators.fit(rate, weight);
    double[] x = new double[blocks.count()];
    double[] y = new double[x.length];
    double[] information = new double[x.length];
    for (int block = 0; block < x.length; block++) {
      int from = binStart[blocks.start[block]];
      int to = block + 1 < x.length ? binStart[blocks.start[block + 1]] : rows.count();
      for (int i = from; i < to; i++) {
        double p = ScoredRows.sigmoid(logit[i]);
        double evidence = rows.weight[i] * Math.max(p * (1 - p), MIN_INFORMATION);
        information[block] += evidence;
        x[block] += evidence * rows.logit[i];
        y[block] += evidence * logit[i];
      }
      x[block] /= information[block];
      y[block] /= information[block];
      y[block] += Offset.mostProbable(logit, rows, from, to, options.shapePseudoPositives());
    }
    return Knots.rising(x, y, information, MIN_SLOPE);
  }
}
