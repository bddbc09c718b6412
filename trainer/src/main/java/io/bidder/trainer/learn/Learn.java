package io.bidder.trainer.learn;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.bidder.eventlog.cli.JoinOptions;
import io.bidder.eventlog.cli.LogDirectory;
import io.bidder.settings.Types;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.EarlyEnd;
import io.bidder.settings.command.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code ./run learn}: the loops that learn from what a server's bids lead to, as it happens. */
@Command(
    name = "./run learn",
    description = {
      "Follow a server's event log, and keep the model that it serves true, until stopped.",
      "",
      "Every half minute it learns what the current version and its campaigns are off by, and"
          + " publishes that as a version that shares all other files. Every hour, and soon after a"
          + " drift, it trains the version anew, on what came since. Neither is served unless it is"
          + " no worse on bids that are never trained on."
    },
    footer = {
      "",
      "Example:",
      "  ./run learn --events events --store store",
      "",
      "docs/howto/learn-as-it-runs.md says more."
    })
public final class Learn extends ConsoleCommand {
  /** Short: what has not come yet is not taken for what never will. */
  private static final Duration SETTLE_AFTER = Duration.ofSeconds(10);

  private static final int LEAST_ROWS = 1_000;
  private static final int MOST_ROWS = 50_000_000;

  @Mixin private LogDirectory log = new LogDirectory();

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "The store that the server serves from.")
  private Path store = Path.of("");

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where it keeps what it has read (default: learn, in the store).")
  private @Nullable Path directory;

  @Option(
      names = "--calibrate-every",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Every.class,
      description = "Between two calibrations of the current version (default: 30s).")
  private Duration calibrateEvery = Duration.ofSeconds(30);

  @Option(
      names = "--retrain-every",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = Every.class,
      description =
          "Between two trainings of a new version; after a drift a tenth of it (default: 1h).")
  private Duration retrainEvery = Duration.ofHours(1);

  @Option(names = "--no-retrain", description = "Calibrate only.")
  private boolean noRetrain;

  @Option(
      names = "--window",
      paramLabel = "ROWS",
      defaultValue = "1000000",
      description = "Newest rows that calibration looks at (default: 1000000).")
  private int window = 1_000_000;

  @Option(
      names = "--half-life",
      paramLabel = "ROWS",
      defaultValue = "200000",
      description = "So many newer rows make a row count half in calibration (default: 200000).")
  private int halfLife = 200_000;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "500",
      description =
          "Versions to keep, of those published last; older ones go unless they are served or would"
              + " be rolled back to (default: 500; 0 for all).")
  private int keep = 500;

  @Option(
      names = "--in-step",
      description =
          "Learn only when a line with a time, in milliseconds since 1970, comes in: all that is in"
              + " the log and due by then, trainings too; then write a line with the version that"
              + " serves. For logs of simulated time.")
  private boolean isInStep;

  @Mixin private JoinOptions join = new JoinOptions(SETTLE_AFTER);

  /** A span of time from a tenth of a second to a week. */
  private static final class Every implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      var type = Types.duration(Duration.ofMillis(100), Duration.ofDays(7));
      return type.parse(text)
          .orElseThrow(() -> new TypeConversionException("expected " + type.expected()));
    }
  }

  /** Runs the command and exits. */
  public static void main(String[] args) {
    System.exit(Commands.of(new Learn()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    expect(
        window >= LEAST_ROWS && window <= MOST_ROWS,
        "--window",
        window,
        LEAST_ROWS + " to " + MOST_ROWS);
    expect(keep >= 0, "--keep", keep, "0 or more");
    expect(halfLife >= LEAST_ROWS, "--half-life", halfLife, LEAST_ROWS + " or more");
    Learner.Settings settings =
        new Learner.Settings(
            log.path(),
            store,
            directory == null ? store.resolve("learn") : directory,
            join.rules(),
            calibrateEvery,
            noRetrain ? null : retrainEvery,
            window,
            halfLife,
            keep,
            isInStep);
    try (EarlyEnd end = new EarlyEnd();
        Learner learner = new Learner(settings, new Told())) {
      end.by(learner::stop);
      console().note("learning from " + log.path() + " for " + store);
      if (isInStep) {
        learnInStep(learner);
      } else {
        learner.run();
      }
    }
    return ExitCode.DONE;
  }

  private void learnInStep(Learner learner) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      console().result(learner.step(millis(line)));
    }
  }

  private long millis(String line) {
    try {
      return Long.parseLong(line);
    } catch (NumberFormatException e) {
      throw wrong("--in-step: the line '" + line + "', expected milliseconds since 1970");
    }
  }

  /** Tells of a version: not among the answers, where there are any. */
  private void tell(String text) {
    if (isInStep) {
      console().note(text);
    } else {
      console().result(text);
    }
  }

  /** Says what happens, a line each. */
  private final class Told implements Learner.Listener {
    @Override
    public void waiting() {
      console().note(log.path() + ": there is no event log yet, waiting for one");
    }

    @Override
    public void calibrated(Turn turn, int rows) {
      if (turn.promoted()) {
        tell(
            String.format(
                Locale.ROOT,
                "%s serves, calibrated on %,d rows; the largest change is %.1f %%",
                turn.version(),
                rows,
                100 * Math.expm1(turn.moved())));
      } else {
        refused(turn);
      }
    }

    @Override
    public void retrained(Turn turn) {
      if (turn.promoted()) {
        tell(turn.version() + " serves, trained anew");
      } else {
        refused(turn);
      }
    }

    private void refused(Turn turn) {
      for (String reason : turn.reasons()) {
        console()
            .note(
                "not served: " + (turn.version().isEmpty() ? "" : turn.version() + ": ") + reason);
      }
    }
  }
}
