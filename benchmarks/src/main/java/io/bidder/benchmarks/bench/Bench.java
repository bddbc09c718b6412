package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.bench.material.BenchMaterial;
import io.bidder.benchmarks.bench.material.DemoMaterial;
import io.bidder.benchmarks.bench.material.Material;
import io.bidder.benchmarks.bench.process.Cores;
import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.benchmarks.bench.process.MachineFacts;
import io.bidder.benchmarks.bench.report.HtmlReport;
import io.bidder.benchmarks.bench.report.JsonReport;
import io.bidder.benchmarks.bench.report.TextReport;
import io.bidder.benchmarks.bench.result.BenchResult;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import io.bidder.settings.command.OutputFile;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run bench}: measures the server beside the bare model, its peers and its targets. */
@Command(
    name = "./run bench",
    description = {
      "Measure the server, the bare model in a loop and what people ship, one after the other on"
          + " the same cores, and hold the figures against the targets.",
      "",
      "docs/howto/bench.md says how to read it. Ends with 0 whether or not targets are met."
    })
public final class Bench extends ConsoleCommand {
  private static final int MAX_RUNS = 99;
  private static final int MAX_SWAPS = 10_000;
  private static final double MAX_SOAK_MINUTES = 24 * 60;
  private static final int MAX_PORT = 65_535;
  private static final int FULL_RUNS = 5;

  @Option(names = "--quick", description = "Once and at 32 candidates only, in under 4 minutes.")
  private boolean quick;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Repeats to take medians of (default: 5; 1 with --quick).")
  private @Nullable Integer runs;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description =
          "Cores for each subject, the load then comes from the others (default: all, which the"
              + " load shares).")
  private @Nullable Integer cores;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Our server's port (default: a free one).")
  private int port;

  @Option(names = "--no-peers", description = "Only our server.")
  private boolean noPeers;

  @Option(
      names = "--events",
      description =
          "Also measure our server while it records what happens, beside one that does not.")
  private boolean events;

  @Option(
      names = "--money",
      description =
          "Also measure it while each campaign has a budget that is paced, and caps, beside one"
              + " that only records; implies --events. Not with --demo.")
  private boolean money;

  @Option(
      names = "--swaps",
      paramLabel = "N",
      description = "Also swap the model so often at 70 %% load (default: 0).")
  private int swaps;

  @Option(
      names = "--soak",
      paramLabel = "MINUTES",
      description = "Also stay at 70 %% load for so long (default: 0).")
  private double soakMinutes;

  @Option(
      names = "--demo",
      description =
          "The demo's model and campaigns instead of the benchmark's; implies --no-peers.")
  private boolean demo;

  @Option(
      names = "--corpus",
      paramLabel = "DIR",
      description =
          "Recorded requests, a .json file each, to send among the generated ones"
              + " (default: ../shared/openrtb/requests, where it is there).")
  private @Nullable Path corpus;

  @Mixin private final JsonFile json = new JsonFile();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      converter = OutputFile.class,
      description = "Where to write the page (default: benchmarks/target/bench/bench.html).")
  private @Nullable Path html;

  private final @Nullable Plan fixedPlan;
  private final Path home;

  private Bench(@Nullable Plan fixedPlan, Path home) {
    this.fixedPlan = fixedPlan;
    this.home = home;
  }

  /** Runs the command and ends the process: 0, 1 for a run that failed, 2 for wrong input. */
  public static void main(String[] arguments) {
    Path home = Path.of(System.getProperty("bidder.home", "."));
    System.exit(commandLine(null, home).execute(arguments));
  }

  /**
   * The command.
   *
   * @param plan a test's own, with which processes are started as this one was; otherwise null
   * @param home the repository
   */
  static CommandLine commandLine(@Nullable Plan plan, Path home) {
    return Commands.of(new Bench(plan, home));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Plan plan = plan();
    expect(port >= 0 && port <= MAX_PORT, "--port", port, "0 to " + MAX_PORT);
    requireFree(port);
    Cores assigned = cores();
    Launcher launcher =
        fixedPlan == null ? Launcher.of(home, assigned) : Launcher.ofThisJvm(assigned);
    assigned.leaveSubjectCores();
    Path recorded = recorded();
    Material material =
        demo
            ? new DemoMaterial(home)
            : BenchMaterial.in(
                Files.createDirectories(home.resolve("benchmarks/target/bench")), recorded);
    BenchResult result =
        new BenchRun(
                plan,
                launcher,
                material,
                new Comparisons(plan, launcher, material),
                port,
                console()::note)
            .measure(machine(assigned, launcher, plan, material));
    TextReport.print(result, console().out());
    json.write(JsonReport.of(result));
    Path page = html == null ? home.resolve("benchmarks/target/bench/bench.html") : html;
    if (html == null) {
      Files.createDirectories(page.resolveSibling(""));
    }
    Files.writeString(page, HtmlReport.of(result));
    console().result("page: " + page);
    return ExitCode.DONE;
  }

  private Map<String, String> machine(
      Cores assigned, Launcher launcher, Plan plan, Material material) throws InterruptedException {
    Map<String, String> facts = MachineFacts.gather(home);
    facts.put("cores", assigned.describe());
    facts.put("flags", launcher.describeOptions().replace(home.toAbsolutePath().toString(), "."));
    facts.put("corpus", material.describe());
    facts.put("plan", plan.describe());
    return facts;
  }

  private Plan plan() {
    int repeats = runs == null ? (quick ? 1 : FULL_RUNS) : runs;
    expect(repeats >= 1 && repeats <= MAX_RUNS, "--runs", repeats, "1 to " + MAX_RUNS);
    expect(swaps >= 0 && swaps <= MAX_SWAPS, "--swaps", swaps, "0 to " + MAX_SWAPS);
    expect(
        soakMinutes >= 0 && soakMinutes <= MAX_SOAK_MINUTES,
        "--soak",
        soakMinutes,
        "0 to " + MAX_SOAK_MINUTES);
    expect(!money || !demo, "--money", "with --demo", "the benchmark's own campaigns");
    if (fixedPlan != null) {
      return fixedPlan;
    }
    return (quick ? Plan.quick() : Plan.full(repeats))
        .with(repeats, !noPeers && !demo, events || money, money, swaps, soakMinutes);
  }

  private @Nullable Path recorded() {
    Path shared = home.resolve("../shared/openrtb/requests");
    if (corpus == null) {
      return Files.isDirectory(shared) ? shared : null;
    }
    expect(Files.isDirectory(corpus), "--corpus", corpus, "a directory of .json files");
    return corpus;
  }

  private Cores cores() {
    expect(cores == null || cores > 0, "--cores", cores, "1 or more");
    try {
      return Cores.of(cores == null ? 0 : cores);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private void requireFree(int asked) {
    if (asked != 0) {
      try (ServerSocket socket = new ServerSocket(asked)) {
        expect(socket.isBound(), "--port", asked, "a port that is free to listen on");
      } catch (IOException e) {
        expect(false, "--port", asked, "a port that is free to listen on: " + e.getMessage());
      }
    }
  }
}
