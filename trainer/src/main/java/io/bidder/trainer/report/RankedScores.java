package io.bidder.trainer.report;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Labelled predictions in ascending order, equal ones together. All metrics are sums over these
 * groups, so that they do not depend on the order of unweighted rows and are the same bits every
 * time.
 */
final class RankedScores {
  /** Number of groups of equal score. */
  final int groups;

  /** Strictly ascending. */
  final float[] score;

  final int[] rows;
  final int[] positives;
  final double[] weight;
  final double[] positiveWeight;

  final long totalRows;
  final long totalPositives;
  final double totalWeight;
  final double totalPositiveWeight;

  /** Sum of weight times score. */
  final double totalPrediction;

  /**
   * Ranks rows; those of weight 0 are left out.
   *
   * @throws IllegalArgumentException naming the row and value that is not a probability, a 0/1
   *     label or a weight
   */
  RankedScores(float[] predictions, float[] labels, float @Nullable [] weights) {
    long[] order = order(predictions, labels, weights);
    float[] scores = new float[order.length];
    int[] rowCounts = new int[order.length];
    int[] positiveCounts = new int[order.length];
    double[] weightSums = new double[order.length];
    double[] positiveWeightSums = new double[order.length];
    int last = -1;
    for (long key : order) {
      int row = (int) key;
      float s = Float.intBitsToFloat((int) (key >>> 32));
      if (last < 0 || s != scores[last]) {
        scores[++last] = s;
      }
      double w = weights == null ? 1 : weights[row];
      rowCounts[last]++;
      weightSums[last] += w;
      if (labels[row] > 0) {
        positiveCounts[last]++;
        positiveWeightSums[last] += w;
      }
    }
    groups = last + 1;
    score = Arrays.copyOf(scores, groups);
    rows = Arrays.copyOf(rowCounts, groups);
    positives = Arrays.copyOf(positiveCounts, groups);
    weight = Arrays.copyOf(weightSums, groups);
    positiveWeight = Arrays.copyOf(positiveWeightSums, groups);
    long positiveSum = 0;
    double sum = 0;
    double sumOfPositive = 0;
    double sumOfPredictions = 0;
    for (int g = 0; g < groups; g++) {
      positiveSum += positives[g];
      sum += weight[g];
      sumOfPositive += positiveWeight[g];
      sumOfPredictions += weight[g] * score[g];
    }
    totalRows = order.length;
    totalPositives = positiveSum;
    totalWeight = sum;
    totalPositiveWeight = sumOfPositive;
    totalPrediction = sumOfPredictions;
  }

  /** Score bits above the row's index: non-negative floats order as their bits do. */
  private static long[] order(float[] predictions, float[] labels, float @Nullable [] weights) {
    if (labels.length != predictions.length
        || (weights != null && weights.length != predictions.length)) {
      throw new IllegalArgumentException(
          "%d predictions, %d labels and %s weights, expected as many of each"
              .formatted(
                  predictions.length, labels.length, weights == null ? "no" : weights.length));
    }
    long[] order = new long[predictions.length];
    int n = 0;
    for (int row = 0; row < predictions.length; row++) {
      float p = predictions[row];
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException(
            "prediction of row %d is %s, expected a probability".formatted(row, p));
      }
      if (labels[row] != 0 && labels[row] != 1) {
        throw new IllegalArgumentException(
            "label of row %d is %s, expected 0 or 1".formatted(row, labels[row]));
      }
      float w = weights == null ? 1 : weights[row];
      if (!(w >= 0 && w < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "weight of row %d is %s, expected 0 or more".formatted(row, w));
      }
      if (w > 0) {
        // + 0f makes -0 into 0.
        order[n++] = (long) Float.floatToIntBits(p + 0f) << 32 | row;
      }
    }
    long[] kept = n == order.length ? order : Arrays.copyOf(order, n);
    Arrays.parallelSort(kept);
    return kept;
  }

  boolean hasBothClasses() {
    return totalPositives > 0 && totalPositives < totalRows;
  }

  /** A stretch of the ranking. */
  static final class Part {
    long rows;
    double positives;
    double weight;
    double positiveWeight;
    double prediction;
    boolean tied;
    float lowest = Float.NaN;
    float highest = Float.NaN;

    double meanPrediction() {
      return prediction / weight;
    }

    double rate() {
      return positiveWeight / weight;
    }

    private void add(RankedScores ranked, int group, long count) {
      // A group on a boundary is shared out evenly: which of equal rows comes first says nothing.
      double share = count == ranked.rows[group] ? 1 : (double) count / ranked.rows[group];
      tied |= count < ranked.rows[group];
      rows += count;
      positives += share * ranked.positives[group];
      weight += share * ranked.weight[group];
      positiveWeight += share * ranked.positiveWeight[group];
      prediction += share * ranked.weight[group] * ranked.score[group];
      lowest = Float.isNaN(lowest) ? ranked.score[group] : lowest;
      highest = ranked.score[group];
    }
  }

  /**
   * {@code count} parts of as equal a number of rows as can be, lowest scores first; fewer if there
   * are fewer rows.
   */
  Part[] byRows(int count) {
    int n = (int) Math.min(count, totalRows);
    Part[] parts = new Part[n];
    int group = 0;
    long taken = 0;
    long position = 0;
    for (int i = 0; i < n; i++) {
      parts[i] = new Part();
      long end = totalRows * (i + 1) / n;
      while (position < end) {
        long take = Math.min(end - position, rows[group] - taken);
        parts[i].add(this, group, take);
        position += take;
        taken += take;
        if (taken == rows[group]) {
          group++;
          taken = 0;
        }
      }
    }
    return parts;
  }

  /**
   * Up to {@code count} parts that hold about as many expected positives each, lowest scores first;
   * none is empty.
   */
  Part[] byPrediction(int count) {
    Part[] parts = new Part[Math.min(count, Math.max(groups, 1))];
    int n = 0;
    double sum = 0;
    Part part = new Part();
    for (int g = 0; g < groups; g++) {
      part.add(this, g, rows[g]);
      sum += weight[g] * score[g];
      if (g == groups - 1
          || (n < parts.length - 1 && sum >= totalPrediction * (n + 1) / parts.length)) {
        parts[n++] = part;
        part = new Part();
      }
    }
    return Arrays.copyOf(parts, n);
  }
}
