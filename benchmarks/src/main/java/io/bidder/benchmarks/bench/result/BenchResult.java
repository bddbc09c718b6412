package io.bidder.benchmarks.bench.result;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that a benchmark found.
 *
 * @param seconds that it took
 * @param machine facts of where and with what it ran, by name, in the order to show them
 * @param extras what is no row
 */
public record BenchResult(
    Instant startedAt,
    double seconds,
    Map<String, String> machine,
    List<Row> rows,
    List<Target> targets,
    SingleFigures extras) {
  /** Keeps the lists. */
  public BenchResult {
    rows = List.copyOf(rows);
    targets = List.copyOf(targets);
  }
}
