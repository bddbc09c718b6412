package io.bidder.benchmarks.bench;

import static io.bidder.benchmarks.bench.Plan.TARGET_CANDIDATES;

import io.bidder.benchmarks.bench.result.Latency;
import io.bidder.benchmarks.bench.result.Median;
import io.bidder.benchmarks.bench.result.Phase;
import io.bidder.benchmarks.bench.result.Row;
import io.bidder.benchmarks.bench.result.RunFigures;
import io.bidder.benchmarks.bench.result.SingleFigures;
import io.bidder.benchmarks.bench.result.Target;
import io.bidder.trainer.version.AccuracyGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Holds what was measured against what was aimed at. Void runs are in none of it. */
final class Targets {
  static final String CEILING = "bare loop, stock fp32";
  static final String TEXTBOOK = "peer a: textbook";

  private static final double LEAST_TO_CEILING = 2.5;
  private static final double LEAST_TO_TEXTBOOK = 5;
  private static final double MOST_P99_MICROS = 5_000;
  private static final double MOST_P999_MICROS = 15_000;
  private static final double MOST_MISS_SHARE = 0.0001;
  private static final double LEAST_GOODPUT = 0.95;
  private static final double MOST_SHED_SECONDS = 0.001;
  private static final double MOST_RECOVERY_SECONDS = 1;
  private static final double MOST_FIRST_BID_SECONDS = 1.5;
  private static final double MOST_PATH_BYTES = 1 << 10;
  private static final double MOST_SERVER_BYTES = 6 << 10;
  private static final int[] ELIGIBILITY_CAMPAIGNS = {10_000, 100_000};
  private static final double[] MOST_ELIGIBILITY_MICROS = {50, 300};
  private static final double LEAST_WITH = 0.97;
  private static final double MOST_WITH = 1.03;
  private static final double MOST_SWAP_LATENCY = 1.5;

  /** Resident memory is flat if it grows by less. */
  private static final double MOST_SWAP_GROWTH = 0.02;

  private static final double MOST_SOAK_BYTES_PER_HOUR = 16 << 20;
  private static final String VOID = "every run of it was void";
  private static final String NOT_RUN = "this benchmark did not run it";

  private final List<Row> rows;
  private final SingleFigures extras;
  private final List<Target> targets = new ArrayList<>();

  private Targets(List<Row> rows, SingleFigures extras) {
    this.rows = rows;
    this.extras = extras;
  }

  static List<Target> of(List<Row> rows, SingleFigures extras) {
    Targets all = new Targets(rows, extras);
    all.throughput("candidates/s over HTTP / bare stock fp32 loop", CEILING, LEAST_TO_CEILING);
    all.throughput("candidates/s over HTTP / peer (a)", TEXTBOOK, LEAST_TO_TEXTBOOK);
    all.latency();
    all.overload(Phase.OVERLOAD_2, 2);
    all.overload(Phase.OVERLOAD_5, 5);
    all.allocation();
    all.eligibility();
    all.int8();
    all.firstBid();
    all.recording();
    all.swaps();
    all.soak();
    return all.targets;
  }

  private void throughput(String name, String other, double least) {
    Row ours = row(BenchRun.OURS, Phase.CLOSED);
    Ratio ratio = ratio(ours, row(other, null), RunFigures::candidatesPerSecond);
    add(
        name,
        ">= %.1f".formatted(least),
        ratio,
        "%.2f",
        ratio.value >= least,
        "%d candidates, median of %d run(s); %s"
            .formatted(TARGET_CANDIDATES, ratio.runs, ours == null ? "" : context(ours)));
  }

