package io.bidder.trainer.report;

import io.bidder.modelstore.schema.Head;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The names and number formats of figures, for people. */
final class Figures {
  static final String NONE = "-";

  /** The figures that are set side by side for the model and its baselines. */
  static final List<Row> ROWS =
      List.of(
          new Row("AUC", m -> fixed(m.auc(), 4)),
          new Row("log-loss", m -> fixed(m.logLoss(), 6)),
          new Row("normalised entropy", m -> fixed(m.normalizedEntropy(), 4)),
          new Row("predicted / actual", m -> fixed(m.predictedOverActual(), 3)),
          new Row("calibration error", m -> percent(m.expectedCalibrationError())),
          new Row(
              "threshold",
              m -> m.threshold() == null ? NONE : significant(m.threshold().threshold())),
          new Row("precision", Figures::precision),
          new Row("recall", Figures::recall),
          new Row("F1", m -> m.threshold() == null ? NONE : fixed(m.threshold().f1(), 4)));

  private Figures() {}

  record Row(String label, Function<HeadMetrics, String> value) {}

  static String precision(HeadMetrics metrics) {
    return metrics.threshold() == null ? NONE : percent(metrics.threshold().precision());
  }

  static String recall(HeadMetrics metrics) {
    return metrics.threshold() == null ? NONE : percent(metrics.threshold().recall());
  }

  /** A baseline's name as people write it. */
  static String words(String name) {
    return name.replace('-', ' ');
  }

  /** Which rows the report is about. */
  static String evaluated(Report report) {
    return String.format(
        Locale.ROOT,
        "evaluated on %s: %,d rows%s%s",
        report.slice(),
        report.rows(),
        report.logFiles().isEmpty() ? "" : " of " + String.join(", ", report.logFiles()),
        report.training() == null && report.rowsPerSecond() > 0
            ? String.format(Locale.ROOT, ", %,d rows/s", Math.round(report.rowsPerSecond()))
            : "");
  }

  /** The settings that the version was trained with; empty if they are not known. */
  static String trained(Report report) {
    Report.Training training = report.training();
    return training == null
        ? ""
        : String.format(
            Locale.ROOT,
            "trained on %,d rows, %s epochs%s, in %s at %,d rows/s",
            training.rows(),
            trimmed(training.epochs()),
            training.servedRows() > training.rows()
                ? String.format(
                    Locale.ROOT, "; the version to serve anew, on %,d rows", training.servedRows())
                : "",
            seconds(training.seconds()),
            Math.round(training.rowsPerSecond()));
  }

  /** A sentence on deciles' counts that are not those of single rows; empty if all are. */
  static String ties(HeadMetrics metrics) {
    return metrics.deciles().stream().anyMatch(HeadMetrics.Decile::tied)
        ? "Rows of one score that fall into several tenths are shared out evenly among them: counts"
            + " of positives are their shares."
        : "";
  }

  /** The point at which the loss on the stopping slice was lowest. */
  static String training(List<Report.TrainingPoint> curve) {
    Report.TrainingPoint best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Report.TrainingPoint point : curve) {
      Double loss = point.stopLoss();
      if (loss != null && loss < least) {
        best = point;
        least = loss;
      }
    }
    return best == null
        ? "Log-loss of the rows since the last point."
        : String.format(
            Locale.ROOT,
            "Log-loss of the rows since the last point, and of the slice that decides when to stop:"
                + " lowest, %.6f, after %,d rows.",
            least,
            best.rows());
  }

  static String meaning(Head head) {
    return switch (head) {
      case CTR -> "P(click | impression)";
      case CVR -> "P(conversion | click)";
      case CTCVR -> "P(conversion | impression)";
    };
  }

  static String fixed(@Nullable Double value, int decimals) {
    return value == null ? NONE : String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** Three significant digits and a percent sign. */
  static String percent(@Nullable Double share) {
    return share == null ? NONE : significant(share * 100) + " %";
  }

  static String wholePercent(@Nullable Double share) {
    return share == null ? NONE : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  /** Three significant digits, without an exponent where that stays short. */
  static String significant(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size < 1e-5 || size >= 1e9) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A count that may be shared out: whole numbers without decimals. */
  static String count(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.1f", value);
  }

  static String trimmed(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  static String seconds(double seconds) {
    return seconds < 120
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%.1f min", seconds / 60);
  }
}
