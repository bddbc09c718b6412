package io.bidder.benchmarks.yardstick;

import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.report.HeadMetrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Predictions of one head by several models, judged on the same rows. Not thread-safe. */
final class Judgement {
  private static final String ROW = "  %-24s %8s %8s %9s %12s %11s%s%n";

  private final Head head;
  private final float[] labels;
  private final float[] weights;
  private final float @Nullable [] truth;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * A model's figures.
   *
   * @param predictedOverTrue sum of predictions over sum of true probabilities; null where the
   *     truth is not known
   * @param detail how the model came about, in words, empty if there is nothing to say
   */
  private record Entry(
      String model, HeadMetrics metrics, @Nullable Double predictedOverTrue, String detail) {}

  /**
   * @param truth true probabilities, or null where they are not known
   */
  Judgement(Head head, float[] labels, float[] weights, float @Nullable [] truth) {
    this.head = head;
    this.labels = labels;
    this.weights = weights;
    this.truth = truth;
  }

  void add(String model, float[] predictions, String detail) {
    Double ratio =
        truth == null ? null : weightedSum(predictions, weights) / weightedSum(truth, weights);
    entries.add(new Entry(model, HeadMetrics.of(predictions, labels, weights), ratio, detail));
  }

  private static double weightedSum(float[] values, float[] weights) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (double) weights[i] * values[i];
    }
    return sum;
  }

  /** A table with a line a model. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      HeadMetrics metrics = entry.metrics();
      if (text.isEmpty()) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s: %,d of %,d rows are positive%n",
                head.id(),
                metrics.positives(),
                metrics.rows()));
        text.append(
            ROW.formatted("model", "NE", "AUC", "log-loss", "pred/actual", "pred/true", ""));
      }
      text.append(
          ROW.formatted(
              entry.model(),
              figure(metrics.normalizedEntropy(), 4),
              figure(metrics.auc(), 4),
              figure(metrics.logLoss(), 5),
              figure(metrics.predictedOverActual(), 3),
              figure(entry.predictedOverTrue(), 3),
              entry.detail().isEmpty() ? "" : "  " + entry.detail()));
    }
    return text.toString();
  }

  private static String figure(@Nullable Double value, int decimals) {
    return value == null ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** The figures by model. */
  Map<String, Object> toMap() {
    Map<String, Object> models = new LinkedHashMap<>();
    for (Entry entry : entries) {
      HeadMetrics metrics = entry.metrics();
      Map<String, @Nullable Object> figures = new LinkedHashMap<>();
      figures.put("positives", metrics.positives());
      figures.put("auc", metrics.auc());
      figures.put("logLoss", metrics.logLoss());
      figures.put("normalizedEntropy", metrics.normalizedEntropy());
      figures.put("predictedOverActual", metrics.predictedOverActual());
      figures.put("expectedCalibrationError", metrics.expectedCalibrationError());
      figures.put("predictedOverTrue", entry.predictedOverTrue());
      if (!entry.detail().isEmpty()) {
        figures.put("detail", entry.detail());
      }
      models.put(entry.model(), figures);
    }
    return models;
  }
}