  private void latency() {
    Row row = row(BenchRun.OURS, Phase.OPEN_70);
    String name = "open loop at 70 % of capacity";
    String target = "p99 <= 5 ms, p99.9 <= 15 ms, deadline misses <= 0.01 %";
    if (row == null || row.isVoid()) {
      targets.add(Target.notMeasured(name, target, row == null ? NOT_RUN : VOID));
      return;
    }
    Latency latency = row.latency();
    double misses = row.median(RunFigures::missShare);
    targets.add(
        Target.of(
            name,
            target,
            String.format(
                Locale.ROOT,
                "p99 %.1f ms, p99.9 %.1f ms, misses %.3f %%",
                latency.p99() / 1000,
                latency.p999() / 1000,
                100 * misses),
            latency.p99() <= MOST_P99_MICROS
                && latency.p999() <= MOST_P999_MICROS
                && misses <= MOST_MISS_SHARE,
            context(row)));
  }

  private void overload(Phase phase, int factor) {
    Row row = row(BenchRun.OURS, phase);
    Ratio goodput = ratio(row, row(BenchRun.OURS, Phase.CLOSED), RunFigures::goodputPerSecond);
    add(
        "goodput at %dx overload / peak".formatted(factor),
        ">= 0.95",
        goodput,
        "%.2f",
        goodput.value >= LEAST_GOODPUT,
        row == null
            ? ""
            : context(row)
                + String.format(
                    Locale.ROOT,
                    "; sending took %.2f cores",
                    row.median(RunFigures::generatorCores)));
    Ratio shed =
        row == null
            ? Ratio.none(NOT_RUN)
            : Ratio.of(
                row.counting().stream().mapToDouble(RunFigures::shedMedianSeconds).toArray());
    add(
        "sheds answered at %dx, median".formatted(factor),
        "<= 1 ms",
        shed.times(1000),
        "%.2f ms",
        shed.value <= MOST_SHED_SECONDS,
        row == null
            ? ""
            : String.format(Locale.ROOT, "%,.0f sheds a run", row.median(RunFigures::sheds)));
    List<SingleFigures.Recovery> recoveries =
        extras.recoverySeconds().stream().filter(one -> one.factor() == factor).toList();
    // One that did not come back while it was watched took longer than any other.
    double[] seconds =
        recoveries.stream()
            .mapToDouble(
                one -> Double.isNaN(one.seconds()) ? Double.POSITIVE_INFINITY : one.seconds())
            .toArray();
    Ratio recovery = seconds.length == 0 ? Ratio.none(NOT_RUN) : Ratio.of(seconds);
    add(
        "recovery after %dx overload".formatted(factor),
        "<= 1 s",
        recovery,
        "%.1f s",
        recovery.value <= MOST_RECOVERY_SECONDS,
        "until goodput and p99 stay as usual at 70 %");
  }

  private void allocation() {
    String path = "allocation, decode to respond without sockets";
    double bytes = extras.pathBytesPerRequest();
    add(
        path,
        "<= 1 KiB",
        Double.isNaN(bytes) ? Ratio.none(NOT_RUN) : Ratio.of(bytes),
        "%.0f B",
        bytes <= MOST_PATH_BYTES,
        "%d candidates, the demo's model".formatted(TARGET_CANDIDATES));
    Row row = row(BenchRun.OURS, Phase.CLOSED);
    Ratio all =
        row == null || row.isVoid()
            ? Ratio.none(row == null ? NOT_RUN : VOID)
            : Ratio.of(row.median(RunFigures::allocatedBytesPerRequest));
    add(
        "allocation with Netty",
        "<= 6 KiB",
        all,
        "%.0f B",
        all.value <= MOST_SERVER_BYTES,
        row == null ? "" : context(row));
  }

  /** What recording costs, and beside that budgets and caps, where it was measured. */
  private void recording() {
    within("events", BenchRun.EVENTS, BenchRun.BESIDE_EVENTS);
    within("money", BenchRun.MONEY, BenchRun.EVENTS);
  }

