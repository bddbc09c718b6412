package io.bidder.trainer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.report.Verdict.Level;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final int ROWS = 20_000;

  /** Rows whose true probabilities are known, and labels drawn by them. */
  private final float[] truth = new float[ROWS];

  private final float[] clicks = new float[ROWS];

  VerdictTest() {
    Random random = new Random(3);
    for (int i = 0; i < ROWS; i++) {
      truth[i] = random.nextBoolean() ? 0.3f : 0.05f;
      clicks[i] = random.nextDouble() < truth[i] ? 1 : 0;
    }
  }

  @Test
  void versionShouldBeServedWhenItIsBetterThanBothAndLevel() {
    Verdict verdict = verdict(ROWS, truth, times(truth, 0.9f), 0.175f);

    assertEquals(Level.SERVE, verdict.level(), verdict::toString);
    assertEquals(3, verdict.reasons().size(), verdict::toString);
    assertTrue(
        verdict
            .reasons()
            .getFirst()
            .matches(
                "ctr: log-loss below that of always predicting the base rate by 1\\d\\.\\d %"
                    + " \\(95 %: 1\\d\\.\\d to 1\\d\\.\\d %\\)"),
        verdict::toString);
    assertTrue(verdict.reasons().get(1).contains("below that of a logistic regression by 0."));
    assertTrue(verdict.reasons().getLast().startsWith("ctr: predicted/actual 1.0"));
  }

  @Test
  void versionShouldNotBeServedWhenTheBaseRateBeatsIt() {
    float[] wrong = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      wrong[i] = 0.35f - truth[i];
    }

    Verdict verdict = verdict(ROWS, wrong, truth, 0.175f);

    assertEquals(Level.DO_NOT_SERVE, verdict.level());
    assertTrue(
        verdict.reasons().getFirst().startsWith("ctr: log-loss above that of always predicting"),
        verdict::toString);
    assertTrue(verdict.reasons().get(1).contains("above that of a logistic regression"));
  }

  @Test
  void versionShouldWantCareWhenTheRegressionBeatsIt() {
    Verdict verdict = verdict(ROWS, blended(truth, 0.175f), truth, 0.175f);

    assertEquals(Level.SERVE_WITH_CARE, verdict.level());
    assertEquals(1, verdict.reasons().size(), verdict::toString);
    assertTrue(
        verdict.reasons().getFirst().startsWith("ctr: log-loss above that of a logistic"),
        verdict::toString);
  }

  @Test
  void versionShouldBeServedWhenTheRegressionIsBetterByChanceAlone() {
    float[] jittered = truth.clone();
    Random random = new Random(5);
    for (int i = 0; i < ROWS; i++) {
      jittered[i] *= (float) Math.exp(0.01 * random.nextGaussian());
    }

    Verdict verdict = verdict(ROWS, truth, jittered, 0.175f);

    assertEquals(Level.SERVE, verdict.level(), verdict::toString);
    assertTrue(verdict.reasons().get(1).endsWith("which may be chance"), verdict::toString);
  }

  @Test
  void versionShouldWantCareWhenItIsNoBetterThanTheBaseRate() {
    float[] rate = new float[ROWS];
    Arrays.fill(rate, 0.17f);
    for (int i = 0; i < ROWS; i += 100) {
      rate[i] = 0.18f;
    }

    Verdict verdict = verdict(ROWS, rate, rate, 0.175f);

    assertEquals(Level.SERVE_WITH_CARE, verdict.level(), verdict::toString);
    assertTrue(verdict.reasons().getFirst().contains("which may be chance"), verdict::toString);
  }

  @Test
  void versionShouldWantCareWhenItsBidsWouldBeSomewhatTooHigh() {
    Verdict verdict = verdict(ROWS, times(truth, 1.2f), times(truth, 1.2f), 0.175f);

    assertEquals(Level.SERVE_WITH_CARE, verdict.level(), verdict::toString);
    assertTrue(
        verdict
            .reasons()
            .getFirst()
            .matches(".* 1\\.2\\d\\d \\(95 .*bids would be too high by 2\\d %"),
        verdict::toString);
  }

  @Test
  void versionShouldNotBeServedWhenItsBidsWouldBeFarTooLow() {
    Verdict verdict = verdict(ROWS, times(truth, 0.5f), times(truth, 0.5f), 0.175f);

    assertEquals(Level.DO_NOT_SERVE, verdict.level(), verdict::toString);
    assertTrue(verdict.reasons().getFirst().contains("too low by 5"), verdict::toString);
  }

  @Test
  void fewRowsShouldWantCareRatherThanRefuse() {
    // Off by as much as in the test above, but of so few positives that it may be chance.
    Verdict verdict = verdict(120, times(truth, 0.5f), times(truth, 0.5f), 0.175f);

    assertEquals(Level.SERVE_WITH_CARE, verdict.level(), verdict::toString);
    assertTrue(
        verdict.reasons().getLast().contains("positives are fewer than 200"), verdict::toString);
  }

  @Test
  void versionShouldWantCareWhenThereIsNothingToTellItBy() {
    Verdict verdict = verdict(30, truth, truth, 0.175f);

    assertEquals(Level.SERVE_WITH_CARE, verdict.level());
    assertTrue(verdict.reasons().getFirst().endsWith("positives of 30 rows tell nothing"));
    assertEquals(
        Level.SERVE_WITH_CARE,
        Report.builder("mine", "v1")
            .head(Head.CTR, HeadMetrics.of(truth, clicks, null))
            .build()
            .verdict()
            .level());
    assertEquals(Level.SERVE_WITH_CARE, Report.builder("mine", "v1").build().verdict().level());
  }

  @Test
  void gainShouldCoverTheTruthNineteenTimesInTwenty() {
    // The loss that is to be expected of a prediction, when the truth is known.
    double expected = 1 - expectedLoss(times(truth, 1.3f)) / expectedLoss(filled(0.175f));
    Random random = new Random(11);
    int covered = 0;
    for (int draw = 0; draw < 400; draw++) {
      float[] labels = new float[ROWS / 10];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = random.nextDouble() < truth[i] ? 1 : 0;
      }
      LossGain gain = LossGain.of(times(truth, 1.3f), filled(0.175f), labels, filled(2));
      covered += gain.low() <= expected && expected <= gain.high() ? 1 : 0;
    }
    assertTrue(covered > 370 && covered < 396, covered + " of 400");
  }

  private double expectedLoss(float[] predicted) {
    double loss = 0;
    for (int i = 0; i < ROWS; i++) {
      loss -= truth[i] * Math.log(predicted[i]) + (1 - truth[i]) * Math.log1p(-predicted[i]);
    }
    return loss;
  }

  private Verdict verdict(int rows, float[] model, float[] regression, float baseRate) {
    float[] labels = Arrays.copyOf(clicks, rows);
    float[] weights = Arrays.copyOf(filled(1), rows);
    float[] predicted = Arrays.copyOf(model, rows);
    return Report.builder("dlrm", "v1")
        .head(Head.CTR, HeadMetrics.of(predicted, labels, null))
        .gain(Report.BASE_RATE, Head.CTR, LossGain.of(predicted, filled(baseRate), labels, weights))
        .gain(
            Report.LOGISTIC_REGRESSION,
            Head.CTR,
            LossGain.of(predicted, regression, labels, weights))
        .build()
        .verdict();
  }

  private static float[] filled(float value) {
    float[] values = new float[ROWS];
    Arrays.fill(values, value);
    return values;
  }

  private static float[] times(float[] values, float factor) {
    float[] product = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      product[i] = values[i] * factor;
    }
    return product;
  }

  /** Half way between each value and another. */
  private static float[] blended(float[] values, float other) {
    float[] blended = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      blended[i] = (values[i] + other) / 2;
    }
    return blended;
  }
}
