package io.bidder.benchmarks.bench.result;

import java.time.Instant;
import java.util.List;

/**
 * All that a benchmark found.
 *
 * @param seconds that it took
 * @param extras what is no row
 */
public record BenchResult(
    Instant startedAt,
    double seconds,
    Machine machine,
    List<Row> rows,
    List<Target> targets,
    Extras extras) {
  /** Keeps the lists. */
  public BenchResult {
    rows = List.copyOf(rows);
    targets = List.copyOf(targets);
  }
}
