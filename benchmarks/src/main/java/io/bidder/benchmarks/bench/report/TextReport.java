package io.bidder.benchmarks.bench.report;

import io.bidder.benchmarks.bench.result.BenchResult;
import io.bidder.benchmarks.bench.result.Latency;
import io.bidder.benchmarks.bench.result.Row;
import io.bidder.benchmarks.bench.result.RunFigures;
import io.bidder.benchmarks.bench.result.Target;
import java.io.PrintWriter;
import java.util.Locale;

/** A benchmark's result for a terminal. */
public final class TextReport {
  private TextReport() {}

  /** Writes it. */
  public static void print(BenchResult result, PrintWriter out) {
    result.machine().forEach((name, value) -> out.printf("%-10s %s%n", name, value));
    out.println();
    out.printf(
        "%-22s %-14s %5s %10s %11s %7s %6s %8s %8s %8s %8s %8s%n",
        "subject",
        "phase",
        "cands",
        "requests/s",
        "cands/s",
        "bids %",
        "scored",
        "p50 ms",
        "p99 ms",
        "p99.9",
        "p99.99",
        "max");
    for (Row row : result.rows()) {
      Latency latency = row.latency();
      out.printf(
          "%-22s %-14s %5d %10s %11s %7s %6s %8s %8s %8s %8s %8s%s%n",
          row.name(),
          row.phase().label(),
          row.candidates(),
          Figures.whole(row.median(RunFigures::requestsPerSecond)),
          Figures.whole(row.median(RunFigures::candidatesPerSecond)),
          Figures.percent(row.median(RunFigures::bidRate)),
          Figures.one(row.median(RunFigures::meanCandidates)),
          Figures.millis(latency.p50()),
          Figures.millis(latency.p99()),
          Figures.millis(latency.p999()),
          Figures.millis(latency.p9999()),
          Figures.millis(latency.max()),
          row.isVoid() ? "  VOID: " + row.runs().getFirst().voidReason() : "");
    }
    out.println();
    out.printf(
        "%-22s %-14s %5s %8s %8s %7s %6s %7s %9s %8s %8s %7s %6s %5s%n",
        "subject",
        "phase",
        "cands",
        "misses",
        "sheds",
        "failed",
        "cores",
        "sender",
        "alloc/req",
        "GC n",
        "GC ms",
        "lag p99",
        "steal",
        "void");
    for (Row row : result.rows()) {
      long voids = row.runs().stream().filter(RunFigures::isVoid).count();
      out.printf(
          "%-22s %-14s %5d %8s %8s %7s %6s %7s %9s %8s %8s %7s %6s %5s%n",
          row.name(),
          row.phase().label(),
          row.candidates(),
          Figures.whole(row.median(RunFigures::deadlineMisses)),
          Figures.whole(row.median(RunFigures::sheds)),
          Figures.whole(row.median(RunFigures::failed)),
          Figures.two(row.median(RunFigures::cpuCores)),
          Figures.two(row.median(RunFigures::generatorCores)),
          Figures.bytes(row.median(RunFigures::allocatedBytesPerRequest)),
          Figures.whole(row.median(RunFigures::gcPauses)),
          Figures.one(row.median(RunFigures::gcPauseMillis)),
          Figures.millis(row.median(RunFigures::lagP99Micros)),
          Figures.percent(row.median(RunFigures::steal)),
          voids + "/" + row.runs().size());
    }
    out.println();
    out.printf("%-46s %-12s %s%n", "target", "", "value (aim)");
    for (Target target : result.targets()) {
      out.printf(
          "%-46s %-12s %s%n",
          target.name(),
          target.outcome().label(),
          target.outcome() == Target.Outcome.NOT_MEASURED
              ? "(" + target.target() + "): " + target.note()
              : target.value()
                  + " ("
                  + target.target()
                  + ")"
                  + (target.note().isEmpty() ? "" : "; " + target.note()));
    }
    out.printf(
        Locale.ROOT,
        "%n%.0f s in all. Medians over runs; void runs are in none. bids %%: of all requests sent;"
            + " scored: ads, of a request that was looked at.%n",
        result.seconds());
    out.flush();
  }
}
