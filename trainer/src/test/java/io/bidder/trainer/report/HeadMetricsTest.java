package io.bidder.trainer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Cases;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeadMetricsTest {

  /** Random rows with many ties and at least one row of each class. */
  private static final class Rows {
    final float[] predictions;
    final float[] labels;
    final float[] weights;

    Rows(long seed, int count, int distinctScores) {
      SplittableRandom random = new SplittableRandom(seed);
      predictions = new float[count];
      labels = new float[count];
      weights = new float[count];
      for (int i = 0; i < count; i++) {
        predictions[i] = (1 + random.nextInt(distinctScores)) / (distinctScores + 2f);
        labels[i] = random.nextDouble() < predictions[i] ? 1 : 0;
        weights[i] = random.nextInt(1, 5) / 2f;
      }
      labels[0] = 1;
      labels[1] = 0;
    }
  }

  @Test
  void aucShouldEqualTheShareOfOrderedPairs() {
    Cases.forAll(
        20261123,
        200,
        draw -> {
          long seed = draw.anyLong();
          int count = draw.intBetween(2, 60);
          int distinct = draw.intBetween(1, 30);
          boolean weighted = draw.anyBoolean();

          Rows rows = new Rows(seed, count, distinct);
          double ordered = 0;
          double pairs = 0;
          for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
              if (rows.labels[i] == 1 && rows.labels[j] == 0) {
                double w = weighted ? rows.weights[i] * rows.weights[j] : 1;
                pairs += w;
                int order = Float.compare(rows.predictions[i], rows.predictions[j]);
                ordered += order > 0 ? w : order == 0 ? w / 2 : 0;
              }
            }
          }
          HeadMetrics metrics = metrics(rows, weighted);
          assertEquals(ordered / pairs, value(metrics.auc()), 1e-12);
        });
  }

  @Test
  void figuresShouldEqualTheirDefinitionsRowByRow() {
    Cases.forAll(
        20261123,
        100,
        draw -> {
          long seed = draw.anyLong();
          int count = draw.intBetween(2, 200);
          boolean weighted = draw.anyBoolean();

          Rows rows = new Rows(seed, count, 1000);
          double loss = 0;
          double weight = 0;
          double labels = 0;
          double predictions = 0;
          for (int i = 0; i < count; i++) {
            double w = weighted ? rows.weights[i] : 1;
            double p = rows.predictions[i];
            loss -= w * Math.log(rows.labels[i] == 1 ? p : 1 - p);
            weight += w;
            labels += w * rows.labels[i];
            predictions += w * p;
          }
          double rate = labels / weight;
          double entropy = -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
          HeadMetrics metrics = metrics(rows, weighted);
          assertEquals(loss / weight, value(metrics.logLoss()), 1e-12);
          assertEquals(loss / weight / entropy, value(metrics.normalizedEntropy()), 1e-10);
          assertEquals(predictions / labels, value(metrics.predictedOverActual()), 1e-10);
          assertEquals(rate, value(metrics.baseRate()), 1e-12);
        });
  }

  @Test
  void figuresShouldBeThoseOfAHandWorkedExample() {
    HeadMetrics metrics =
        HeadMetrics.of(new float[] {0.875f, 0.75f, 0.5f, 0.25f}, new float[] {1, 0, 1, 0}, null);
    assertEquals(0.75, value(metrics.auc()), 0);
    assertEquals(
        -(Math.log(0.875) + Math.log(0.25) + Math.log(0.5) + Math.log(0.75)) / 4,
        value(metrics.logLoss()),
        1e-15);
    assertEquals(2.375 / 2, value(metrics.predictedOverActual()), 1e-15);
    // Fewer rows than bins: one row each.
    assertEquals((0.125 + 0.75 + 0.5 + 0.25) / 4, value(metrics.expectedCalibrationError()), 1e-15);
    HeadMetrics.AtThreshold at = metrics.threshold();
    assertNotNull(at);
    assertEquals(0.75, at.threshold(), 0, "two rows are predicted positive, as many as are");
    assertEquals(2, at.predictedPositives());
    assertEquals(0.5, value(at.precision()), 0);
    assertEquals(0.5, value(at.recall()), 0);
    assertEquals(0.5, value(at.f1()), 0);
  }

  @Test
  void thresholdShouldBeTheChosenOneWhenOneIsGiven() {
    HeadMetrics.AtThreshold at =
        HeadMetrics.of(new float[] {0.9f, 0.7f, 0.5f, 0.2f}, new float[] {1, 0, 1, 0}, null, 0.5)
            .threshold();
    assertNotNull(at);
    assertEquals(3, at.predictedPositives());
    assertEquals(2 / 3.0, value(at.precision()), 1e-15);
    assertEquals(1, value(at.recall()), 0);
    assertEquals(0.8, value(at.f1()), 1e-15);
  }

  @Test
  void baseRateShouldHaveNormalizedEntropyOneAndNoError() {
    float[] labels = {1, 0, 0, 0, 0, 0, 0, 1};
    float[] predictions = new float[8];
    Arrays.fill(predictions, 0.25f);
    HeadMetrics metrics = HeadMetrics.of(predictions, labels, null);
    assertEquals(1, value(metrics.normalizedEntropy()), 1e-12);
    assertEquals(0.5, value(metrics.auc()), 0);
    assertEquals(1, value(metrics.predictedOverActual()), 1e-12);
    assertEquals(0, value(metrics.expectedCalibrationError()), 1e-12);
    for (HeadMetrics.Decile decile : metrics.deciles()) {
      assertEquals(1, value(decile.lift()), 1e-12, "equal scores are shared out evenly");
    }
  }

  @Test
  void metricsShouldBeTheSameBitsWhenRowsAreShuffled() {
    Cases.forAll(
        20261123,
        50,
        draw -> {
          long seed = draw.anyLong();

          Rows rows = new Rows(seed, 300, 50);
          HeadMetrics metrics = metrics(rows, false);
          SplittableRandom random = new SplittableRandom(seed + 1);
          for (int i = 299; i > 0; i--) {
            int j = random.nextInt(i + 1);
            swap(rows.predictions, i, j);
            swap(rows.labels, i, j);
          }
          assertEquals(metrics, metrics(rows, false));
        });
  }

  @Test
  void weightsShouldCountAsRepeatedRows() {
    Cases.forAll(
        20261123,
        50,
        draw -> {
          long seed = draw.anyLong();

          Rows rows = new Rows(seed, 200, 40);
          SplittableRandom random = new SplittableRandom(seed + 2);
          float[] predictions = new float[1000];
          float[] labels = new float[1000];
          int n = 0;
          for (int i = 0; i < 200; i++) {
            rows.weights[i] = random.nextInt(i < 2 ? 1 : 0, 5);
            for (int k = 0; k < rows.weights[i]; k++) {
              predictions[n] = rows.predictions[i];
              labels[n++] = rows.labels[i];
            }
          }
          HeadMetrics weighted = metrics(rows, true);
          HeadMetrics repeated =
              HeadMetrics.of(Arrays.copyOf(predictions, n), Arrays.copyOf(labels, n), null);
          assertEquals(value(repeated.auc()), value(weighted.auc()), 1e-12);
          assertEquals(value(repeated.logLoss()), value(weighted.logLoss()), 1e-12);
          assertEquals(
              value(repeated.normalizedEntropy()), value(weighted.normalizedEntropy()), 1e-12);
          assertEquals(repeated.roc().size(), weighted.roc().size());
        });
  }

  @Test
  void decilesShouldCoverAllRowsAndPositives() {
    Cases.forAll(
        20261123,
        100,
        draw -> {
          long seed = draw.anyLong();
          int count = draw.intBetween(2, 500);

          HeadMetrics metrics = metrics(new Rows(seed, count, 30), false);
          long rows = 0;
          double positives = 0;
          double previous = 2;
          for (HeadMetrics.Decile decile : metrics.deciles()) {
            rows += decile.rows();
            positives += decile.positives();
            assertTrue(Math.abs(decile.rows() - count / 10.0) < 1 || count < 10);
            assertTrue(decile.meanPrediction() <= previous + 1e-12);
            previous = decile.meanPrediction();
          }
          assertEquals(Math.min(10, count), metrics.deciles().size());
          assertEquals(count, rows);
          assertEquals((double) metrics.positives(), positives, 1e-9);
          assertEquals(1, value(metrics.deciles().getLast().cumulativeShare()), 1e-9);
        });
  }

  @Test
  void curvesShouldBeThinAndTrueWhenThereAreManyRows() {
    Rows rows = new Rows(9, 50_000, 1_000_000);
    HeadMetrics metrics = metrics(rows, false);
    List<HeadMetrics.Point> roc = metrics.roc();
    assertTrue(roc.size() <= HeadMetrics.CURVE_POINTS && roc.size() > 100);
    double area = 0;
    for (int i = 1; i < roc.size(); i++) {
      assertTrue(roc.get(i).x() >= roc.get(i - 1).x() && roc.get(i).y() >= roc.get(i - 1).y());
      area += (roc.get(i).x() - roc.get(i - 1).x()) * (roc.get(i).y() + roc.get(i - 1).y()) / 2;
    }
    assertEquals(value(metrics.auc()), area, 1e-3);
    List<HeadMetrics.Point> pr = metrics.precisionRecall();
    assertTrue(pr.size() <= HeadMetrics.CURVE_POINTS && pr.size() > 100);
    assertEquals(1, pr.getLast().x(), 0);
    assertEquals(value(metrics.baseRate()), pr.getLast().y(), 1e-12);
    double negatives = 0;
    double positives = 0;
    for (HeadMetrics.ScoreBin bin : metrics.histogram()) {
      negatives += bin.negativeShare();
      positives += bin.positiveShare();
    }
    assertEquals(1, negatives, 1e-9);
    assertEquals(1, positives, 1e-9);
    long reliable = 0;
    for (HeadMetrics.ReliabilityBin bin : metrics.reliability()) {
      reliable += bin.rows();
      assertTrue(bin.rateLow() <= bin.rate() && bin.rate() <= bin.rateHigh());
    }
    assertEquals(50_000, reliable);
  }

  @Test
  void figuresShouldBeMissingWhenThereIsOneClass() {
    float[] predictions = {0.1f, 0.2f, 0.3f};
    HeadMetrics none = HeadMetrics.of(predictions, new float[3], null);
    assertNull(none.auc());
    assertNull(none.normalizedEntropy());
    assertNull(none.predictedOverActual());
    assertNotNull(none.logLoss());
    HeadMetrics.AtThreshold at = none.threshold();
    assertNotNull(at);
    assertEquals(0, at.predictedPositives());
    assertNull(at.precision());
    assertNull(at.recall());
    HeadMetrics all = HeadMetrics.of(predictions, new float[] {1, 1, 1}, null);
    assertNull(all.auc());
    assertNull(all.normalizedEntropy());
    assertEquals(0.2, value(all.predictedOverActual()), 1e-7);
  }

  @Test
  void figuresShouldBeMissingWhenThereAreNoRows() {
    for (HeadMetrics metrics :
        new HeadMetrics[] {
          HeadMetrics.of(new float[0], new float[0], null),
          HeadMetrics.of(new float[1], new float[1], new float[1])
        }) {
      assertEquals(0, metrics.rows());
      assertNull(metrics.baseRate());
      assertNull(metrics.logLoss());
      assertNull(metrics.threshold());
      assertEquals(List.of(), metrics.deciles());
    }
  }

  @Test
  void logLossShouldStayFiniteWhenACertaintyIsWrong() {
    HeadMetrics metrics = HeadMetrics.of(new float[] {0, 1}, new float[] {1, 0}, null);
    assertEquals(-Math.log(1e-7), value(metrics.logLoss()), 1e-6);
  }

  @Test
  void ofShouldNameTheRowWhenAValueIsWrong() {
    assertProblem("prediction of row 1 is NaN", new float[] {0, Float.NaN}, new float[2], null);
    assertProblem("prediction of row 0 is 1.5", new float[] {1.5f, 0}, new float[2], null);
    assertProblem("label of row 1 is 2.0", new float[2], new float[] {0, 2}, null);
    assertProblem("weight of row 0 is -1.0", new float[2], new float[2], new float[] {-1, 1});
    assertProblem("2 predictions, 1 labels", new float[2], new float[1], null);
  }

  private static void assertProblem(
      String expected, float[] predictions, float[] labels, float @Nullable [] weights) {
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> HeadMetrics.of(predictions, labels, weights))
                .getMessage());
    assertTrue(message.startsWith(expected), message);
  }

  private static HeadMetrics metrics(Rows rows, boolean weighted) {
    return HeadMetrics.of(rows.predictions, rows.labels, weighted ? rows.weights : null);
  }

  private static double value(@Nullable Double value) {
    assertNotNull(value);
    return value;
  }

  private static void swap(float[] values, int i, int j) {
    float value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
