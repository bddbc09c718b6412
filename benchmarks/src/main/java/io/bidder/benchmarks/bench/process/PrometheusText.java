package io.bidder.benchmarks.bench.process;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Samples in Prometheus' text format, as {@code /metrics} has them. */
final class PrometheusText {
  private final List<Sample> samples = new ArrayList<>();

  /**
   * One line.
   *
   * @param labels as they stand between the braces
   */
  record Sample(String name, String labels, double value) {
    /** Returns whether a label has a value. */
    boolean has(String label, String value) {
      return ("," + labels).contains("," + label + "=\"" + value + "\"");
    }

    String label(String label) {
      String start = label + "=\"";
      int at = labels.indexOf(start);
      int from = at + start.length();
      return at < 0 ? "" : labels.substring(from, labels.indexOf('"', from));
    }
  }

  PrometheusText(String text) {
    for (String line : text.lines().toList()) {
      if (!line.isEmpty() && line.charAt(0) != '#') {
        samples.add(sample(line));
      }
    }
  }

  private static Sample sample(String line) {
    int brace = line.indexOf('{');
    int endOfLabels = line.lastIndexOf('}');
    int space = line.indexOf(' ', Math.max(0, endOfLabels));
    boolean labelled = brace >= 0 && brace < endOfLabels;
    return new Sample(
        line.substring(0, labelled ? brace : space),
        labelled ? line.substring(brace + 1, endOfLabels) : "",
        value(line.substring(space + 1).split(" ", 2)[0]));
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** The sum of the samples of this name; NaN if there is none. */
  double sum(String name) {
    return sum(name, sample -> true);
  }

  /** The sum of those of this name that are wanted; NaN if there is none. */
  double sum(String name, Predicate<Sample> wanted) {
    double sum = Double.NaN;
    for (Sample sample : samples) {
      if (sample.name.equals(name) && wanted.test(sample)) {
        sum = Double.isNaN(sum) ? sample.value : sum + sample.value;
      }
    }
    return sum;
  }

  List<Sample> all(String name) {
    return samples.stream().filter(sample -> sample.name.equals(name)).toList();
  }
}
