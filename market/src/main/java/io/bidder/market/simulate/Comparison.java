package io.bidder.market.simulate;

import io.bidder.market.exchange.Books;
import io.bidder.market.exchange.Figures;
import io.bidder.market.simulate.Simulation.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Configurations that played the same markets, and by how much what they came to differs from the
 * first one's. Blocks of {@value Books#BLOCK} requests that are the same for all are the pairs:
 * what differs from block to block is in neither.
 */
final class Comparison {
  private static final List<Metric> METRICS =
      List.of(
          new Metric("profitMicros", "profit, USD", 1e6, Figures::profitMicros),
          new Metric("valueMicros", "value, USD", 1e6, Figures::valueMicros),
          new Metric("spendMicros", "spend, USD", 1e6, Figures::spentMicros),
          new Metric("wins", "won", 1, Figures::wins));

  private final List<Path> configurations;
  private final int blocks;
  private final List<Run> runs = new ArrayList<>();

  /**
   * A comparison without runs.
   *
   * @param blocks of each run, at least two
   */
  Comparison(List<Path> configurations, int blocks) {
    this.configurations = configurations;
    this.blocks = blocks;
  }

  /** What is compared; in text, in units of so many. */
  private record Metric(String name, String title, double unit, ToLongFunction<Figures> figure) {}

  /** What a configuration came to in a market. */
  private record Run(
      int configuration, long seed, List<Figures> blocks, Map<String, Object> json) {}

  /** Takes in a run of a configuration; all have to have the same markets. */
  void add(int configuration, Outcome outcome) {
    long seed = outcome.setup().market().seed();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("config", configurations.get(configuration).toString());
    json.put("seed", seed);
    json.putAll(new Report(outcome).json());
    runs.add(new Run(configuration, seed, outcome.books().blocks().subList(0, blocks), json));
  }

  /** A figure in every block of a configuration's markets. */
  private double[] values(int configuration, Metric metric) {
    return runs.stream()
        .filter(run -> run.configuration() == configuration)
        .flatMap(run -> run.blocks().stream())
        .mapToDouble(metric.figure()::applyAsLong)
        .toArray();
  }

  private PairedDifference difference(int configuration, Metric metric) {
    double[] first = values(0, metric);
    double[] differences = values(configuration, metric);
    for (int i = 0; i < differences.length; i++) {
      differences[i] -= first[i];
    }
    return PairedDifference.of(differences);
  }

  /** The runs, and for each configuration but the first the differences for a block's requests. */
  Map<String, Object> json() {
    List<Map<String, Object>> differences = new ArrayList<>();
    for (int i = 1; i < configurations.size(); i++) {
      for (Metric metric : METRICS) {
        PairedDifference difference = difference(i, metric);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("config", configurations.get(i).toString());
        json.put("against", configurations.getFirst().toString());
        json.put("metric", metric.name());
        json.put("requests", Books.BLOCK);
        json.put("pairs", difference.pairs());
        json.put("difference", difference.mean());
        json.put("low", difference.low());
        json.put("high", difference.high());
        differences.add(json);
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("runs", runs.stream().map(Run::json).toList());
    json.put("differences", differences);
    return json;
  }

  /** A table for each configuration but the first. */
  String text() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < configurations.size(); i++) {
      lines.add((i + 1) + ": " + configurations.get(i));
    }
    for (int i = 1; i < configurations.size(); i++) {
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT,
              "%-14s %12s %12s %12s %12s %12s",
              "per " + Books.BLOCK,
              "1",
              i + 1,
              (i + 1) + " - 1",
              "95 % from",
              "to"));
      for (Metric metric : METRICS) {
        lines.add(line(i, metric));
      }
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "Means of %,d blocks of %,d requests, the same for all; the intervals are of the mean"
                + " paired difference (Student's t).",
            runs.size() / configurations.size() * blocks,
            Books.BLOCK));
    return String.join("\n", lines);
  }

  private String line(int configuration, Metric metric) {
    PairedDifference difference = difference(configuration, metric);
    return String.format(
        Locale.ROOT,
        "%-14s %12.4f %12.4f %+12.4f %+12.4f %+12.4f",
        metric.title(),
        PairedDifference.of(values(0, metric)).mean() / metric.unit(),
        PairedDifference.of(values(configuration, metric)).mean() / metric.unit(),
        difference.mean() / metric.unit(),
        difference.low() / metric.unit(),
        difference.high() / metric.unit());
  }
}
