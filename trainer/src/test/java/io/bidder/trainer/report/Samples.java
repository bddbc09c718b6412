package io.bidder.trainer.report;

import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.report.Report.FeatureRow;
import io.bidder.trainer.report.Report.Training;
import io.bidder.trainer.report.Report.TrainingPoint;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A report such as training on a small market gives. */
final class Samples {
  private Samples() {}

  static Report report(String title, int rows, double sharpness) {
    SplittableRandom random = new SplittableRandom(11);
    float[] ctr = new float[rows];
    float[] weaker = new float[rows];
    float[] ctcvr = new float[rows];
    float[] clicks = new float[rows];
    float[] conversions = new float[rows];
    for (int i = 0; i < rows; i++) {
      double z = random.nextGaussian();
      double truth = sigmoid(-4.2 + sharpness * z);
      ctr[i] = (float) sigmoid(-4.15 + 0.95 * sharpness * z + 0.2 * random.nextGaussian());
      weaker[i] = (float) sigmoid(-4.1 + 0.5 * sharpness * z + 0.4 * random.nextGaussian());
      ctcvr[i] = ctr[i] * 0.13f;
      clicks[i] = random.nextDouble() < truth ? 1 : 0;
      conversions[i] = clicks[i] > 0 && random.nextInt(10) == 0 ? 1 : 0;
    }
    Report.Builder report =
        Report.builder(title, "20260714-101500-3f2a")
            .logFiles(List.of("market-day1.csv.gz", "market-day2.csv.gz"))
            .slice("last 20 % by time", rows)
            .training(new Training(4L * rows, 5L * rows, 3, 75.2, 12.0 * rows / 75.2))
            .head(Head.CTR, HeadMetrics.of(ctr, clicks, null))
            .head(Head.CTCVR, HeadMetrics.of(ctcvr, conversions, null))
            .baseline(
                Report.BASE_RATE, Head.CTR, HeadMetrics.of(filled(rows, 0.021f), clicks, null))
            .baseline(
                Report.BASE_RATE,
                Head.CTCVR,
                HeadMetrics.of(filled(rows, 0.0021f), conversions, null))
            .baseline(Report.LOGISTIC_REGRESSION, Head.CTR, HeadMetrics.of(weaker, clicks, null))
            .baseline(
                Report.LOGISTIC_REGRESSION,
                Head.CTCVR,
                HeadMetrics.of(scaled(weaker, 0.1f), conversions, null))
            .note(
                "3 of "
                    + rows
                    + " rows were skipped: line 17: label is 'yes', expected 0 or 1; and 2 more")
            .setting("arch", "dlrm")
            .setting("seed", 7)
            .setting("embedding dimension", 16);
    for (int i = 1; i <= 60; i++) {
      report.trainingPoint(
          new TrainingPoint(
              i * 10_000L,
              0.09 + 0.03 * Math.exp(-i / 12.0) + 0.001 * random.nextGaussian(),
              i % 20 == 0 ? 0.093 + 0.01 * Math.exp(-i / 30.0) : null));
    }
    return report
        .feature(new FeatureRow("site.domain", "categorical", 10_000, 0.012))
        .feature(new FeatureRow("user.segments", "bag", 5_000, 0.34))
        .feature(new FeatureRow("imp.bidfloor", "numeric", null, 0.0))
        .feature(new FeatureRow("domain x creative", "cross", 50_000, null))
        .build();
  }

  private static float[] filled(int rows, float value) {
    float[] values = new float[rows];
    Arrays.fill(values, value);
    return values;
  }

  private static float[] scaled(float[] values, float factor) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = values[i] * factor;
    }
    return scaled;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
