package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.bench.process.Counters;
import io.bidder.benchmarks.bench.process.Kernel;
import io.bidder.benchmarks.bench.process.Subject;
import io.bidder.benchmarks.bench.result.Latency;
import io.bidder.benchmarks.bench.result.Phase;
import io.bidder.benchmarks.bench.result.RunFigures;
import io.bidder.benchmarks.bench.result.Validity;
import io.bidder.market.load.Load;
import io.bidder.market.load.LoadGenerator;
import io.bidder.market.load.LoadResult;
import io.bidder.market.load.RequestSet;
import java.io.IOException;

/** Sends one load to one subject, with a look at everybody's counters before and after. */
final class Measuring {
  private static final double NS_PER_MICRO = 1000;

  private final LoadGenerator generator;

  Measuring(LoadGenerator generator) {
    this.generator = generator;
  }

  RunFigures run(Subject subject, Phase phase, int repeat, RequestSet requests, Load load)
      throws IOException, InterruptedException {
    Counters countersBefore = subject.counters();
    Kernel.Ticks ticksBefore = Kernel.ticks();
    LoadResult result = generator.run(subject.address(), requests, load);
    Kernel.Ticks ticksAfter = Kernel.ticks();
    double steal = ticksAfter.stealSince(ticksBefore);
    double busyCores = ticksAfter.busyCoresSince(ticksBefore);
    Counters counted = subject.counters().since(countersBefore);
    return figures(phase, repeat, load, result, counted, steal, busyCores, subject.residentBytes());
  }

  /** Sends a load of which nothing is kept but how it went from slice to slice. */
  LoadResult send(Subject subject, RequestSet requests, Load load)
      throws IOException, InterruptedException {
    return generator.run(subject.address(), requests, load);
  }

  static RunFigures figures(
      Phase phase,
      int repeat,
      Load load,
      LoadResult result,
      Counters counted,
      double steal,
      double busyCores,
      double residentBytes) {
    double seconds = result.seconds();
    double lagP99Micros =
        phase.isOpen() ? result.lagNs().getValueAtPercentile(99) / NS_PER_MICRO : Double.NaN;
    double othersCores =
        busyCores - (counted.cpuSeconds() + result.generatorCpuSeconds()) / seconds;
    double looked = counted.requests() - counted.sheds() - counted.late();
    return new RunFigures(
        repeat,
        Validity.voidReason(phase, lagP99Micros, steal, othersCores),
        seconds,
        phase.isOpen() ? result.sent() / load.seconds() : Double.NaN,
        result.answered() / seconds,
        counted.candidates() / seconds,
        // Answers in time come soon after the load's end, so its own length is what counts.
        result.inTimeBids() / load.seconds(),
        ratio((double) result.bids(), (double) result.sent()),
        ratio(counted.candidates(), looked),
        result.sent(),
        result.late() + counted.late(),
        counted.late(),
        counted.sheds(),
        result.failed() + result.refused() + result.resent(),
        counted.medianShedSeconds(),
        counted.cpuSeconds() / seconds,
        result.generatorCpuSeconds() / seconds,
        ratio(counted.allocatedBytes(), counted.requests()),
        counted.gcPauses(),
        1000 * counted.gcPauseSeconds(),
        lagP99Micros,
        steal,
        residentBytes,
        Latency.of(result.latencyNs()));
  }

  private static double ratio(double part, double whole) {
    return whole > 0 ? part / whole : Double.NaN;
  }
}