  private void within(String what, String with, String without) {
    Row closed = row(with, Phase.CLOSED);
    if (closed == null) {
      return;
    }
    Row other = row(without, Phase.CLOSED);
    Ratio rate = ratio(closed, other, RunFigures::candidatesPerSecond);
    Ratio work = ratio(closed, other, run -> run.candidatesPerSecond() / run.cpuCores());
    Ratio p99 =
        ratio(row(with, Phase.OPEN_70), row(without, Phase.OPEN_70), run -> run.latency().p99());
    Ratio bytes = ratio(closed, other, RunFigures::allocatedBytesPerRequest);
    String note = "with %s / without, by turns, median of %d pair(s)".formatted(what, rate.runs);
    add(what + ": candidates/s", ">= 0.97", rate, "%.3f", rate.value >= LEAST_WITH, note);
    String ofServer = what + ": candidates per second of the server's CPU";
    add(ofServer, ">= 0.97", work, "%.3f", work.value >= LEAST_WITH, note);
    add(what + ": p99 at 70 %", "<= 1.03", p99, "%.3f", p99.value <= MOST_WITH, note);
    add(what + ": allocation", "<= 1.03", bytes, "%.3f", bytes.value <= MOST_WITH, note);
  }

  private void eligibility() {
    for (int i = 0; i < ELIGIBILITY_CAMPAIGNS.length; i++) {
      int campaigns = ELIGIBILITY_CAMPAIGNS[i];
      double[] micros =
          extras.eligibility().stream()
              .filter(one -> one.campaigns() == campaigns)
              .mapToDouble(SingleFigures.Eligibility::medianMicros)
              .toArray();
      Ratio ratio = micros.length == 0 ? Ratio.none(NOT_RUN) : Ratio.of(micros);
      add(
          String.format(Locale.ROOT, "eligibility at %,d campaigns, median", campaigns),
          "<= %.0f us".formatted(MOST_ELIGIBILITY_MICROS[i]),
          ratio,
          "%.0f us",
          ratio.value <= MOST_ELIGIBILITY_MICROS[i],
          "SelectBenchmark's code in this process");
    }
  }

  private void int8() {
    SingleFigures.Int8 int8 = extras.int8();
    String name = "int8 and request-once against fp32, demo market";
    String target =
        String.format(
            Locale.ROOT,
            "AUC within %.4f, NE within %.1f %%, predicted/actual within %.1f %%",
            AccuracyGate.AUC,
            100 * AccuracyGate.NORMALIZED_ENTROPY,
            100 * AccuracyGate.PREDICTED_OVER_ACTUAL);
    targets.add(
        int8 == null
            ? Target.notMeasured(name, target, NOT_RUN)
            : Target.of(
                name,
                target,
                int8.changes(),
                int8.passes(),
                String.format(
                    Locale.ROOT,
                    "a DLRM with large enough layers, %,d impressions new to it",
                    int8.rows())));
  }

  private void firstBid() {
    double[] seconds = extras.firstBidSeconds().stream().mapToDouble(one -> one).toArray();
    Ratio ratio = seconds.length == 0 ? Ratio.none(NOT_RUN) : Ratio.of(seconds);
    add(
        "start of JVM to first bid, demo model",
        "<= 1.5 s",
        ratio,
        "%.2f s",
        ratio.value <= MOST_FIRST_BID_SECONDS,
        "median of " + seconds.length);
  }

  private void swaps() {
    Row row = row(BenchRun.OURS, Phase.SWAPS);
    String name = "100 model swaps at 70 % load";
    String target = "0 failed, p99 and p99.9 <= 1.5 x steady, RSS flat";
    Row steady = row(BenchRun.OURS, Phase.BEFORE_SWAPS);
    if (row == null) {
      targets.add(Target.notMeasured(name, target, "--swaps measures it"));
      return;
    }
    // What failed and what memory grew by hold for a void run as well: only times are disturbed.
    RunFigures run = row.runs().getFirst();
    boolean held = run.failed() == 0 && extras.swapResidentGrowth() <= MOST_SWAP_GROWTH;
    String counted =
        String.format(
            Locale.ROOT,
            "%.0f failed, RSS %+.1f %%",
            run.failed(),
            100 * extras.swapResidentGrowth());
    String context = "%d swaps; %s".formatted(extras.swaps(), context(run));
    if (steady != null && !steady.isVoid() && !row.isVoid()) {
      double p99 = row.latency().p99() / steady.latency().p99();
      double p999 = row.latency().p999() / steady.latency().p999();
      String value =
          String.format(Locale.ROOT, "%s, p99 %.2f x and p99.9 %.2f x steady", counted, p99, p999);
      boolean prompt = Math.max(p99, p999) <= MOST_SWAP_LATENCY;
      targets.add(Target.of(name, target, value, held && prompt, context));
    } else if (held) {
      targets.add(Target.notMeasured(name, target, counted + "; times not, " + VOID));
    } else {
      targets.add(Target.of(name, target, counted, false, context));
    }
  }

