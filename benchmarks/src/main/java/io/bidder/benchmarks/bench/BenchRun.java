package io.bidder.benchmarks.bench;

import static io.bidder.benchmarks.bench.Plan.TARGET_CANDIDATES;

import io.bidder.benchmarks.bench.material.Material;
import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.benchmarks.bench.process.StartingServer;
import io.bidder.benchmarks.bench.process.Subject;
import io.bidder.benchmarks.bench.result.BenchResult;
import io.bidder.benchmarks.bench.result.Phase;
import io.bidder.benchmarks.bench.result.RunFigures;
import io.bidder.benchmarks.bench.result.SingleFigures;
import io.bidder.market.load.Load;
import io.bidder.market.load.LoadGenerator;
import io.bidder.market.load.LoadResult;
import io.bidder.market.load.RequestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures everything, one process after the other. A repeat goes through all subjects before the
 * next begins, so that what the machine does to one it does to all.
 */
final class BenchRun {
  static final String OURS = "ours";

  /** Ours while it records what happens. */
  static final String EVENTS = "ours, with events";

  /** The same with budgets that are paced, and caps. */
  static final String MONEY = "ours, with events and money";

  /** Ours by turns with those that record. */
  static final String BESIDE_EVENTS = "ours, beside events";

  private static final double STEADY = 0.7;

  private final Plan plan;
  private final Launcher launcher;
  private final Material material;
  private final Comparisons comparisons;
  private final int port;
  private final Consumer<String> progress;
  private final Rows rows = new Rows();
  private final List<SingleFigures.Recovery> recoveries = new ArrayList<>();

  /**
   * Has measured nothing yet.
   *
   * @param port our server's; 0 for a free one
   * @param progress is told what begins
   */
  BenchRun(
      Plan plan,
      Launcher launcher,
      Material material,
      Comparisons comparisons,
      int port,
      Consumer<String> progress) {
    this.plan = plan;
    this.launcher = launcher;
    this.material = material;
    this.comparisons = comparisons;
    this.port = port;
    this.progress = progress;
  }

  BenchResult measure(Map<String, String> machine) throws IOException, InterruptedException {
    Instant startedAt = Instant.now();
    long startNs = System.nanoTime();
    try (LoadGenerator generator = new LoadGenerator()) {
      Measuring measuring = new Measuring(generator);
      for (int repeat = 0; repeat < plan.runs(); repeat++) {
        for (int candidates : plan.candidates()) {
          tell(repeat, "the bare loop, " + candidates + " candidates");
          comparisons.loops(candidates, repeat, rows);
          tell(repeat, "ours, " + candidates + " candidates");
          ours(measuring, repeat, candidates);
          comparisons.peers(measuring, repeat, candidates, rows, progress);
        }
      }
      progress.accept("start to first bid");
      List<Double> firstBids = StartingServer.secondsToFirstBid(launcher, plan.firstBids());
      Endurance.Result endurance =
          new Endurance(plan, launcher, material, measuring, rows, progress).measure();
      SingleFigures extras =
          new SingleFigures(
              firstBids,
              recoveries,
              plan.inProcess() ? InProcess.eligibility() : List.of(),
              plan.inProcess() ? InProcess.pathBytesPerRequest() : Double.NaN,
              plan.inProcess() ? int8() : null,
              endurance.swaps(),
              endurance.swapResidentGrowth(),
              endurance.soakMinutes(),
              endurance.soakResidentBytesPerHour());
      return new BenchResult(
          startedAt,
          (System.nanoTime() - startNs) / 1e9,
          machine,
          rows.list(),
          Targets.of(rows.list(), extras),
          extras);
    }
  }

  private SingleFigures.Int8 int8() throws IOException, InterruptedException {
    progress.accept("int8 on the demo market");
    Path home = Path.of(System.getProperty("bidder.home", "."));
    return new Int8Gate(home, material.workDirectory().resolve("int8"), launcher).measure();
  }

  private void tell(int repeat, String what) {
    progress.accept("run %d of %d: ".formatted(repeat + 1, plan.runs()) + what);
  }

