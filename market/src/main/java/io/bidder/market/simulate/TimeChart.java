package io.bidder.market.simulate;

import io.bidder.settings.html.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of figures over market time, as SVG without a script: lines or bars, marks on both axes,
 * and on pointing at a part of the time its figures.
 */
final class TimeChart {
  private static final int HEIGHT = 290;
  private static final int LEFT = 62;
  private static final int RIGHT = 24;
  private static final int TOP = 26;
  private static final int BOTTOM = 46;
  private static final int MOST_DOTS = 48;
  private static final double ROOM_FOR_A_LINE = 46;

  private final Html html;
  private final TimeAxis time;
  private final int width;
  private final String unit;
  private final double step;
  private final double low;
  private final double high;

  /**
   * A line.
   *
   * @param values one for each part of the time, drawn in its middle and NaN where there is none;
   *     or one more, drawn where parts meet
   */
  record Line(String name, List<Double> values) {}

  /** What a chart's words are. */
  record Words(String id, String title, String about, String unit) {}

  private TimeChart(Html html, TimeAxis time, int width, String unit, List<Line> lines) {
    this.html = html;
    this.time = time;
    this.width = width;
    this.unit = unit;
    double least = 0;
    double most = 0;
    for (Line line : lines) {
      for (double value : line.values()) {
        if (Double.isFinite(value)) {
          least = Math.min(least, value);
          most = Math.max(most, value);
        }
      }
    }
    step = step(Math.max(1e-6, most - least) / ((HEIGHT - TOP - BOTTOM) / ROOM_FOR_A_LINE));
    low = step * Math.floor(least / step);
    high = step * Math.max(1, Math.ceil(most / step));
  }

  /** The least of 1, 2 and 5 times a power of ten that is not below a number. */
  private static double step(double atLeast) {
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    for (double times : new double[] {1, 2, 5}) {
      if (times * power >= atLeast) {
        return times * power;
      }
    }
    return 10 * power;
  }

  /** Draws lines, each of a colour and a dash of its own. */
  static void lines(Html html, TimeAxis time, int width, Words words, List<Line> lines) {
    TimeChart chart = new TimeChart(html, time, width, words.unit(), lines);
    chart.begin(words, lines);
    for (int i = 0; i < lines.size(); i++) {
      chart.line(i, lines.get(i).values());
    }
    chart.end(lines);
  }

  /** Draws a bar for each part of the time. */
  static void bars(Html html, TimeAxis time, int width, Words words, Line bars) {
    TimeChart chart = new TimeChart(html, time, width, words.unit(), List.of(bars));
    chart.begin(words, List.of());
    for (int part = 0; part < bars.values().size(); part++) {
      double from = chart.x(part);
      double gap = Math.min(3, (chart.x(1) - chart.x(0)) / 5);
      double top = chart.y(Math.max(0, bars.values().get(part)));
      html.empty(
          "rect",
          "class",
          "bar",
          "x",
          number(from + gap / 2),
          "y",
          number(top),
          "width",
          number(chart.x(part + 1) - from - gap),
          "height",
          number(chart.y(0) - top));
    }
    chart.end(List.of(bars));
  }

  private void begin(Words words, List<Line> key) {
    html.open("figure", "id", words.id()).raw("<figcaption>").element("h3", words.title());
    html.element("p", words.about());
    if (key.size() > 1) {
      html.raw("<p class=\"key\">");
      for (int i = 0; i < key.size(); i++) {
        html.raw("<span><svg width=\"26\" height=\"8\" aria-hidden=\"true\">");
        html.empty("path", "class", "line line" + i, "d", "M1,4H25").raw("</svg>");
        html.text(key.get(i).name()).raw("</span>");
      }
      html.raw("</p>");
    }
    html.raw("</figcaption>\n<div class=\"scroll\">");
    html.open(
        "svg",
        "viewBox",
        "0 0 " + width + " " + HEIGHT,
        "class",
        "chart",
        "role",
        "img",
        "aria-label",
        words.title() + "; the figures are in the table of hours");
    for (double value = low; value < high + step / 2; value += step) {
      rule("grid", LEFT, y(value), width - RIGHT, y(value));
      label(LEFT - 8, y(value) + 4, "end", text(value));
    }
    label(LEFT - 8, TOP - 12, "end", unit);
    for (TimeAxis.Tick tick : time.ticks()) {
      rule("tick", x(tick.part()), HEIGHT - BOTTOM, x(tick.part()), HEIGHT - BOTTOM + 5);
      label(x(tick.part()), HEIGHT - BOTTOM + 18, "middle", tick.label());
    }
    label((LEFT + width - RIGHT) / 2.0, HEIGHT - 6, "middle", time.title());
  }

  private void line(int number, List<Double> values) {
    double shift = values.size() > time.parts() ? 0 : 0.5;
    StringBuilder path = new StringBuilder();
    boolean isDrawing = false;
    for (int i = 0; i < values.size(); i++) {
      boolean isKnown = Double.isFinite(values.get(i));
      if (isKnown) {
        path.append(isDrawing ? 'L' : 'M').append(number(x(i + shift))).append(',');
        path.append(number(y(values.get(i))));
      }
      isDrawing = isKnown;
    }
    html.empty("path", "class", "line line" + number, "d", path.toString());
    for (int i = 0; i < values.size() && values.size() <= MOST_DOTS && shift > 0; i++) {
      if (Double.isFinite(values.get(i))) {
        html.empty(
            "circle",
            "class",
            "dot dot" + number,
            "cx",
            number(x(i + shift)),
            "cy",
            number(y(values.get(i))),
            "r",
            "2.4");
      }
    }
  }

  /** Closes it, with a field over every part that tells its figures. */
  private void end(List<Line> lines) {
    rule("axis", LEFT, y(0), width - RIGHT, y(0));
    for (int part = 0; part < time.parts(); part++) {
      List<String> told = new ArrayList<>(List.of(time.name(part)));
      for (Line line : lines) {
        double value = line.values().get(line.values().size() > time.parts() ? part + 1 : part);
        told.add(
            line.name()
                + ": "
                + (Double.isFinite(value)
                    ? String.format(Locale.ROOT, "%,.2f ", value) + unit
                    : "none"));
      }
      html.open(
          "rect",
          "class",
          "field",
          "x",
          number(x(part)),
          "y",
          number(TOP),
          "width",
          number(x(part + 1) - x(part)),
          "height",
          number(HEIGHT - TOP - BOTTOM));
      html.element("title", String.join("\n", told)).close("rect");
    }
    html.close("svg").raw("</div>").close("figure");
  }

  private double x(double part) {
    return LEFT + part / Math.max(1, time.parts()) * (width - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
  }

  private String text(double value) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step)));
    // Zero may have come out a little below.
    return String.format(
        Locale.ROOT, "%,." + decimals + "f", Math.abs(value) < step / 2 ? 0 : value);
  }

  private void rule(String style, double x1, double y1, double x2, double y2) {
    html.empty(
        "line",
        "class",
        style,
        "x1",
        number(x1),
        "y1",
        number(y1),
        "x2",
        number(x2),
        "y2",
        number(y2));
  }

  private void label(double x, double y, String anchor, String text) {
    html.element("text", text, "x", number(x), "y", number(y), "text-anchor", anchor);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
