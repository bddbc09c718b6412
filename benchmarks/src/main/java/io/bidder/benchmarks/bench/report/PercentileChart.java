package io.bidder.benchmarks.bench.report;

import io.bidder.benchmarks.bench.result.Latency;
import io.bidder.benchmarks.bench.result.Row;
import io.bidder.settings.html.Html;
import java.util.List;
import java.util.Locale;

/**
 * Latency by percentile, both logarithmic: the x axis goes as far out as it is rare, so that a tail
 * has as much room as the middle.
 */
final class PercentileChart {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 380;
  private static final int LEFT = 66;
  private static final int RIGHT = 200;
  private static final int TOP = 14;
  private static final int BOTTOM = 46;
  private static final double MOST_NINES = 4;
  private static final List<String> COLOURS =
      List.of("#1f5fa8", "#c2571a", "#2d7d46", "#8a3a8c", "#8a6d00", "#b0283c", "#3c6e71", "#555");
  private static final List<String> PERCENTILES = List.of("0", "90", "99", "99.9", "99.99");

  private final Html html;
  private final List<Row> rows;
  private final double low;
  private final double high;

  private PercentileChart(Html html, List<Row> rows) {
    this.html = html;
    this.rows = rows;
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (Row row : rows) {
      for (Latency.Point point : row.latency().curve()) {
        if (point.micros() > 0 && point.nines() <= MOST_NINES) {
          least = Math.min(least, point.micros());
          most = Math.max(most, point.micros());
        }
      }
    }
    low = Math.floor(Math.log10(Math.max(1, least)));
    high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, most))));
  }

  /** Draws those rows that have a curve. */
  static void draw(Html html, String title, List<Row> rows) {
    List<Row> drawn = rows.stream().filter(row -> !row.latency().curve().isEmpty()).toList();
    if (!drawn.isEmpty()) {
      new PercentileChart(html, drawn).draw(title);
    }
  }

  private void draw(String title) {
    html.open("figure").element("figcaption", title);
    html.open(
        "svg",
        "viewBox",
        "0 0 %d %d".formatted(WIDTH, HEIGHT),
        "role",
        "img",
        "aria-label",
        title + "; the figures are in the table");
    axes();
    for (int i = 0; i < rows.size(); i++) {
      curve(i);
    }
    html.close("svg").close("figure");
  }

  private void axes() {
    for (int nines = 0; nines <= MOST_NINES; nines++) {
      line(x(nines), TOP, x(nines), HEIGHT - BOTTOM);
      label(x(nines), HEIGHT - BOTTOM + 18, "middle", PERCENTILES.get(nines) + " %");
    }
    label((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", "percentile of requests");
    for (double power = low; power <= high; power++) {
      double micros = Math.pow(10, power);
      line(LEFT, y(micros), WIDTH - RIGHT, y(micros));
      label(LEFT - 8, y(micros) + 4, "end", axisText(micros));
    }
  }

  private static String axisText(double micros) {
    return micros < 1000
        ? String.format(Locale.ROOT, "%.0f \u00b5s", micros)
        : String.format(Locale.ROOT, "%,.0f ms", micros / 1000);
  }

  private void curve(int number) {
    Row row = rows.get(number);
    StringBuilder points = new StringBuilder();
    for (Latency.Point point : row.latency().curve()) {
      if (point.micros() > 0 && point.nines() <= MOST_NINES) {
        points.append(
            String.format(Locale.ROOT, "%.1f,%.1f ", x(point.nines()), y(point.micros())));
      }
    }
    String colour = COLOURS.get(number % COLOURS.size());
    html.empty(
        "polyline",
        "points",
        points.toString().strip(),
        "fill",
        "none",
        "stroke",
        colour,
        "stroke-width",
        "2",
        "stroke-dasharray",
        row.isVoid() ? "3 4" : "none");
    double keyY = TOP + 10 + 20.0 * number;
    html.empty(
        "rect",
        "x",
        number(WIDTH - RIGHT + 14),
        "y",
        number(keyY - 6),
        "width",
        "12",
        "height",
        "4",
        "fill",
        colour);
    label(
        WIDTH - RIGHT + 32, keyY, "start", row.phase().isOpen() ? row.phase().label() : row.name());
  }

  private static double x(double nines) {
    return LEFT + nines / MOST_NINES * (WIDTH - LEFT - RIGHT);
  }

  private double y(double micros) {
    double share = (Math.log10(micros) - low) / (high - low);
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }

  private void line(double x1, double y1, double x2, double y2) {
    html.empty(
        "line",
        "x1",
        number(x1),
        "y1",
        number(y1),
        "x2",
        number(x2),
        "y2",
        number(y2),
        "stroke",
        "#dde2e8");
  }

  private void label(double x, double y, String anchor, String text) {
    html.element("text", text, "x", number(x), "y", number(y), "text-anchor", anchor);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
