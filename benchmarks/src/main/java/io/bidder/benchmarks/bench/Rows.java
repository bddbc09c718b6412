package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.bench.result.Phase;
import io.bidder.benchmarks.bench.result.Row;
import io.bidder.benchmarks.bench.result.RunFigures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts runs to the row they belong to; rows are in the order of their first run. */
final class Rows {
  private final Map<Key, List<RunFigures>> runs = new LinkedHashMap<>();

  private record Key(String name, Phase phase, int candidates) {}

  void add(String name, Phase phase, int candidates, RunFigures figures) {
    runs.computeIfAbsent(new Key(name, phase, candidates), key -> new ArrayList<>()).add(figures);
  }

  List<Row> list() {
    return runs.entrySet().stream()
        .map(entry ->
            new Row(
                entry.getKey().name,
                entry.getKey().phase,
                entry.getKey().candidates,
                entry.getValue()))
        .toList();
  }
}