  private void soak() {
    Row row = row(BenchRun.OURS, Phase.SOAK);
    String name = "soak at 70 %";
    String target = "RSS slope about 0";
    if (row == null) {
      targets.add(Target.notMeasured(name, target, "--soak MINUTES measures it"));
      return;
    }
    // Memory is what it is, whoever else had the processor.
    RunFigures run = row.runs().getFirst();
    double perHour = extras.soakResidentBytesPerHour();
    targets.add(
        Target.of(
            name,
            target,
            String.format(Locale.ROOT, "%+.1f MiB/h", perHour / (1 << 20)),
            Math.abs(perHour) <= MOST_SOAK_BYTES_PER_HOUR,
            String.format(
                Locale.ROOT,
                "%.0f min, at most 16 MiB/h; misses %.3f %%; %s%s",
                extras.soakMinutes(),
                100 * run.missShare(),
                context(run),
                row.isVoid() ? "; its times are void" : "")));
  }

  private static String context(RunFigures run) {
    return String.format(
        Locale.ROOT,
        "bid rate %.1f %%, %.1f candidates scored",
        100 * run.bidRate(),
        run.meanCandidates());
  }

  private static String context(Row row) {
    return String.format(
        Locale.ROOT,
        "bid rate %.1f %%, %.1f candidates scored",
        100 * row.median(RunFigures::bidRate),
        row.median(RunFigures::meanCandidates));
  }

  private void add(
      String name, String target, Ratio ratio, String format, boolean met, String note) {
    targets.add(
        ratio.isMeasured()
            ? Target.of(name, target, String.format(Locale.ROOT, format, ratio.value), met, note)
            : Target.notMeasured(name, target, ratio.why));
  }

  private @Nullable Row row(String name, @Nullable Phase phase) {
    for (Row row : rows) {
      if (row.name().equals(name)
          && row.candidates() == TARGET_CANDIDATES
          && (phase == null || row.phase() == phase)) {
        return row;
      }
    }
    return null;
  }

  /** The median of the ratios of runs of the same repeat, where neither is void. */
  private static Ratio ratio(
      @Nullable Row over, @Nullable Row under, ToDoubleFunction<RunFigures> figure) {
    if (over == null || under == null) {
      return Ratio.none(NOT_RUN);
    }
    List<Double> ratios = new ArrayList<>();
    for (RunFigures upper : over.counting()) {
      for (RunFigures lower : under.counting()) {
        if (upper.repeat() == lower.repeat()) {
          ratios.add(figure.applyAsDouble(upper) / figure.applyAsDouble(lower));
        }
      }
    }
    return ratios.isEmpty()
        ? Ratio.none(VOID)
        : Ratio.of(ratios.stream().mapToDouble(one -> one).toArray());
  }

  /** A figure over some runs, or why there is none. */
  private record Ratio(double value, int runs, String why) {
    static Ratio none(String why) {
      return new Ratio(Double.NaN, 0, why);
    }

    static Ratio of(double... figures) {
      return new Ratio(Median.of(figures), figures.length, "nothing of it was counted");
    }

    Ratio times(double factor) {
      return new Ratio(factor * value, runs, why);
    }

    boolean isMeasured() {
      return !Double.isNaN(value);
    }
  }
}
