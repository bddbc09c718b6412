package io.bidder.benchmarks.bench;

import com.sun.management.ThreadMXBean;
import io.bidder.benchmarks.bench.result.Median;
import io.bidder.benchmarks.bench.result.SingleFigures;
import io.bidder.benchmarks.select.SelectBenchmark;
import io.bidder.benchmarks.stages.StagesBenchmark;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Figures that need no socket, measured in this process: with the JMH benchmarks' own code, called
 * often enough to be compiled. {@code ./run stages} measures the same with JMH's care.
 */
final class InProcess {
  private static final int WARM_UP_CALLS = 20_000;
  private static final int CALLS = 10_000;
  private static final double NS_PER_MICRO = 1000;
  private static final List<Integer> CAMPAIGNS = List.of(10_000, 100_000);

  private InProcess() {}

  /** The median time to find the ads that may bid for an impression, by number of campaigns. */
  static List<SingleFigures.Eligibility> eligibility() {
    List<SingleFigures.Eligibility> all = new ArrayList<>();
    for (int campaigns : CAMPAIGNS) {
      SelectBenchmark select = new SelectBenchmark();
      select.campaigns = campaigns;
      select.setUp();
      for (int i = 0; i < WARM_UP_CALLS; i++) {
        select.select();
      }
      double[] micros = new double[CALLS];
      for (int i = 0; i < CALLS; i++) {
        long startNs = System.nanoTime();
        select.select();
        micros[i] = (System.nanoTime() - startNs) / NS_PER_MICRO;
      }
      all.add(new SingleFigures.Eligibility(campaigns, Median.of(micros)));
    }
    return all;
  }

  /**
   * Bytes that a request takes from the heap between its JSON and the answer's, with the demo's
   * model and 32 candidates.
   */
  static double pathBytesPerRequest() {
    StagesBenchmark path = new StagesBenchmark();
    path.candidates = Plan.TARGET_CANDIDATES;
    path.setUp();
    try {
      for (int i = 0; i < WARM_UP_CALLS; i++) {
        path.wholePath();
      }
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        path.wholePath();
      }
      return (double) (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    } finally {
      path.tearDown();
    }
  }
}
