package io.bidder.trainer;

import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.trainer.fitting.TrainingState;
import io.bidder.trainer.log.EncodedLog;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.ReadOptions;
import io.bidder.trainer.report.Report;
import io.bidder.trainer.report.ReportWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run train}: a log in, an evaluated and published version out. */
@Command(
    name = "./run train",
    description = {
      "Train a model version from log files or an event log, and publish it to a store.",
      "",
      "The log is read in the order of time. Its newest rows are kept for the report; the rest is"
          + " trained on, stopped and calibrated by its own newest rows. What is published is then"
          + " fitted on all rows, with the choices that the report is on."
    },
    footer = {
      "",
      "Examples:",
      "  ./run train --log clicks.csv.gz --schema clicks.yaml --store store",
      "  ./run train --log newer-clicks.csv.gz --store store --warm",
      "  ./run train --events events --store store",
      "",
      "docs/howto/train-on-your-log.md says how to write a schema."
    })
public final class Train extends ConsoleCommand {
  /** No version's id. */
  private static final String CURRENT = "";

  @Option(
      names = "--log",
      arity = "1..*",
      paramLabel = "FILE",
      description = "CSV, TSV or JSON lines, plain or gzip; several are read as one, in order.")
  private List<Path> logs = List.of();

  @Option(
      names = "--events",
      paramLabel = "DIR",
      description =
          "Event log of a server, instead of files: its rows are those of ./run events join.")
  private @Nullable Path events;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "YAML file that maps the log's columns to features and labels (with --warm the default is"
              + " the version's own, whose features stay as they are; with --events the current"
              + " version's own).")
  private @Nullable Path schema;

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "Store to publish to; made if it is not there.")
  private Path store = Path.of("");

  @Option(
      names = "--warm",
      arity = "0..1",
      fallbackValue = CURRENT,
      paramLabel = "ID",
      description =
          "Go on from a version of the store, with rows that it was not trained on (default: the"
              + " current one).")
  private @Nullable String warm;

  @Mixin private EventOptions eventOptions = new EventOptions();

  @Mixin private TrainOptions options = new TrainOptions();

  @Mixin private ReportOptions outputs = new ReportOptions();

  /** Runs the command and exits. */
  public static void main(String[] args) {
    System.exit(Commands.of(new Train()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    options.check();
    if (logs.isEmpty() == (events == null)) {
      throw wrong("expected either --log FILE or --events DIR");
    }
    if (events == null && eventOptions.given()) {
      throw wrong("--log: expected no options that choose or join events, which are for --events");
    }
    if (warm == null && schema == null && events == null) {
      throw wrong(
          "--schema is missing, expected a FILE; only with --warm or --events there is a default");
    }
    TrainingConsole progress = new TrainingConsole(console());
    long startedNs = System.nanoTime();
    TrainedVersion start =
        warm == null
            ? null
            : TrainedVersion.open(store, warm.equals(CURRENT) ? null : warm, "--warm ID");
    LogSchema logSchema = logSchema(start);
    options.check(logSchema);
    logSchema.unknownSources().forEach(problem -> progress.line("warning: " + problem));
    TrainingState state = null;
    if (start != null) {
      state = start.state();
      options.check(state, start.version(), logSchema);
      logSchema.requireFeatures(state.model().schema());
    }
    ReadOptions reading =
        ReadOptions.defaults()
            .withFitFraction(1 - options.validFraction)
            .withFeatureSchema(state == null ? null : state.model().schema())
            .withBrokenShare(outputs.brokenShare)
            .withSeed(options.seed)
            .withThreads(options.threads)
            .withProgress(progress::reading);
    try (EncodedLog log = read(logSchema, reading, start, progress)) {
      outputs.reportBroken(progress, log.summary());
      TrainingJob job =
          new TrainingJob(
              TrainingRows.of(log, options.validFraction),
              logSchema,
              options,
              start,
              state,
              progress::line,
              progress::progress,
              startedNs);
      Report report = job.run(new DirectoryModelStore(store));
      Path html = outputs.html == null ? defaultHtml(report) : outputs.html;
      outputs.write(report, html);
      console().result(ReportWriter.text(report));
      boolean promoted = options.promotes(report);
      console()
          .result(
              "Published "
                  + report.version()
                  + " to "
                  + store
                  + (promoted ? ", now the current version" : "")
                  + ". Charts: "
                  + html);
      if (options.promote && !promoted) {
        console().note(notPromoted(report));
        return ExitCode.NOT_PROMOTED;
      }
    }
    return ExitCode.DONE;
  }

  private String notPromoted(Report report) {
    String current = new DirectoryModelStore(store).currentId().orElse("");
    return "NOT promoted, as the report says not to serve it: "
        + (current.isEmpty() ? "no version is current" : current + " stays current")
        + ". To serve it all the same: ./run models promote "
        + report.version()
        + " --store "
        + store
        + "; --force would have done so.";
  }

  private LogSchema logSchema(@Nullable TrainedVersion start) throws IOException {
    if (start != null) {
      return start.logSchema(schema);
    }
    return schema == null
        ? TrainedVersion.open(store, null, "--schema FILE").logSchema(null)
        : LogSchema.read(schema);
  }

  private EncodedLog read(
      LogSchema logSchema,
      ReadOptions reading,
      @Nullable TrainedVersion start,
      TrainingConsole progress)
      throws IOException {
    if (events == null) {
      return EncodedLog.read(logs, logSchema, reading);
    }
    Instant seen = start == null ? null : TrainingRecord.lastTimestamp(start.version().manifest());
    if (eventOptions.from == null && seen != null) {
      eventOptions.from = seen.plusMillis(1);
      progress.line(
          "Rows of bids after "
              + seen
              + ", the newest that --warm's version has seen; --from says"
              + " otherwise.");
    }
    return EncodedLog.read(eventOptions.of(events), logSchema, reading);
  }

  private Path defaultHtml(Report report) throws IOException {
    return Files.createDirectories(store.resolve("reports")).resolve(report.version() + ".html");
  }
}
