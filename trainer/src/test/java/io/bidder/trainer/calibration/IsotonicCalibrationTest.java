package io.bidder.trainer.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.testing.Cases;
import io.bidder.trainer.calibration.IsotonicCalibration.Options;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsotonicCalibrationTest {
  private static final Options NO_SHRINKAGE = new Options(0, 0, 50, 50);

  /** Scores around a 2 % rate whose true probability is a known function of the score. */
  private static final class Sample {
    final float[] raw;
    final float[] labels;
    final double[] truth;

    Sample(long seed, int rows, DoubleUnaryOperator trueLogit) {
      SplittableRandom random = new SplittableRandom(seed);
      raw = new float[rows];
      labels = new float[rows];
      truth = new double[rows];
      for (int i = 0; i < rows; i++) {
        double logit = -4 + random.nextGaussian();
        raw[i] = (float) sigmoid(logit);
        truth[i] = sigmoid(trueLogit.applyAsDouble(logit));
        labels[i] = random.nextDouble() < truth[i] ? 1 : 0;
      }
    }

    double positives() {
      double sum = 0;
      for (float label : labels) {
        sum += label;
      }
      return sum;
    }

    /** Expected log-loss of the map above that of the true probabilities, relative to it. */
    double excess(CalibrationMap map) {
      double loss = 0;
      double entropy = 0;
      for (int i = 0; i < raw.length; i++) {
        double p = map.apply(raw[i]);
        loss -= truth[i] * Math.log(p) + (1 - truth[i]) * Math.log(1 - p);
        entropy -= truth[i] * Math.log(truth[i]) + (1 - truth[i]) * Math.log(1 - truth[i]);
      }
      return loss / entropy - 1;
    }
  }

  @Test
  void fitShouldRecoverADistortionWhenThereIsMuchData() {
    // A kink: fair below 2 %, three times too bold above it; and a fifth too low overall.
    DoubleUnaryOperator distortion = x -> 0.2 + (x < -4 ? x : -4 + (x + 4) / 3);
    Sample sample = new Sample(1, 400_000, distortion);
    CalibrationMap map = IsotonicCalibration.fit(sample.raw, sample.labels, null);
    double before = sample.excess(CalibrationMap.identity());
    double after = sample.excess(map);
    assertTrue(before > 0.03, () -> "before " + before);
    assertTrue(after < 0.0015, () -> "after " + after);
    for (double logit : new double[] {-5, -4, -3, -2.5}) {
      double expected = sigmoid(distortion.applyAsDouble(logit));
      double p = map.apply(sigmoid(logit));
      assertEquals(1, p / expected, 0.12, () -> "at logit " + logit);
    }
  }

  @Test
  void fitShouldChangeLittleWhenACalibratedModelHasFiftyPositives() {
    for (int seed = 0; seed < 20; seed++) {
      Sample sample = new Sample(seed, 1_700, x -> x);
      CalibrationMap map = IsotonicCalibration.fit(sample.raw, sample.labels, null);
      assertTrue(sample.positives() < 80);
      for (double p : new double[] {0.001, 0.01, 0.1, 0.5}) {
        assertEquals(1, map.apply(p) / p, 0.05, () -> map.toString());
      }
    }
  }

  @Test
  void fitShouldTakeOutAboutHalfTheShiftWhenPositivesEqualThePseudoPositives() {
    Sample sample = new Sample(3, 150_000, x -> x + 0.2);
    double positives = sample.positives();
    CalibrationMap map =
        IsotonicCalibration.fit(
            sample.raw, sample.labels, null, new Options(positives, 1e9, 50, 50));
    assertEquals(Math.exp(0.1), map.apply(0.03) / 0.03, 0.03);
  }

  @Test
  void fitShouldKeepTheSumOfLabelsWhenNothingShrinksIt() {
    Sample sample = new Sample(4, 60_000, x -> 0.7 * x - 1);
    CalibrationMap map = IsotonicCalibration.fit(sample.raw, sample.labels, null, NO_SHRINKAGE);
    double sum = 0;
    for (float p : sample.raw) {
      sum += map.apply(p);
    }
    assertEquals(1, sum / sample.positives(), 1e-9);
  }

  @Test
  void fitShouldBeTheIdentityWhenThereIsOneClass() {
    float[] raw = {0.1f, 0.2f, 0.3f};
    assertTrue(IsotonicCalibration.fit(raw, new float[3], null).isIdentity());
    assertTrue(IsotonicCalibration.fit(raw, new float[] {1, 1, 1}, null).isIdentity());
    assertTrue(IsotonicCalibration.fit(new float[0], new float[0], null).isIdentity());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 20})
  void fitShouldKeepTheOrderWhenScoresSeparateTheLabelsAndNothingShrinks(int rowsPerScore) {
    int rows = 8 * rowsPerScore;
    float[] raw = new float[rows];
    float[] labels = new float[rows];
    for (int i = 0; i < rows; i++) {
      raw[i] = i % 8 / 7f;
      labels[i] = i % 8 > 4 ? 1 : 0;
    }
    CalibrationMap map = IsotonicCalibration.fit(raw, labels, null, NO_SHRINKAGE);
    assertTrue(map.apply(0.9) > map.apply(0.1), map::toString);
    assertTrue(map.apply(0.99) >= map.apply(0.9), map::toString);
  }

  @Test
  void fitShouldKeepTheOrderOfAllScores() {
    Cases.forAll(
        20261123,
        100,
        draw -> {
          long seed = draw.anyLong();
          int rows = draw.intBetween(2, 300);
          boolean shrink = draw.anyBoolean();

          SplittableRandom random = new SplittableRandom(seed);
          float[] raw = new float[rows];
          float[] labels = new float[rows];
          float[] weights = new float[rows];
          for (int i = 0; i < rows; i++) {
            raw[i] = random.nextInt(8) / 7f;
            labels[i] = random.nextInt(3) == 0 ? 1 : 0;
            weights[i] = random.nextInt(4);
          }
          CalibrationMap map =
              IsotonicCalibration.fit(
                  raw, labels, weights, shrink ? Options.DEFAULT : new Options(0, 0, 50, 1));
          double previous = 0;
          for (int i = 0; i <= 1000; i++) {
            double p = map.apply(i / 1000.0);
            assertTrue(p > previous || p <= 1e-7 || p >= 1 - 1e-7 || i == 0, () -> map.toString());
            previous = p;
          }
        });
  }

  @Test
  void fitShouldNotCostAucWhenLabelsDoNotFollowTheScoresEverywhere() {
    // The order is wrong between 1 % and 3 %.
    Sample sample = new Sample(5, 100_000, x -> x < -4.6 || x > -3.5 ? x : -8.1 - x);
    CalibrationMap map = IsotonicCalibration.fit(sample.raw, sample.labels, null);
    float[] calibrated = new float[sample.raw.length];
    for (int i = 0; i < calibrated.length; i++) {
      calibrated[i] = (float) map.apply(sample.raw[i]);
    }
    assertEquals(auc(sample.raw, sample.labels), auc(calibrated, sample.labels), 1e-3);
  }

  @Test
  void fitShouldGiveTheSameMapWhenWeightsAreScaledOrRowsWeighNothing() {
    Sample sample = new Sample(6, 20_000, x -> x + 0.3);
    float[] threes = new float[20_000];
    Arrays.fill(threes, 3);
    CalibrationMap plain = IsotonicCalibration.fit(sample.raw, sample.labels, null);
    CalibrationMap scaled = IsotonicCalibration.fit(sample.raw, sample.labels, threes);
    for (double p : new double[] {0.001, 0.01, 0.1}) {
      assertEquals(plain.apply(p), scaled.apply(p), 1e-9);
    }
    float[] half = new float[20_000];
    Arrays.fill(half, 0, 10_000, 1);
    assertEquals(
        IsotonicCalibration.fit(
            Arrays.copyOf(sample.raw, 10_000), Arrays.copyOf(sample.labels, 10_000), null),
        IsotonicCalibration.fit(sample.raw, sample.labels, half));
    assertNotEquals(plain, IsotonicCalibration.fit(sample.raw, sample.labels, half));
  }

  @Test
  void fitShouldNameTheRowWhenAValueIsWrong() {
    assertProblem("score of row 1 is NaN", new float[] {0.1f, Float.NaN}, new float[2], null);
    assertProblem("label of row 0 is 1.5", new float[2], new float[] {1.5f, 0}, null);
    assertProblem("weight of row 1 is -1.0", new float[2], new float[2], new float[] {1, -1});
    assertProblem("2 scores, 1 labels", new float[2], new float[1], null);
  }

  private static void assertProblem(
      String expected, float[] raw, float[] labels, float @Nullable [] weights) {
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> IsotonicCalibration.fit(raw, labels, weights))
                .getMessage());
    assertTrue(message.startsWith(expected), message);
  }

  /** Mann-Whitney over sorted scores, ties counted half. */
  private static double auc(float[] scores, float[] labels) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Float.compare(scores[a], scores[b]));
    double below = 0;
    double pairs = 0;
    double positives = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      double ones = 0;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        ones += labels[order[to++]];
      }
      double zeros = to - from - ones;
      pairs += ones * (below + zeros / 2);
      below += zeros;
      positives += ones;
      from = to;
    }
    return pairs / (positives * below);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
