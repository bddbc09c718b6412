package io.bidder.benchmarks.stages;

import io.bidder.benchmarks.bench.process.MachineFacts;
import io.bidder.benchmarks.select.SelectBenchmark;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run stages}: every stage of the bid path, measured and written down. */
@Command(
    name = "./run stages",
    description = {
      "Measure every stage of the bid path, and all of it without sockets, with JMH: time and"
          + " allocation.",
      "",
      "Writes JMH's own JSON and, beside it, a table with the machine's facts."
    })
public final class Stages extends ConsoleCommand {
  private static final List<Class<?>> BENCHMARKS =
      List.of(
          DecodeBenchmark.class,
          SelectBenchmark.class,
          GatherBenchmark.class,
          StagesBenchmark.class);

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go (default: benchmarks/results).")
  private @Nullable Path out;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Model store whose current version is measured (default: the demo's).")
  private String store = "";

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Measure only benchmarks whose names match.")
  private String only = "";

  @Option(names = "--note", paramLabel = "TEXT", description = "What else the machine was doing.")
  private String note = "";

  Stages() {}

  /** Runs the command; the process ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(Commands.of(new Stages()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, RunnerException {
    Path home = Path.of(System.getProperty("bidder.home", "."));
    Path directory = out == null ? home.resolve("benchmarks").resolve("results") : out;
    Path models = MeasuredPath.storeOrDemo(store).toAbsolutePath();
    MeasuredPath.open(models).close();
    Files.createDirectories(directory);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Path json = directory.resolve("stages.json");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .resultFormat(ResultFormatType.JSON)
            .result(json.toString());
    if (!store.isEmpty()) {
      options.param("store", store);
    }
    if (only.isEmpty()) {
      BENCHMARKS.forEach(benchmark -> options.include(benchmark.getName() + "\\."));
    } else {
      options.include(only);
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    Files.writeString(
        json,
        withoutSamples(Files.readString(json))
            .replace(home.toAbsolutePath().toString(), ".")
            .replace(models.toString(), "STORE")
            .replace(System.getProperty("java.home"), "JAVA_HOME"));
    String table = StageTable.of(results, facts(home, now, models));
    Files.writeString(directory.resolve("stages.md"), table);
    console().result(table.stripTrailing());
    return ExitCode.DONE;
  }

  private Map<String, String> facts(Path home, Instant at, Path models)
      throws IOException, InterruptedException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", at.toString());
    facts.putAll(MachineFacts.gather(home));
    // What forks are told, too.
    facts.put(
        "flags",
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("-X"))
            .collect(Collectors.joining(" ")));
    facts.put(
        "load before",
        "%.2f".formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    String version = Files.readString(models.resolve("CURRENT")).strip();
    facts.put("model", models.getFileName() + ", " + version);
    if (!note.isEmpty()) {
      facts.put("note", note);
    }
    return facts;
  }

  /** Every single sample of a benchmark that takes them is most of a file that is to be kept. */
  private static String withoutSamples(String results) {
    JsonNode all = JsonMapper.shared().readTree(results);
    for (JsonNode result : all) {
      if (result.get("primaryMetric") instanceof ObjectNode metric) {
        metric.remove("rawDataHistogram");
      }
    }
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all);
  }
}
