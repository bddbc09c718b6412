package io.bidder.market.simulate;

import io.bidder.market.exchange.Books;
import io.bidder.market.exchange.MarketOptions;
import io.bidder.market.exchange.MarketRecord;
import io.bidder.market.world.MarketClock;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.EarlyEnd;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import io.bidder.settings.command.OutputFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run simulate}: a market plays against a bidder in simulated time. */
@Command(
    name = "./run simulate",
    description =
        "Starts a bidder, plays an exchange with people behind it against it in simulated time, and"
            + " reports what the bidder earned beside what it could have. The same seed gives the"
            + " same market.")
public final class Simulate extends ConsoleCommand {
  private static final int DEADLINE_MILLIS = 10_000;
  private static final long MAX_AUCTIONS = 1_000_000_000;
  private static final int MAX_DAYS = 366;
  private static final int MAX_RATE = 100_000;
  private static final int MAX_SPEED = 10_000;
  private static final long DAY_SECONDS = 86_400;

  @Option(
      names = "--days",
      paramLabel = "D",
      description = "Days of market time that the requests are spread over (default: 1).")
  private @Nullable Integer days;

  @Option(
      names = "--real-time",
      paramLabel = "RATE",
      description =
          "Have market time run as the clock does, from midnight, with so many requests a second at"
              + " any hour.")
  private @Nullable Integer realTimeRate;

  @Option(
      names = "--auctions",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Requests in all; some have two places (default: ${DEFAULT-VALUE}).")
  private long auctions;

  @Option(
      names = "--learn",
      description =
          "Have ./run learn follow the bidder and keep what it serves true: a copy of the store, in"
              + " the work directory.")
  private boolean learns;

  @Option(
      names = "--in-step",
      description =
          "With --learn: halt market time at every --calibrate-every until all is learned that"
              + " happened by then, trainings too, and the bidder serves what came of it. Between"
              + " two halts it runs as fast as it can, with --real-time too.")
  private boolean isInStep;

  @Option(
      names = "--budgets",
      paramLabel = "SHARE",
      description =
          "Give campaigns budgets and caps: daily ones of so much of what each could spend if it"
              + " alone bid, which are paced by traffic, evenly or not, a group's and one in total;"
              + " and report what the exchange billed beside them.")
  private @Nullable Double budgets;

  @Option(
      names = "--redis",
      description =
          "With --budgets: have the bidders share them by a redis-server, which is started for it."
              + " By turns with the bidders it is killed (--kills), and for ten minutes of market"
              + " time away; what it knew is gone.")
  private boolean sharesBudgets;

  @Option(
      names = "--speed",
      paramLabel = "TIMES",
      defaultValue = "100",
      description =
          "With --budgets: seconds of market time in one of the clock, at most (default:"
              + " ${DEFAULT-VALUE}).")
  private double speed;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Directory that keeps what bidders write, their event logs too.")
  private @Nullable Path work;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      converter = OutputFile.class,
      description =
          "Write every auction as it really was, CSV, gzipped if the name ends in .gz: true"
              + " probabilities, prices, what people did and when.")
  private @Nullable Path recordFile;

