package io.bidder.benchmarks.attack;

import io.bidder.benchmarks.attack.kind.Attack;
import io.bidder.benchmarks.attack.kind.Attacks;
import io.bidder.benchmarks.attack.kind.Together;
import io.bidder.benchmarks.attack.victim.Stage;
import io.bidder.benchmarks.bench.process.Cores;
import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.benchmarks.bench.process.MachineFacts;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run attack}: attacks a server in every way that we know, beside a good load. */
@Command(
    name = "./run attack",
    description = {
      "Attack the server in one way after the other, beside a load that does nothing wrong, and"
          + " tell what became of that load.",
      "",
      "docs/howto/attack.md says what each attack is and how to read it. Ends with 0 whether or not"
          + " the target is met."
    })
public final class AttackCommand extends ConsoleCommand {
  private static final double SECONDS = 10;
  private static final double QUICK_SECONDS = 4;
  private static final double MOST_SECONDS = 3_600;
  private static final double MOST_PER_SECOND = 20_000;
  private static final double MOST_SOAK_MINUTES = 24 * 60;
  private static final int MOST_CAMPAIGNS = 1_000_000;
  private static final Pattern HEAP = Pattern.compile("[1-9][0-9]{0,5}[mgMG]");

  @Option(names = "--quick", description = "Measure for less long.")
  private boolean quick;

  @Option(
      names = "--only",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Only these attacks.")
  private List<String> only = List.of();

  @Option(names = "--list", description = "List the attacks and end.")
  private boolean list;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Seconds of each attack (default: 10; 4 with --quick).")
  private @Nullable Double seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Good requests a second (default: ${DEFAULT-VALUE}).")
  private double rate = 1_000;

  @Option(
      names = "--campaigns",
      paramLabel = "N",
      description = "Campaigns of the large catalogue (default: ${DEFAULT-VALUE}).")
  private int campaigns = 50_000;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "The server's heap (default: 1g; 4g with the large catalogue).")
  private @Nullable String heap;

  @Option(
      names = "--soak",
      paramLabel = "MINUTES",
      description = "Everything that leaves files alone at once, for so long, instead.")
  private double soakMinutes;

  @Option(
      names = "--server",
      paramLabel = "DIR",
      description = "Attack the server of another checkout (default: this one's).")
  private @Nullable Path server;

  @Option(
      names = "--same-address",
      description = "Attack from the good load's address (default: from others of the machine).")
  private boolean sameAddress;

  @Mixin private final JsonFile json = new JsonFile();

  private final Path home;
  private final @Nullable AttackPlan fixedPlan;

  private AttackCommand(Path home, @Nullable AttackPlan fixedPlan) {
    this.home = home;
    this.fixedPlan = fixedPlan;
  }

  /** Runs the command and ends the process: 0, 1 for a run that failed, 2 for wrong input. */
  public static void main(String[] arguments) {
    Path home = Path.of(System.getProperty("bidder.home", "."));
    System.exit(commandLine(home, null).execute(arguments));
  }

  /**
   * The command.
   *
   * @param home the repository
   * @param plan a test's own, with which servers are started as this one was; otherwise null
   */
  static CommandLine commandLine(Path home, @Nullable AttackPlan plan) {
    return Commands.of(new AttackCommand(home, plan));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Attack> attacks = attacks();
    if (list) {
      attacks.forEach(a -> console().result("%-20s%s".formatted(a.name(), a.about())));
      return ExitCode.DONE;
    }
    AttackPlan plan = plan();
    Path attacked = server == null ? home : server;
    Launcher launcher =
        fixedPlan == null ? Launcher.of(attacked, Cores.of(0)) : Launcher.ofThisJvm(Cores.of(0));
    Path work = Files.createDirectories(home.resolve("benchmarks/target/attack"));
    List<AttackResult> results = new ArrayList<>();
    console().result(AttackTable.head());
    try (AttackRun run =
        new AttackRun(
            plan,
            launcher,
            work,
            attacked.resolve("bidder/demo/store"),
            InetAddress.getByName(sameAddress ? "127.0.0.1" : "127.0.0.2"))) {
      for (Attack attack : attacks) {
        AttackResult result = run.run(attack);
        results.add(result);
        console().result(AttackTable.line(result));
        json.write(AttackJson.of(machine(attacked, launcher), plan, results));
      }
    }
    console().result(AttackTable.foot(results));
    return ExitCode.DONE;
  }

  private static Map<String, String> machine(Path attacked, Launcher launcher)
      throws InterruptedException {
    Map<String, String> facts = MachineFacts.gather(attacked);
    facts.put(
        "flags",
        launcher.describeOptions().replace(attacked.toAbsolutePath().normalize().toString(), "."));
    return facts;
  }

  private AttackPlan plan() {
    expect(
        seconds == null || (seconds >= 1 && seconds <= MOST_SECONDS),
        "--seconds",
        seconds,
        "1 to 3600");
    expect(rate >= 1 && rate <= MOST_PER_SECOND, "--rate", rate, "1 to 20000");
    expect(
        soakMinutes >= 0 && soakMinutes <= MOST_SOAK_MINUTES, "--soak", soakMinutes, "0 to 1440");
    expect(
        server == null || Files.isExecutable(server.resolve("run")),
        "--server",
        server,
        "a directory with a checkout of Bidder");
    if (fixedPlan != null) {
      return fixedPlan;
    }
    double beside = seconds == null ? (quick ? QUICK_SECONDS : SECONDS) : seconds;
    return AttackPlan.of(quick, soakMinutes > 0 ? soakMinutes * 60 : beside, rate);
  }

  private List<Attack> attacks() {
    expect(
        campaigns >= 100 && campaigns <= MOST_CAMPAIGNS,
        "--campaigns",
        campaigns,
        "100 to 1000000");
    expect(
        heap == null || HEAP.matcher(heap).matches(), "--heap", heap, "a size such as 1g or 512m");
    List<Attack> all =
        Attacks.all(Stage.SMALL.with(campaigns, "4g")).stream().map(this::inHeap).toList();
    for (String name : only) {
      expect(
          all.stream().anyMatch(attack -> attack.name().equals(name)),
          "--only",
          name,
          "one of those that --list lists");
    }
    List<Attack> wanted =
        all.stream().filter(a -> only.isEmpty() || only.contains(a.name())).toList();
    return soakMinutes > 0 && !list ? List.of(soak(wanted)) : wanted;
  }

  private Attack inHeap(Attack attack) {
    String size = heap;
    return size == null
        ? attack
        : new Attack(
            attack.name(),
            attack.about(),
            attack.stage().with(attack.stage().campaigns(), size),
            attack.preparation());
  }

  private Attack soak(List<Attack> wanted) {
    List<Attack> together = Attacks.together(wanted);
    expect(!together.isEmpty(), "--only", only, "attacks that can be carried out together");
    return new Attack(
        "soak",
        together.size() + " attacks at once",
        together.getFirst().stage(),
        victim -> Together.attacks(victim, together));
  }
}
