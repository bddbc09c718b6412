package io.bidder.benchmarks.ceiling;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.benchmarks.subject.BenchModel;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.Precision;
import io.bidder.modelstore.runtime.OrtLibrary;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Calls ONNX Runtime in a loop, a caller a core: the ceiling that a server is held against. A batch
 * is one impression's candidates: the rows have its features in common. Ids are random, so that
 * table rows come from memory.
 */
@Command(name = "ceiling", description = "How fast the engine alone scores the benchmarks' model.")
public final class BareLoop extends ConsoleCommand {
  /** Different batches, of which one follows the other. */
  private static final int BATCHES = 256;

  private static final double WARM_UP_PART = 0.25;
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** The graph that is run. */
  public enum Graph {
    /** The stock fp32 file, tables inside. */
    STOCK,
    /** The published version: tables outside and, if it is split, its two graphs. */
    SERVED
  }

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Directory that keeps the benchmarks' model; made there if it is missing.")
  private Path model = Path.of("");

  @Option(
      names = "--table-rows",
      paramLabel = "N",
      description = "Rows of each embedding table. Default: ${DEFAULT-VALUE}.")
  private int tableRows = BenchModel.TABLE_ROWS;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description =
          "Of the published version: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Precision precision = Precision.INT8;

  @Option(
      names = "--graph",
      paramLabel = "GRAPH",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Graph graph = Graph.STOCK;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      description = "Rows of a batch. Default: ${DEFAULT-VALUE}.")
  private int candidates = 32;

  @Option(names = "--threads", paramLabel = "N", description = "Callers. Default: one a core.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description =
          "To measure for, after a quarter of that unmeasured. Default: ${DEFAULT-VALUE}.")
  private double seconds = 5;

  BareLoop() {}

  /**
   * A run's figures.
   *
   * @param name of the graph
   */
  public record Result(
      String name,
      int candidates,
      int threads,
      double runsPerSecond,
      double candidatesPerSecond,
      double p50Micros,
      double p99Micros) {
    /** One line of JSON. */
    public String toJson() {
      return """
      {"name": "%s", "candidates": %d, "threads": %d, "runsPerSecond": %.1f, \
      "candidatesPerSecond": %.0f, "p50Micros": %.1f, "p99Micros": %.1f}\
      """
          .formatted(
              name, candidates, threads, runsPerSecond, candidatesPerSecond, p50Micros, p99Micros);
    }
  }

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return Commands.of(new BareLoop()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    expect(threads >= 1 && threads <= cores, "--threads", threads, "1 to " + cores + ", the cores");
    expect(
        candidates >= 1 && candidates <= ScoringOptions.MAX_BUCKET,
        "--candidates",
        candidates,
        "1 to " + ScoringOptions.MAX_BUCKET);
    expect(seconds > 0 && seconds <= 3600, "--seconds", seconds, "more than 0, up to 3600");
    expect(tableRows >= 2, "--table-rows", tableRows, "2 or more");
    console()
        .result(
            measure(BenchModel.in(model, tableRows, precision), graph, candidates, threads, seconds)
                .toJson());
    return ExitCode.DONE;
  }

  /**
   * Measures.
   *
   * @param seconds after a quarter of that unmeasured
   */
  public static Result measure(
      BenchModel model, Graph graph, int candidates, int threads, double seconds) throws Exception {
    List<EncodedRows> batches = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      batches.add(model.randomImpression(candidates, i));
    }
    return switch (graph) {
      case STOCK -> {
        OrtEnvironment environment = OrtLibrary.environment();
        try (OrtSession.SessionOptions options = options();
            OrtSession session = environment.createSession(model.stockFile().toString(), options)) {
          yield measure(
              "stock",
              () -> new StockLoop(environment, session, batches),
              candidates,
              threads,
              seconds);
        }
      }
      case SERVED -> {
        try (ScoringModel scoring = ScoringModel.open(model.version(), ScoringOptions.defaults())) {
          String name = "served, " + precisionOf(scoring);
          yield measure(name, () -> new ServedLoop(scoring, batches), candidates, threads, seconds);
        }
      }
    };
  }

  private static String precisionOf(ScoringModel scoring) {
    Manifest.Split split = scoring.version().manifest().network().split();
    return split == null || !scoring.isSplit()
        ? "whole"
        : "split " + split.precision().name().toLowerCase(Locale.ROOT);
  }

  private static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    return options;
  }

  private static Result measure(
      String name, Callable<BatchLoop> loops, int candidates, int threads, double seconds)
      throws Exception {
    Histogram all = new Histogram(MAX_NANOS, 3);
    double runsPerSecond = 0;
    CyclicBarrier start = new CyclicBarrier(threads);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Part>> parts = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int first = t * BATCHES / threads;
        parts.add(executor.submit(() -> part(loops, start, first, seconds)));
      }
      for (Future<Part> part : parts) {
        all.add(part.get().nanos);
        runsPerSecond += part.get().runsPerSecond;
      }
    }
    return new Result(
        name,
        candidates,
        threads,
        runsPerSecond,
        runsPerSecond * candidates,
        all.getValueAtPercentile(50) / 1e3,
        all.getValueAtPercentile(99) / 1e3);
  }

  /** One caller's figures. */
  private record Part(Histogram nanos, double runsPerSecond) {}

  private static Part part(
      Callable<BatchLoop> loops, CyclicBarrier start, int first, double seconds) throws Exception {
    Histogram nanos = new Histogram(MAX_NANOS, 3);
    try (BatchLoop loop = loops.call()) {
      start.await();
      int batch = first;
      long warmUntilNs = System.nanoTime() + (long) (seconds * WARM_UP_PART * 1e9);
      while (System.nanoTime() < warmUntilNs) {
        loop.run(batch++ % BATCHES);
      }
      long beganNs = System.nanoTime();
      long untilNs = beganNs + (long) (seconds * 1e9);
      long nowNs = beganNs;
      while (nowNs < untilNs) {
        loop.run(batch++ % BATCHES);
        long afterNs = System.nanoTime();
        nanos.recordValue(Math.min(MAX_NANOS, afterNs - nowNs));
        nowNs = afterNs;
      }
      return new Part(nanos, nanos.getTotalCount() * 1e9 / (nowNs - beganNs));
    }
  }
}
