package io.bidder.benchmarks.bench.result;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All runs of one subject in one phase.
 *
 * @param candidates ads that each impression has to choose from
 */
public record Row(String name, Phase phase, int candidates, List<RunFigures> runs) {
  /** Keeps the runs. */
  public Row {
    runs = List.copyOf(runs);
  }

  /** Returns whether no run counts. */
  public boolean isVoid() {
    return counting().isEmpty();
  }

  /** The runs that count. */
  public List<RunFigures> counting() {
    return runs.stream().filter(run -> !run.isVoid()).toList();
  }

  /**
   * The median over the runs that count; where none does, over all, for the eye only: the row is
   * void.
   */
  public double median(ToDoubleFunction<RunFigures> figure) {
    return Median.of(shown().stream().mapToDouble(figure));
  }

  /** Each percentile's median, over the same runs. */
  public Latency latency() {
    return Latency.median(shown().stream().map(RunFigures::latency).toList());
  }

  private List<RunFigures> shown() {
    return isVoid() ? runs : counting();
  }
}
