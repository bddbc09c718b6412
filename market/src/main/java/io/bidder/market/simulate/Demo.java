package io.bidder.market.simulate;

import io.bidder.market.exchange.Books;
import io.bidder.market.exchange.Figures;
import io.bidder.market.world.MarketClock;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.EarlyEnd;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run demo}: a bidder, an exchange with people behind it, and what comes of it, live. */
@Command(
    name = "./run demo",
    description =
        "Starts a bidder with the demo's model, a learner that keeps it true, and lets an exchange"
            + " with people behind it play against it, a day of market time a minute; shows what it"
            + " earns beside what it could, and ends with a report.")
public final class Demo extends ConsoleCommand {
  /** What a real exchange may allow; a request that takes longer has lost. */
  private static final int DEADLINE_MILLIS = 300;

  private static final int SECONDS_PER_DAY = 60;
  private static final int PORT = 8080;
  private static final int ADMIN_PORT = 8081;
  private static final double MAX_RATE = 100_000;
  private static final long LINE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int LINES_PER_HEADING = 20;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Seconds to play (default: until Ctrl-C).")
  private @Nullable Integer seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Requests a second, if the machine can (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--no-learn",
      description = "Serve what the store has, and learn nothing from what comes of it.")
  private boolean learnsNothing;

  @Mixin private final SimulateOptions options = new SimulateOptions();

  @Mixin private final JsonFile json = new JsonFile();

  private int lines;
  private long nextLineNs = System.nanoTime() + LINE_NS;
  private long lastAuctions;
  private long lastNs = System.nanoTime();

  private Demo() {}

  /** Runs the command and ends the process: 0, 1 for a failed run, 2 for wrong options. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return Commands.of(new Demo());
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    expect(seconds == null || seconds >= 1, "--seconds", seconds, "1 or more");
    expect(rate >= 1 && rate <= MAX_RATE, "--rate", rate, "1 to " + (int) MAX_RATE);
    options.check(this::expect);
    if (!learnsNothing) {
      options.checkLearning(this::expect);
    }
    long auctions = seconds == null ? Long.MAX_VALUE : Math.round(seconds * rate);
    Path home = Path.of(System.getProperty("bidder.home", "."));
    Simulation.Setup setup =
        new Simulation.Setup(
            options.market(
                options.seed, auctions, Math.round(SECONDS_PER_DAY * rate), false, DEADLINE_MILLIS),
            options.bidders,
            options.kills,
            null,
            options.settings,
            learnsNothing ? options.store() : options.storeToCopy(home),
            learnsNothing
                ? null
                : options.cadence(MarketClock.DAY_MILLIS / 1_000.0 / SECONDS_PER_DAY, false),
            PORT,
            ADMIN_PORT,
            rate,
            null);
    Path work = Files.createTempDirectory("bidder-demo");
    console().note("starting a bidder ...");
    try (EarlyEnd end = new EarlyEnd()) {
      play(end, home, work, setup);
    }
    return ExitCode.DONE;
  }

  private void play(EarlyEnd end, Path home, Path work, Simulation.Setup setup)
      throws IOException, InterruptedException {
    Simulation.Outcome outcome;
    try (Simulation simulation =
        new Simulation(home, work, options.world(), setup, this::watch, null)) {
      end.by(simulation::stop);
      console()
          .result(
              "A bidder on http://localhost:%d, its page on %s, and an exchange that asks it, a day a minute. %s"
                  .formatted(
                      PORT,
                      simulation.adminUrl(),
                      seconds == null ? "Ctrl-C ends it." : "It ends after " + seconds + " s."));
      outcome = simulation.run();
    }
    Report report = new Report(outcome);
    console().result("\n" + report.text());
    json.write(report.json());
    options.writePage(outcome);
    console()
        .result(
            "\nWhat happened is on record: ./run events stats --events "
                + work.resolve("bidder-1/events"));
  }

  private void watch(Books books, long marketMillis) {
    long nowNs = System.nanoTime();
    if (nowNs - nextLineNs < 0) {
      return;
    }
    if (lines++ % LINES_PER_HEADING == 0) {
      console()
          .result(
              "%n%-12s %9s %8s %7s %10s %8s %7s %11s %10s %10s %10s %7s"
                  .formatted(
                      "market time",
                      "auctions",
                      "a second",
                      "won",
                      "spent USD",
                      "clicks",
                      "orders",
                      "revenue",
                      "profit",
                      "true rule",
                      "most",
                      "p99 ms"));
    }
    Figures all = books.all();
    long minutes = (marketMillis - MarketClock.START_MILLIS) / 60_000;
    console()
        .result(
            String.format(
                Locale.ROOT,
                "day %-2d %02d:%02d %,9d %,8.0f %6.1f%% %,10.2f %,8d %,7d %,11.2f %,10.2f %,10.2f"
                    + " %,10.2f %7.1f",
                minutes / 1440 + 1,
                minutes / 60 % 24,
                minutes % 60,
                all.auctions(),
                (all.auctions() - lastAuctions) * 1e9 / (nowNs - lastNs),
                Report.percent(all.wins(), all.bids()),
                all.spentMicros() / 1e6,
                all.clicks(),
                all.conversions(),
                all.revenueMicros() / 1e6,
                all.profitMicros() / 1e6,
                all.truthfulProfitMicros() / 1e6,
                all.bestProfitMicros() / 1e6,
                books.latencyMicros().getValueAtPercentile(99) / 1e3));
    lastAuctions = all.auctions();
    lastNs = nowNs;
    nextLineNs = Math.max(nextLineNs + LINE_NS, nowNs);
  }
}
