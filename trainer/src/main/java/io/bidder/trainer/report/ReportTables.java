package io.bidder.trainer.report;

import io.bidder.settings.html.Html;
import io.bidder.trainer.report.HeadMetrics.Point;
import java.util.List;

/** The figures of the charts as tables, for those who cannot see or draw them. */
final class ReportTables {
  private static final int CURVE_ROWS = 20;
  private static final int TRAINING_ROWS = 40;

  private ReportTables() {}

  static void curve(Html html, String caption, String x, String y, List<Point> points) {
    folded(html, caption, x, y);
    int n = points.size();
    int rows = Math.min(CURVE_ROWS, n);
    for (int i = 0; i < rows; i++) {
      Point point = points.get(rows == 1 ? 0 : (int) ((long) i * (n - 1) / (rows - 1)));
      html.row(Figures.percent(point.x()), Figures.percent(point.y()));
    }
    unfolded(html);
  }

  static void reliability(Html html, HeadMetrics metrics) {
    folded(
        html,
        "Reliability of the model",
        "predicted",
        "actual",
        "95 % interval",
        "positives",
        "rows");
    for (HeadMetrics.ReliabilityBin bin : metrics.reliability()) {
      html.row(
          Figures.percent(bin.meanPrediction()),
          Figures.percent(bin.rate()),
          Figures.percent(bin.rateLow()) + " to " + Figures.percent(bin.rateHigh()),
          Figures.count(bin.positives()),
          Figures.whole(bin.rows()));
    }
    unfolded(html);
  }

  static void histogram(Html html, HeadMetrics metrics) {
    folded(html, "Scores of the model", "from", "to", "of the negatives", "of the positives");
    for (HeadMetrics.ScoreBin bin : metrics.histogram()) {
      html.row(
          Figures.percent(bin.from()),
          Figures.percent(bin.to()),
          Figures.percent(bin.negativeShare()),
          Figures.percent(bin.positiveShare()));
    }
    unfolded(html);
  }

  static void training(Html html, List<Report.TrainingPoint> curve) {
    folded(html, "Loss by rows seen", "rows", "training", "stopping slice");
    int every = Math.max(1, curve.size() / TRAINING_ROWS);
    for (int i = 0; i < curve.size(); i++) {
      Report.TrainingPoint point = curve.get(i);
      if (i % every == 0 || point.stopLoss() != null || i == curve.size() - 1) {
        html.row(
            Figures.whole(point.rows()),
            Figures.fixed(point.trainLoss(), 6),
            Figures.fixed(point.stopLoss(), 6));
      }
    }
    unfolded(html);
  }

  static void deciles(Html html, HeadMetrics metrics) {
    html.table(
        "Tenths of the rows, highest scores first",
        "tenth",
        "rows",
        "positives",
        "predicted",
        "actual",
        "lift",
        "positives so far");
    for (HeadMetrics.Decile decile : metrics.deciles()) {
      html.row(
          decile.decile() == 1 ? "1 (top)" : Integer.toString(decile.decile()),
          Figures.whole(decile.rows()),
          Figures.count(decile.positives()),
          Figures.percent(decile.meanPrediction()),
          Figures.percent(decile.rate()),
          Figures.fixed(decile.lift(), 2),
          Figures.wholePercent(decile.cumulativeShare()));
    }
    html.endTable();
  }

  static void features(Html html, List<Report.FeatureRow> features) {
    html.table("What the model reads", "feature", "kind", "table rows", "missing");
    for (Report.FeatureRow feature : features) {
      Integer buckets = feature.buckets();
      html.row(
          feature.name(),
          feature.kind(),
          buckets == null ? Figures.NONE : Figures.whole(buckets),
          Figures.percent(feature.missingShare()));
    }
    html.endTable();
  }

  private static void folded(Html html, String caption, String... columns) {
    html.raw("<details>").element("summary", "The figures").table(caption, columns);
  }

  private static void unfolded(Html html) {
    html.endTable().raw("</details>\n");
  }
}
