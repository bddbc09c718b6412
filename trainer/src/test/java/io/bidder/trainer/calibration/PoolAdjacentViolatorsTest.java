package io.bidder.trainer.calibration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Cases;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoolAdjacentViolatorsTest {

  @Test
  void fitShouldPoolWhenNeighboursAreOutOfOrder() {
    double[] fitted = fitted(new double[] {1, 3, 2, 4}, new double[] {1, 1, 3, 1});
    assertArrayEquals(new double[] {1, 2.25, 2.25, 4}, fitted, 1e-15);
  }

  /** Every partition into consecutive blocks whose means rise is tried. */
  @Test
  void fitShouldEqualTheBestOfAllPartitions() {
    Cases.forAll(
        20261123,
        300,
        draw -> {
          long seed = draw.anyLong();
          int n = draw.intBetween(1, 9);

          SplittableRandom random = new SplittableRandom(seed);
          double[] values = new double[n];
          double[] weights = new double[n];
          for (int i = 0; i < n; i++) {
            values[i] = random.nextInt(5) / 4.0;
            weights[i] = 1 + random.nextInt(4);
          }
          double best = Double.POSITIVE_INFINITY;
          for (int cuts = 0; cuts < 1 << (n - 1); cuts++) {
            best = Math.min(best, squares(values, weights, partition(values, weights, cuts)));
          }
          double[] fitted = fitted(values, weights);
          assertEquals(best, squares(values, weights, fitted), 1e-12);
          double difference = 0;
          for (int i = 0; i < n; i++) {
            assertTrue(i == 0 || fitted[i] >= fitted[i - 1]);
            difference += weights[i] * (fitted[i] - values[i]);
          }
          assertEquals(0, difference, 1e-12, "the weighted mean is kept");
        });
  }

  /**
   * Block means of the partition whose bit i cuts after position i; values that fall count as
   * infinitely bad.
   */
  private static double[] partition(double[] values, double[] weights, int cuts) {
    double[] fitted = new double[values.length];
    double previous = Double.NEGATIVE_INFINITY;
    for (int from = 0; from < values.length; ) {
      int to = from + 1;
      while (to < values.length && (cuts >> (to - 1) & 1) == 0) {
        to++;
      }
      double sum = 0;
      double weight = 0;
      for (int i = from; i < to; i++) {
        sum += weights[i] * values[i];
        weight += weights[i];
      }
      double mean = sum / weight;
      for (int i = from; i < to; i++) {
        fitted[i] = mean >= previous - 1e-12 ? mean : Double.POSITIVE_INFINITY;
      }
      previous = mean;
      from = to;
    }
    return fitted;
  }

  private static double squares(double[] values, double[] weights, double[] fitted) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weights[i] * (values[i] - fitted[i]) * (values[i] - fitted[i]);
    }
    return sum;
  }

  private static double[] fitted(double[] values, double[] weights) {
    PoolAdjacentViolators.Blocks blocks = PoolAdjacentViolators.fit(values, weights);
    double[] fitted = new double[values.length];
    for (int block = 0; block < blocks.count(); block++) {
      int to = block + 1 < blocks.count() ? blocks.start[block + 1] : values.length;
      for (int i = blocks.start[block]; i < to; i++) {
        fitted[i] = blocks.value[block];
      }
    }
    return fitted;
  }
}
