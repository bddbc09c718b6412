package io.bidder.trainer.report;

import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.report.HeadMetrics.Point;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The data that report.js draws: one map a chart, with points as arrays, rounded to what a screen
 * shows.
 */
final class ReportCharts {
  private static final MathContext SHOWN = new MathContext(6);

  private ReportCharts() {}

  /** One curve of a chart; the model's comes first. */
  private record Series(String name, HeadMetrics metrics) {}

  static List<Map<String, Object>> of(Report report) {
    List<Map<String, Object>> charts = new ArrayList<>();
    report
        .heads()
        .forEach((head, metrics) -> {
          if (metrics.auc() != null) {
            ofHead(charts, head, series(report, head, metrics), metrics);
          }
        });
    if (report.trainingCurve().size() > 1) {
      charts.add(training(report.trainingCurve()));
    }
    return charts;
  }

  private static List<Series> series(Report report, Head head, HeadMetrics metrics) {
    List<Series> series = new ArrayList<>();
    series.add(new Series("model", metrics));
    report
        .baselines()
        .forEach((name, heads) -> {
          HeadMetrics baseline = heads.get(head);
          // A constant has no curve; the charts' guides stand for it.
          if (!name.equals(Report.BASE_RATE) && baseline != null && baseline.auc() != null) {
            series.add(new Series(Figures.words(name), baseline));
          }
        });
    return series;
  }

  private static void ofHead(
      List<Map<String, Object>> charts, Head head, List<Series> series, HeadMetrics metrics) {
    charts.add(chart(head, "roc", points(series, m -> curve(m.roc()))));
    Map<String, Object> precision =
        chart(head, "precisionRecall", points(series, m -> curve(m.precisionRecall())));
    precision.put("baseRate", shown(value(metrics.baseRate())));
    precision.put("most", shown(mostPrecise(series)));
    charts.add(precision);
    charts.add(reliability(head, series, metrics));
    charts.add(
        chart(
            head,
            "lift",
            points(
                series,
                m -> m.deciles().stream().map(decile -> shown(value(decile.lift()))).toList())));
    Map<String, Object> histogram = chart(head, "histogram", List.of());
    histogram.put("log", rare(metrics));
    histogram.put(
        "bins",
        metrics.histogram().stream()
            .map(bin -> row(bin.from(), bin.to(), bin.negativeShare(), bin.positiveShare()))
            .toList());
    charts.add(histogram);
  }

  static boolean rare(HeadMetrics metrics) {
    return value(metrics.baseRate()) < Curves.RARE;
  }

  /** The first few points of a curve rest on few rows and would squeeze the rest of it. */
  private static double mostPrecise(List<Series> series) {
    double most = 0;
    for (Series s : series) {
      for (Point point : s.metrics().precisionRecall()) {
        if (point.x() >= 0.02) {
          most = Math.max(most, point.y());
        }
      }
    }
    return Math.min(1, round(most, true));
  }

  private static Map<String, Object> reliability(
      Head head, List<Series> series, HeadMetrics metrics) {
    boolean log = rare(metrics);
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (HeadMetrics.ReliabilityBin bin : metrics.reliability()) {
      low = Math.min(low, bin.rate() > 0 ? Math.min(bin.rate(), bin.meanPrediction()) : low);
      high = Math.max(high, Math.max(bin.meanPrediction(), bin.rateHigh()));
    }
    Map<String, Object> chart =
        chart(
            head,
            "reliability",
            points(
                series,
                m ->
                    m.reliability().stream()
                        .map(bin ->
                            row(bin.meanPrediction(), bin.rate(), bin.rateLow(), bin.rateHigh()))
                        .toList()));
    chart.put("log", log);
    chart.put("low", log ? Math.max(1e-6, round(low / 1.2, false)) : 0);
    chart.put("high", Math.min(1, round(high, true)));
    return chart;
  }

  private static Map<String, Object> training(List<Report.TrainingPoint> curve) {
    Map<String, Object> chart = new LinkedHashMap<>();
    chart.put("id", "training-curve");
    chart.put("kind", "training");
    chart.put("rows", curve.getLast().rows());
    chart.put(
        "train",
        curve.stream().map(point -> row((double) point.rows(), point.trainLoss())).toList());
    List<List<Double>> stop = new ArrayList<>();
    for (Report.TrainingPoint point : curve) {
      Double loss = point.stopLoss();
      if (loss != null) {
        stop.add(row((double) point.rows(), loss));
      }
    }
    chart.put("stop", stop);
    return chart;
  }

  /** The next number whose first digits are 1, 1.5, 2, 3, 5 or 7: where an axis may end. */
  private static double round(double value, boolean up) {
    double decade = Math.pow(10, Math.floor(Math.log10(value)));
    double[] ends = {1, 1.5, 2, 3, 5, 7, 10};
    for (int i = 1; i < ends.length; i++) {
      if (value / decade < ends[i]) {
        return shown(decade * (up ? ends[i] : ends[i - 1]));
      }
    }
    return shown(decade * 10);
  }

  static String id(Head head, String kind) {
    return head.id() + "-" + kind;
  }

  private static Map<String, Object> chart(Head head, String kind, List<?> series) {
    Map<String, Object> chart = new LinkedHashMap<>();
    chart.put("id", id(head, kind));
    chart.put("kind", kind);
    chart.put("series", series);
    return chart;
  }

  private static List<Map<String, Object>> points(
      List<Series> series, Function<HeadMetrics, List<?>> values) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Series s : series) {
      list.add(Map.of("name", s.name(), "points", values.apply(s.metrics())));
    }
    return list;
  }

  private static List<List<Double>> curve(List<Point> points) {
    return points.stream().map(point -> row(point.x(), point.y())).toList();
  }

  private static List<Double> row(double... values) {
    List<Double> row = new ArrayList<>(values.length);
    for (double value : values) {
      row.add(shown(value));
    }
    return row;
  }

  private static double shown(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(SHOWN).doubleValue() : 0;
  }

  private static double value(@Nullable Double value) {
    return value == null ? 0 : value;
  }
}