  @Option(
      names = "--compare",
      arity = "2..*",
      paramLabel = "FILE",
      description =
          "Configurations of ./run serve that play the same market, one after the other: by how"
              + " much profit, value, spend and wins of each differ from the first one's, for 1,000"
              + " requests, with confidence intervals (95 %%, paired t over blocks of 1,000"
              + " requests). Ports, catalogue, clock and event log are the market's.")
  private List<Path> compared = List.of();

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "N",
      description = "Markets to --compare in, by their seeds (default: that of --seed).")
  private List<Long> seeds = List.of();

  @Mixin private final SimulateOptions options = new SimulateOptions();

  @Mixin private final JsonFile json = new JsonFile();

  private final Path home;

  private Simulate(Path home) {
    this.home = home;
  }

  /** Runs the command and ends the process: 0, 1 for a failed run, 2 for wrong options. */
  public static void main(String[] arguments) {
    Path home = Path.of(System.getProperty("bidder.home", "."));
    System.exit(commandLine(home).execute(arguments));
  }

  /**
   * The command.
   *
   * @param home of the project, where {@code run} is
   */
  static CommandLine commandLine(Path home) {
    return Commands.of(new Simulate(home));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    expect(
        auctions >= 1 && auctions <= MAX_AUCTIONS, "--auctions", auctions, "1 to " + MAX_AUCTIONS);
    expect(
        days == null || (days >= 1 && days <= MAX_DAYS && realTimeRate == null),
        "--days",
        days,
        "1 to " + MAX_DAYS + ", and none with --real-time");
    expect(
        realTimeRate == null || (realTimeRate >= 1 && realTimeRate <= MAX_RATE),
        "--real-time",
        realTimeRate,
        "1 to " + MAX_RATE);
    options.check(this::expect);
    expect(
        budgets == null || (budgets > 0 && budgets <= 1), "--budgets", budgets, "above 0, up to 1");
    expect(!sharesBudgets || budgets != null, "--redis", true, "--budgets to go with it");
    expect(speed >= 1 && speed <= MAX_SPEED, "--speed", speed, "1 to " + MAX_SPEED);
    if (learns) {
      options.checkLearning(this::expect);
    }
    expect(learns || !isInStep, "--in-step", true, "--learn to go with it");
    expect(!isInStep || options.kills == 0, "--kills", options.kills, "0 with --in-step");
    Path directory =
        work == null ? Files.createTempDirectory("bidder-simulate") : Files.createDirectories(work);
    expect(seeds.isEmpty() || !compared.isEmpty(), "--seeds", seeds, "it to go with --compare");
    try (EarlyEnd end = new EarlyEnd()) {
      if (compared.isEmpty()) {
        play(end, directory);
      } else {
        compare(end, directory);
      }
    }
    return ExitCode.DONE;
  }

  private void play(EarlyEnd end, Path directory) throws IOException, InterruptedException {
    Simulation.Outcome outcome;
    try (MarketRecord record = recordFile == null ? null : new MarketRecord(open(recordFile))) {
      outcome = play(end, directory, options.seed, null, record);
    }
    Report report = new Report(outcome);
    console().result(report.text());
    json.write(report.json());
    options.writePage(outcome);
  }

  private void compare(EarlyEnd end, Path directory) throws IOException, InterruptedException {
    expect(recordFile == null, "--record", recordFile, "none with --compare");
    expect(options.html == null, "--html", options.html, "none with --compare");
    expect(!learns, "--learn", true, "none with --compare, whose files say what is served");
    long blocks = auctions / Books.BLOCK;
    expect(blocks >= 2, "--auctions", auctions, "2000 or more with --compare");
    for (Path file : compared) {
      expect(Files.isReadable(file), "--compare", file, "a file that can be read");
    }
    Comparison comparison = new Comparison(compared, Math.toIntExact(blocks));
    int run = 0;
    for (long seed : seeds.isEmpty() ? List.of(options.seed) : seeds) {
      for (int i = 0; i < compared.size(); i++) {
        run++;
        Path file = compared.get(i);
        console().note(file + ", seed " + seed);
        Path work = Files.createDirectories(directory.resolve("run-" + run));
        Simulation.Outcome outcome = play(end, work, seed, file.toAbsolutePath(), null);
        if (outcome.books().requests() < auctions) {
          throw new IOException("stopped before its end: there is nothing to compare");
        }
        comparison.add(i, outcome);
      }
    }
    console().result(comparison.text());
    json.write(comparison.json());
  }

  private Simulation.Outcome play(
      EarlyEnd end,
      Path directory,
      long seed,
      @Nullable Path configuration,
      @Nullable MarketRecord record)
      throws IOException, InterruptedException {
    long auctionsPerDay =
        realTimeRate == null
            ? Math.ceilDiv(auctions, days == null ? 1 : days)
            : realTimeRate * DAY_SECONDS;
    MarketOptions market =
        options.market(seed, auctions, auctionsPerDay, realTimeRate != null, DEADLINE_MILLIS);
    Simulation.Setup setup =
        new Simulation.Setup(
            market,
            options.bidders,
            options.kills,
            configuration,
            options.settings,
            learns ? options.storeToCopy(home) : options.store(),
            learns ? options.cadence(realTimeRate == null ? 0 : 1, isInStep) : null,
            0,
            0,
            realTimeRate == null || isInStep ? 0 : realTimeRate,
            money(market));
    try (Simulation simulation =
        new Simulation(home, directory, options.world(), setup, this::progress, record)) {
      end.by(simulation::stop);
      return simulation.run();
    }
  }

  private @Nullable MoneyPlan money(MarketOptions market) {
    return budgets == null
        ? null
        : new MoneyPlan(
            options.world(), market, budgets, realTimeRate == null ? speed : 1, sharesBudgets);
  }

  private static Writer open(Path file) throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
    return new OutputStreamWriter(
        file.toString().endsWith(".gz") ? new GZIPOutputStream(out) : out,
        StandardCharsets.US_ASCII);
  }

  private void progress(Books books, long marketMillis) {
    console()
        .progress(() ->
            String.format(
                Locale.ROOT,
                "hour %5.1f  %,9d auctions  %,8d won  spent %s  value %s",
                (marketMillis - MarketClock.START_MILLIS) / (double) MarketClock.HOUR_MILLIS,
                books.all().auctions(),
                books.all().wins(),
                Report.usd(books.all().spentMicros()),
                Report.usd(books.all().valueMicros())));
  }
}
