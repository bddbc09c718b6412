package io.bidder.benchmarks.stages;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Results as a table for people. */
final class StageTable {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final String STORE = "store";

  private StageTable() {}

  /** Markdown. */
  static String of(Collection<RunResult> results, Map<String, String> facts) {
    StringBuilder table = new StringBuilder();
    facts.forEach(
        (name, value) -> table.append("- ").append(name).append(": ").append(value).append('\n'));
    table.append("\n| benchmark | parameters | µs | ± | B allocated |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    for (RunResult result : results) {
      table.append(row(result));
    }
    return table.toString();
  }

  private static String row(RunResult run) {
    BenchmarkParams params = run.getParams();
    String name = params.getBenchmark();
    name = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    String values =
        params.getParamsKeys().stream()
            .filter(key -> !key.equals(STORE))
            .map(key -> key + " " + params.getParam(key))
            .collect(Collectors.joining(", "));
    Result<?> time = run.getPrimaryResult();
    boolean sampled = params.getMode() == Mode.SampleTime;
    Result<?> allocated = run.getSecondaryResults().get(ALLOCATED);
    return "| %s | %s | %s | %s | %s |\n"
        .formatted(
            name,
            values,
            sampled
                ? "median " + number(time.getStatistics().getPercentile(50))
                : number(time.getScore()),
            sampled ? "" : number(time.getScoreError()),
            allocated == null ? "" : number(allocated.getScore()));
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
  }
}
