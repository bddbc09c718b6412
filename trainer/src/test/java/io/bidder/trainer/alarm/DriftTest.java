package io.bidder.trainer.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static double psi(double[] shares, double... counts) {
    List<double[]> bins = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      bins.add(new double[] {shares[i], counts[i]});
    }
    return Drift.psi(bins, 100_000);
  }

  @Test
  void indexShouldBeThatOfThePaperWhenSharesMove() {
    // (0.3 - 0.5) ln(0.3 / 0.5) + (0.7 - 0.5) ln(0.7 / 0.5)
    assertEquals(0.1695, psi(new double[] {0.5, 0.5}, 30_000, 70_000), 1e-3);
    assertEquals(0, psi(new double[] {0.2, 0.8}, 2_000, 8_000), 1e-4);
    assertTrue(psi(new double[] {1, 0}, 0, 5_000) > Drift.NAMED);
  }

  @Test
  void indexShouldStaySmallWhereNothingMovesThoughRowsAreFew() {
    Random random = new Random(3);
    double[] shares = new double[34];
    Arrays.fill(shares, 1.0 / shares.length);
    for (int i = 0; i < 200; i++) {
      double[] counts = new double[shares.length];
      for (int row = 0; row < 1_000; row++) {
        counts[random.nextInt(counts.length)]++;
      }
      assertTrue(psi(shares, counts) < Drift.NAMED / 2);
    }
  }
}
