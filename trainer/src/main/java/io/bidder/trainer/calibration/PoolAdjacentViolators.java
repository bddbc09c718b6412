package io.bidder.trainer.calibration;

import java.util.Arrays;

/**
 * Isotonic regression by pooling adjacent violators: the never decreasing values that are nearest
 * to the given ones in weighted squares (Barlow et al., Statistical Inference under Order
 * Restrictions, 1972). Linear time.
 */
final class PoolAdjacentViolators {
  private PoolAdjacentViolators() {}

  /** The blocks of equal fitted value. */
  static final class Blocks {
    /** First position of each block, ascending; the first is 0. */
    final int[] start;

    /** The block's weighted mean, strictly ascending. */
    final double[] value;

    private Blocks(int[] start, double[] value) {
      this.start = start;
      this.value = value;
    }

    int count() {
      return start.length;
    }
  }

  /**
   * Fits the values.
   *
   * @param values one a position
   * @param weights as many, each more than 0
   */
  static Blocks fit(double[] values, double[] weights) {
    int n = values.length;
    int[] start = new int[n];
    double[] mean = new double[n];
    double[] weight = new double[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      start[blocks] = i;
      mean[blocks] = values[i];
      weight[blocks] = weights[i];
      blocks++;
      while (blocks > 1 && mean[blocks - 2] >= mean[blocks - 1]) {
        int into = blocks - 2;
        double total = weight[into] + weight[into + 1];
        mean[into] += (mean[into + 1] - mean[into]) * (weight[into + 1] / total);
        weight[into] = total;
        blocks--;
      }
    }
    return new Blocks(Arrays.copyOf(start, blocks), Arrays.copyOf(mean, blocks));
  }
}