  private Subject start(int candidates, Map<String, String> more)
      throws IOException, InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>(material.settings(candidates));
    settings.put("http.port", Integer.toString(port));
    settings.putAll(more);
    return Subject.ours(launcher, settings);
  }

  /**
   * Servers that record and one that does not, all there all the time and measured by turns: what
   * the machine does to one it does to the others, and all have been running for as long.
   */
  private void recording(Measuring measuring, int repeat, double capacity)
      throws IOException, InterruptedException {
    Path logs =
        Files.createTempDirectory(Files.createDirectories(material.workDirectory()), "events");
    List<Open> all = new ArrayList<>();
    try {
      all.add(beside(BESIDE_EVENTS, Map.of(), measuring, repeat, capacity));
      String log = logs.resolve("events").toString();
      all.add(beside(EVENTS, Map.of("events.dir", log), measuring, repeat, capacity));
      if (plan.money()) {
        Map<String, String> money =
            Map.of(
                "catalogue.file",
                material.moneyCatalogue(TARGET_CANDIDATES).toString(),
                "events.dir",
                logs.resolve("money").toString());
        all.add(beside(MONEY, money, measuring, repeat, capacity));
      }
      for (Open one : all) {
        tell(repeat, one.name + ", warm-up");
        one.closed(plan.warmUpSeconds());
        one.warmUp();
      }
      for (Open one : inTurns(all)) {
        rows.add(one.name, Phase.CLOSED, TARGET_CANDIDATES, one.closed(plan.closedSeconds()));
      }
      for (Open one : inTurns(all)) {
        one.run(Phase.OPEN_70, STEADY, plan.openSeconds());
      }
    } finally {
      all.forEach(one -> one.subject.close());
      delete(logs);
    }
  }

  /** One of several servers: none has the port that was asked for. */
  private Open beside(
      String name, Map<String, String> more, Measuring measuring, int repeat, double capacity)
      throws IOException, InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>(more);
    settings.put("http.port", "0");
    Subject subject = start(TARGET_CANDIDATES, settings);
    return new Open(name, measuring, subject, repeat, material.requests(), capacity);
  }

  /** Forth and back, so that none always goes first. */
  private static List<Open> inTurns(List<Open> all) {
    List<Open> turns = new ArrayList<>(all);
    turns.addAll(all.reversed());
    return turns;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void ours(Measuring measuring, int repeat, int candidates)
      throws IOException, InterruptedException {
    RequestSet requests = material.requests();
    double looked = 0;
    try (Subject subject = start(candidates, Map.of())) {
      int closed = plan.connections().closed();
      measuring.send(subject, requests, Load.closed(plan.warmUpSeconds(), closed));
      RunFigures capacity =
          measuring.run(
              subject, Phase.CLOSED, repeat, requests, Load.closed(plan.closedSeconds(), closed));
      rows.add(OURS, Phase.CLOSED, candidates, capacity);
      if (candidates == TARGET_CANDIDATES) {
        // Sheds are answers too, but no work: what was looked at is what can be done.
        looked = capacity.lookedAtPerSecond();
        openLoops(measuring, subject, repeat, requests, looked);
      }
    }
    if (plan.events() && candidates == TARGET_CANDIDATES) {
      recording(measuring, repeat, looked);
    }
  }

  private void openLoops(
      Measuring measuring, Subject subject, int repeat, RequestSet requests, double capacity)
      throws IOException, InterruptedException {
    Open open = new Open(OURS, measuring, subject, repeat, requests, capacity);
    open.warmUp();
    open.run(Phase.OPEN_50, 0.5, plan.openSeconds());
    RunFigures usual = open.run(Phase.OPEN_70, STEADY, plan.openSeconds());
    open.run(Phase.OPEN_90, 0.9, plan.openSeconds());
    open.run(Phase.OVERLOAD_2, 2, plan.overloadSeconds());
    open.recover(2, usual);
    open.run(Phase.OVERLOAD_5, 5, plan.overloadSeconds());
    open.recover(5, usual);
  }

  /** Open loops against one process, at shares of its capacity. */
  private final class Open {
    private final String name;
    private final Measuring measuring;
    private final Subject subject;
    private final int repeat;
    private final RequestSet requests;
    private final double capacity;

    Open(
        String name,
        Measuring measuring,
        Subject subject,
        int repeat,
        RequestSet requests,
        double capacity) {
      this.name = name;
      this.measuring = measuring;
      this.subject = subject;
      this.repeat = repeat;
      this.requests = requests;
      this.capacity = capacity;
    }

    /**
     * Arrivals and the many connections are new to the sender's and to the subject's code; most of
     * that is warm already.
     */
    void warmUp() throws IOException, InterruptedException {
      measuring.send(
          subject,
          requests,
          Load.open(capacity / 2, plan.warmUpSeconds() / 2, plan.connections().open(), repeat));
    }

    RunFigures closed(double seconds) throws IOException, InterruptedException {
      Load load = Load.closed(seconds, plan.connections().closed());
      return measuring.run(subject, Phase.CLOSED, repeat, requests, load);
    }

    RunFigures run(Phase phase, double share, double seconds)
        throws IOException, InterruptedException {
      tell(repeat, "%s, %s of %.0f requests/s".formatted(name, phase.label(), capacity));
      RunFigures figures =
          measuring.run(
              subject,
              phase,
              repeat,
              requests,
              Load.open(
                  share * capacity,
                  seconds,
                  plan.connections().open(),
                  seed(repeat, (int) (100 * share))));
      rows.add(name, phase, TARGET_CANDIDATES, figures);
      return figures;
    }

    void recover(int factor, RunFigures usual) throws IOException, InterruptedException {
      double overloadSeconds = plan.overloadSeconds() / 2;
      Load load =
          new Load.Poisson(
              List.of(
                  new Load.Step(factor * capacity, overloadSeconds),
                  new Load.Step(STEADY * capacity, plan.recoverySeconds())),
              plan.connections().open(),
              seed(repeat, factor));
      LoadResult result = measuring.send(subject, requests, load);
      if (usual.isVoid()) {
        // There is nothing to tell by what is usual.
        return;
      }
      recoveries.add(
          new SingleFigures.Recovery(
              factor, RecoveryTime.seconds(result.slices(), overloadSeconds, usual)));
    }
  }

  private static long seed(int repeat, int what) {
    return 1_000_000L * repeat + what;
  }
}
