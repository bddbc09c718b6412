package io.bidder.trainer.report;

import io.bidder.modelstore.schema.Head;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The report as JSON values: the documented figures under their documented names, nulls where there
 * is no figure.
 */
final class ReportJson {
  private ReportJson() {}

  static Map<String, Object> map(Report report) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", report.version());
    Verdict verdict = report.verdict();
    map.put("verdict", Map.of("level", verdict.level().id(), "reasons", verdict.reasons()));
    map.put("title", report.title());
    map.put("logFiles", report.logFiles());
    map.put("slice", report.slice());
    map.put("rows", report.rows());
    map.put("heads", heads(report.heads(), true));
    Map<String, Object> baselines = new LinkedHashMap<>();
    report.baselines().forEach((name, metrics) -> baselines.put(name, heads(metrics, false)));
    map.put("baselines", baselines);
    map.put("rowsPerSecond", report.rowsPerSecond());
    map.put("warnings", report.warnings());
    Report.Training training = report.training();
    if (training != null) {
      map.put("training", training(training, report.trainingCurve()));
    }
    if (!report.settings().isEmpty()) {
      map.put("settings", report.settings());
    }
    if (!report.features().isEmpty()) {
      map.put("features", features(report.features()));
    }
    return map;
  }

  private static Map<String, Object> heads(Map<Head, HeadMetrics> heads, boolean deciles) {
    Map<String, Object> map = new LinkedHashMap<>();
    heads.forEach((head, metrics) -> map.put(head.id(), head(metrics, deciles)));
    return map;
  }

  private static Map<String, @Nullable Object> head(HeadMetrics metrics, boolean deciles) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("rows", metrics.rows());
    map.put("positives", metrics.positives());
    map.put("baseRate", metrics.baseRate());
    map.put("auc", metrics.auc());
    map.put("logLoss", metrics.logLoss());
    map.put("normalizedEntropy", metrics.normalizedEntropy());
    map.put("predictedOverActual", metrics.predictedOverActual());
    map.put("expectedCalibrationError", metrics.expectedCalibrationError());
    HeadMetrics.AtThreshold at = metrics.threshold();
    if (at != null) {
      map.put("threshold", at.threshold());
      map.put("precision", at.precision());
      map.put("recall", at.recall());
      map.put("f1", at.f1());
    }
    if (deciles) {
      List<Map<String, @Nullable Object>> list = new ArrayList<>();
      for (HeadMetrics.Decile decile : metrics.deciles()) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("decile", decile.decile());
        row.put("rows", decile.rows());
        row.put("positives", decile.positives());
        row.put("tied", decile.tied());
        row.put("meanPrediction", decile.meanPrediction());
        row.put("rate", decile.rate());
        row.put("lift", decile.lift());
        row.put("cumulativeShare", decile.cumulativeShare());
        list.add(row);
      }
      map.put("deciles", list);
    }
    return map;
  }

  private static Map<String, Object> training(
      Report.Training training, List<Report.TrainingPoint> curve) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rows", training.rows());
    map.put("servedRows", training.servedRows());
    map.put("epochs", training.epochs());
    map.put("seconds", training.seconds());
    map.put("rowsPerSecond", training.rowsPerSecond());
    List<Map<String, @Nullable Object>> points = new ArrayList<>();
    for (Report.TrainingPoint point : curve) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("rows", point.rows());
      row.put("trainLoss", point.trainLoss());
      row.put("stopLoss", point.stopLoss());
      points.add(row);
    }
    map.put("curve", points);
    return map;
  }

  private static List<Map<String, @Nullable Object>> features(List<Report.FeatureRow> features) {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (Report.FeatureRow feature : features) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("name", feature.name());
      row.put("kind", feature.kind());
      row.put("buckets", feature.buckets());
      row.put("missingShare", feature.missingShare());
      list.add(row);
    }
    return list;
  }
}
