package io.bidder.trainer.report;

import io.bidder.modelstore.schema.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The report for a terminal of {@value #WIDTH} columns. */
final class ReportText {
  private static final int WIDTH = 100;
  private static final int LABEL = 22;

  private final StringBuilder out = new StringBuilder();

  private ReportText() {}

  static String of(Report report) {
    ReportText text = new ReportText();
    text.header(report);
    report.heads().forEach((head, metrics) -> text.head(report, head, metrics));
    return text.out.toString();
  }

  private void header(Report report) {
    line(String.format(Locale.ROOT, "%s   version %s", report.title(), report.version()));
    Verdict verdict = report.verdict();
    line("  " + verdict.level().words().toUpperCase(Locale.ROOT));
    verdict.reasons().forEach(reason -> wrap("    - ", reason));
    wrap("  ", Figures.evaluated(report));
    String trained = Figures.trained(report);
    if (!trained.isEmpty()) {
      wrap("  ", trained);
    }
    for (String warning : report.warnings()) {
      wrap("  WARNING ", warning);
    }
  }

  private void head(Report report, Head head, HeadMetrics metrics) {
    out.append('\n');
    line(
        String.format(
            Locale.ROOT,
            "%s   %s   %,d positives of %,d rows (%s)",
            head.id(),
            Figures.meaning(head),
            metrics.positives(),
            metrics.rows(),
            Figures.percent(metrics.baseRate())));
    List<String> names = new ArrayList<>(List.of("model"));
    List<HeadMetrics> columns = new ArrayList<>(List.of(metrics));
    for (Map.Entry<String, Map<Head, HeadMetrics>> baseline : report.baselines().entrySet()) {
      HeadMetrics figures = baseline.getValue().get(head);
      if (figures != null) {
        names.add(baseline.getKey());
        columns.add(figures);
      }
    }
    int[] widths = new int[names.size()];
    StringBuilder titles = new StringBuilder(" ".repeat(LABEL));
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(names.get(i).length(), 9) + 2;
      titles.append(String.format(Locale.ROOT, "%" + widths[i] + "s", names.get(i)));
    }
    out.append(titles).append('\n');
    for (Figures.Row row : Figures.ROWS) {
      row(row.label(), columns, widths, row.value());
    }
    deciles(metrics);
  }

  private void row(
      String label, List<HeadMetrics> columns, int[] widths, Function<HeadMetrics, String> value) {
    StringBuilder row =
        new StringBuilder(String.format(Locale.ROOT, "  %-" + (LABEL - 2) + "s", label));
    for (int i = 0; i < widths.length; i++) {
      row.append(String.format(Locale.ROOT, "%" + widths[i] + "s", value.apply(columns.get(i))));
    }
    out.append(row).append('\n');
  }

  private void deciles(HeadMetrics metrics) {
    if (metrics.deciles().isEmpty()) {
      return;
    }
    out.append('\n');
    line(
        String.format(
            Locale.ROOT,
            "  %-8s%11s%12s%12s%11s%8s%14s",
            "decile",
            "rows",
            "positives",
            "predicted",
            "actual",
            "lift",
            "of positives"));
    double most = 0;
    for (HeadMetrics.Decile decile : metrics.deciles()) {
      Double lift = decile.lift();
      most = Math.max(most, lift == null ? 0 : lift);
    }
    for (HeadMetrics.Decile decile : metrics.deciles()) {
      line(
          String.format(
              Locale.ROOT,
              "  %-8s%,11d%12s%12s%11s%8s%14s  %s",
              decile.decile() == 1 ? "1 (top)" : Integer.toString(decile.decile()),
              decile.rows(),
              Figures.count(decile.positives()),
              Figures.percent(decile.meanPrediction()),
              Figures.percent(decile.rate()),
              Figures.fixed(decile.lift(), 2),
              Figures.wholePercent(decile.cumulativeShare()),
              bar(decile.lift(), most)));
    }
    String ties = Figures.ties(metrics);
    if (!ties.isEmpty()) {
      wrap("  ", ties);
    }
  }

  private static String bar(@Nullable Double lift, double most) {
    return lift == null || most <= 0 ? "" : "#".repeat((int) Math.round(18 * lift / most));
  }

  /** Names and values out of a log must not move the cursor or start a line. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private void line(String text) {
    out.append(printable(text).stripTrailing()).append('\n');
  }

  /** Breaks the text between words; what follows is indented as far as the start. */
  private void wrap(String start, String text) {
    StringBuilder current = new StringBuilder(start);
    boolean empty = true;
    for (String word : printable(text).split(" ", -1)) {
      if (!empty && current.length() + 1 + word.length() > WIDTH) {
        out.append(current).append('\n');
        current = new StringBuilder(" ".repeat(start.length()));
        empty = true;
      }
      current.append(empty ? "" : " ").append(word);
      empty = false;
    }
    out.append(current).append('\n');
  }
}
