package io.bidder.bidder.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The series that Prometheus has of a bidder: metrics with their labels' values. */
final class ExportedSeries {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? \\S+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  /** Labels whose values are the deployment's, or grow with what is seen. */
  private static final Set<String> OPEN =
      Set.of("instance", "exchange", "version", "currency", "campaign", "le");

  private final Map<String, Map<String, Set<String>>> metrics = new TreeMap<>();

  /**
   * The series of a scrape.
   *
   * @param job as which it is scraped: Prometheus adds that label, and {@code instance}
   */
  static ExportedSeries of(String scrape, String job) {
    ExportedSeries series = new ExportedSeries();
    for (String line : scrape.lines().filter(each -> !each.startsWith("#")).toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (!sample.matches()) {
        throw new IllegalArgumentException("no sample: " + line);
      }
      Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
      while (label.find()) {
        series.add(sample.group(1), label.group(1), label.group(2));
      }
      series.scraped(sample.group(1), job);
    }
    series.scraped("up", job);
    return series;
  }

  private void scraped(String metric, String job) {
    add(metric, "job", job);
    add(metric, "instance", "");
  }

  private void add(String metric, String label, String value) {
    metrics
        .computeIfAbsent(metric, _ -> new TreeMap<>())
        .computeIfAbsent(label, _ -> new TreeSet<>())
        .add(value);
  }

  /** Adds what a recording rule makes: a metric with the labels that it groups by. */
  void record(String name, String expression) {
    PromQl query = PromQl.of(expression);
    for (String label : query.grouping()) {
      if (!label.equals("le")) {
        for (PromQl.Selector selector : query.selectors()) {
          values(selector.metric(), label).forEach(value -> add(name, label, value));
        }
      }
    }
    metrics.computeIfAbsent(name, _ -> new TreeMap<>());
  }

  /** Each metric, label and value in an expression that is not there. */
  List<String> missing(String expression) {
    List<String> missing = new ArrayList<>();
    PromQl query = PromQl.of(expression);
    for (PromQl.Selector selector : query.selectors()) {
      Map<String, Set<String>> labels = metrics.get(selector.metric());
      if (labels == null) {
        missing.add("metric " + selector.metric());
        continue;
      }
      for (PromQl.Condition condition : selector.conditions()) {
        missing(selector.metric(), labels.get(condition.label()), condition, missing);
      }
    }
    for (String label : query.grouping()) {
      if (query.selectors().stream().allMatch(each -> values(each.metric(), label).isEmpty())) {
        missing.add("label " + label);
      }
    }
    return missing;
  }

  private static void missing(
      String metric,
      @Nullable Set<String> values,
      PromQl.Condition condition,
      List<String> missing) {
    if (values == null) {
      missing.add("label " + condition.label() + " of " + metric);
    } else if (!OPEN.contains(condition.label())) {
      for (String value : condition.values()) {
        if (!values.contains(value)) {
          missing.add(condition.label() + "=\"" + value + "\" of " + metric);
        }
      }
    }
  }

  /** Whether any metric has the label. */
  boolean hasLabel(String label) {
    return metrics.values().stream().anyMatch(labels -> labels.containsKey(label));
  }

  private Set<String> values(String metric, String label) {
    return metrics.getOrDefault(metric, Map.of()).getOrDefault(label, Set.of());
  }
}
