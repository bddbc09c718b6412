package io.bidder.trainer.report;

import io.bidder.modelstore.schema.Head;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A judgement of a version by its report: whether its probabilities are worth bidding by. Bids are
 * linear in the probability, so it goes by log-loss beside simpler predictions of the same rows and
 * by predicted over actual, and not by how rows are ordered.
 *
 * @param reasons the weightiest first; of a version that is good to serve, what speaks for it
 */
public record Verdict(Level level, List<String> reasons) {
  /** Fewer rows of a class than this tell nothing. */
  static final long LEAST_OF_A_CLASS = 10;

  /** Fewer positives than this leave much to chance. */
  static final long LEAST_POSITIVES = 200;

  /** Predicted over actual outside these wants care. */
  static final double LEAST_PREDICTED_OVER_ACTUAL = 0.9;

  static final double MOST_PREDICTED_OVER_ACTUAL = 1.1;

  /** Bids would be too high or too low by half, or more. */
  static final double FAR_OFF = 1.5;

  private static final double Z = 1.96;

  /** What is to be done with the version. */
  public enum Level {
    SERVE("serve"),
    SERVE_WITH_CARE("serve with care"),
    DO_NOT_SERVE("do not serve");

    private final String words;

    Level(String words) {
      this.words = words;
    }

    /** The level in words. */
    public String words() {
      return words;
    }

    /** The level as JSON has it. */
    String id() {
      return words.replace(' ', '-');
    }
  }

  private record Reason(Level level, String text) {}

  public Verdict {
    reasons = List.copyOf(reasons);
  }

  static Verdict of(Report report) {
    List<Reason> reasons = new ArrayList<>();
    report.cautions().forEach(text -> reasons.add(new Reason(Level.SERVE_WITH_CARE, text)));
    report.heads().forEach((head, metrics) -> judge(report, head, metrics, reasons));
    if (report.heads().isEmpty()) {
      reasons.add(new Reason(Level.SERVE_WITH_CARE, "there are no figures to judge by"));
    }
    Level level =
        reasons.stream().map(Reason::level).max(Comparator.naturalOrder()).orElse(Level.SERVE);
    return new Verdict(
        level,
        reasons.stream()
            .filter(reason -> level == Level.SERVE || reason.level != Level.SERVE)
            .sorted(Comparator.comparing(Reason::level).reversed())
            .map(Reason::text)
            .toList());
  }

  private static void judge(Report report, Head head, HeadMetrics metrics, List<Reason> reasons) {
    long rarer = Math.min(metrics.positives(), metrics.rows() - metrics.positives());
    if (rarer < LEAST_OF_A_CLASS) {
      reasons.add(
          new Reason(
              Level.SERVE_WITH_CARE,
              String.format(
                  Locale.ROOT,
                  "%s: %,d positives of %,d rows tell nothing",
                  head.id(),
                  metrics.positives(),
                  metrics.rows())));
      return;
    }
    LossGain overBaseRate = report.gain(Report.BASE_RATE, head);
    if (overBaseRate == null) {
      reasons.add(
          new Reason(
              Level.SERVE_WITH_CARE,
              head.id() + ": nobody knows the base rate in training, which it is to beat"));
    } else {
      Level level =
          overBaseRate.isLoss()
              ? Level.DO_NOT_SERVE
              : overBaseRate.isGain() ? Level.SERVE : Level.SERVE_WITH_CARE;
      reasons.add(
          new Reason(
              level, head.id() + ": " + text(overBaseRate, "always predicting the base rate")));
    }
    LossGain overRegression = report.gain(Report.LOGISTIC_REGRESSION, head);
    if (overRegression != null) {
      reasons.add(
          new Reason(
              overRegression.isLoss() ? Level.SERVE_WITH_CARE : Level.SERVE,
              head.id() + ": " + text(overRegression, "a logistic regression")));
    }
    level(head, metrics, reasons);
    if (metrics.positives() < LEAST_POSITIVES) {
      reasons.add(
          new Reason(
              Level.SERVE_WITH_CARE,
              String.format(
                  Locale.ROOT,
                  "%s: %,d positives are fewer than %d; the figures are uncertain",
                  head.id(),
                  metrics.positives(),
                  LEAST_POSITIVES)));
    }
  }

  private static String text(LossGain gain, String baseline) {
    boolean sure = gain.isGain() || gain.isLoss();
    return String.format(
        Locale.ROOT,
        "log-loss %s that of %s by %.1f %% (95 %%: %s)%s",
        gain.mean() < 0 ? "above" : "below",
        baseline,
        100 * Math.abs(gain.mean()),
        gain.mean() < 0 ? interval(-gain.high(), -gain.low()) : interval(gain.low(), gain.high()),
        sure ? "" : ", which may be chance");
  }

  private static String interval(double low, double high) {
    return String.format(Locale.ROOT, "%.1f to %.1f %%", 100 * low, 100 * high);
  }

  /** Adds how far the probabilities are right on average. */
  private static void level(Head head, HeadMetrics metrics, List<Reason> reasons) {
    @Nullable Double ratio = metrics.predictedOverActual();
    if (ratio == null) {
      return;
    }
    double low = ratio * metrics.positives() / positives(metrics.positives(), Z);
    double high = ratio * metrics.positives() / positives(metrics.positives(), -Z);
    Level level =
        low > FAR_OFF || high < 1 / FAR_OFF
            ? Level.DO_NOT_SERVE
            : isLevel(ratio) ? Level.SERVE : Level.SERVE_WITH_CARE;
    String consequence =
        level == Level.SERVE
            ? ""
            : String.format(
                Locale.ROOT,
                "; bids would be too %s by %.0f %%",
                ratio > 1 ? "high" : "low",
                100 * Math.abs(ratio - 1));
    reasons.add(
        new Reason(
            level,
            String.format(
                Locale.ROOT,
                "%s: predicted/actual %.3f (95 %%: %.3f to %.3f)%s",
                head.id(),
                ratio,
                low,
                high,
                consequence)));
  }

  static boolean isLevel(double predictedOverActual) {
    return predictedOverActual >= LEAST_PREDICTED_OVER_ACTUAL
        && predictedOverActual <= MOST_PREDICTED_OVER_ACTUAL;
  }

  /** The end of the interval of a Poisson count, by Wilson and Hilferty's approximation. */
  private static double positives(long count, double z) {
    double n = z > 0 ? count + 1 : count;
    double root = 1 - 1 / (9 * n) + z / (3 * Math.sqrt(n));
    return n * root * root * root;
  }
}
