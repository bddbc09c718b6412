package io.bidder.trainer;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.FileWrites;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.OutputFile;
import io.bidder.trainer.fitting.Slices;
import io.bidder.trainer.learning.RowRange;
import io.bidder.trainer.learning.RowSource;
import io.bidder.trainer.linear.LogisticFile;
import io.bidder.trainer.log.EncodedLog;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.ReadOptions;
import io.bidder.trainer.report.Report;
import io.bidder.trainer.report.ReportWriter;
import io.bidder.trainer.version.Evaluation;
import io.bidder.trainer.version.SlicePredictions;
import io.bidder.trainer.version.UnknownPersons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run evaluate}: how good a version is on a labelled log. */
@Command(
    name = "./run evaluate",
    description = {
      "Report how good a version is on labelled log files.",
      "",
      "On the very log that the version was trained from, only the rows of its report are"
          + " evaluated; on any other log, all rows. What the version was fitted on is no proof of"
          + " how good it is, and the report says so: the published figures are of a fit without"
          + " those rows."
    })
public final class Evaluate extends ConsoleCommand {
  @Option(
      names = "--log",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "CSV, TSV or JSON lines, plain or gzip; several are read as one, in order.")
  private List<Path> logs = List.of();

  @Option(names = "--store", required = true, paramLabel = "DIR", description = "The store.")
  private Path store = Path.of("");

  @Option(
      names = "--version",
      paramLabel = "ID",
      description = "The version (default: the current one).")
  private @Nullable String version;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "YAML file that maps the log's columns to sources and labels (default: the one the"
              + " version was trained with).")
  private @Nullable Path schema;

  @Option(
      names = "--all-rows",
      description = "Evaluate all rows, even of the log the version was trained from.")
  private boolean allRows;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      converter = OptionValues.Share.class,
      description =
          "Score from which on a row counts as positive in precision and recall (default: the one"
              + " at which as many rows do as are positive).")
  private @Nullable Double threshold;

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      converter = OutputFile.class,
      description =
          "Write what is predicted for every evaluated row as CSV: its number in the order of time,"
              + " from 0, ctr, cvr, ctcvr and its labels.")
  private @Nullable Path predictionsFile;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = OptionValues.Threads.class,
      description = "Threads to score with (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Mixin private ReportOptions outputs = new ReportOptions();

  /** Runs the command and exits. */
  public static void main(String[] args) {
    System.exit(Commands.of(new Evaluate()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    TrainedVersion trained = TrainedVersion.open(store, version, "--version");
    ModelVersion opened = trained.version();
    LogSchema logSchema = trained.logSchema(schema);
    TrainingConsole progress = new TrainingConsole(console());
    ReadOptions reading =
        ReadOptions.defaults()
            .withFeatureSchema(opened.manifest().schema())
            .withBrokenShare(outputs.brokenShare)
            .withThreads(threads)
            .withProgress(progress::reading);
    long startedNs = System.nanoTime();
    try (EncodedLog log = EncodedLog.read(logs, logSchema, reading);
        ScoringModel model = ScoringModel.open(opened, ScoringOptions.defaults())) {
      outputs.reportBroken(progress, log.summary());
      Report report = report(opened, logSchema, log, model, startedNs);
      outputs.write(report, outputs.html);
      console().result(ReportWriter.text(report));
    }
    return ExitCode.DONE;
  }

  private Report report(
      ModelVersion opened, LogSchema logSchema, EncodedLog log, ScoringModel model, long startedNs)
      throws IOException {
    Manifest manifest = opened.manifest();
    LogRows rows = new LogRows(log);
    Double fraction = allRows ? null : TrainingRecord.validFractionOf(manifest, log.summary());
    RowRange range =
        fraction == null ? new RowRange(0, log.rows()) : Slices.of(log.rows(), fraction).valid();
    boolean unseen = fraction != null && !TrainingRecord.sawValidRows(manifest);
    SlicePredictions predictions = SlicePredictions.of(model, rows, range, threads);
    if (predictionsFile != null) {
      FileWrites.write(
          predictionsFile,
          file ->
              PredictionsFile.write(file, predictions, range.from(), logSchema.hasConversion()));
    }
    Report.Builder report =
        Report.builder(manifest.name(), manifest.id())
            .logFiles(logs.stream().map(file -> file.getFileName().toString()).toList())
            .slice(
                fraction == null
                    ? "all rows"
                    : "%s%s"
                        .formatted(
                            TrainingRecord.newest(log.summary(), fraction),
                            unseen ? ", which training did not see" : ""),
                range.rows());
    List<String> seen = TrainingRecord.seenBy(opened, log.summary());
    if (!unseen && !seen.isEmpty()) {
      report.caution(
          "version %s has seen %s: the report is not on unseen rows, as the one published with it is"
              .formatted(opened.id(), String.join(", ", seen)));
    }
    Evaluation evaluation =
        new Evaluation(manifest.heads(), logSchema.hasConversion(), predictions, threshold);
    evaluation.addModel(report);
    RowSource unknown = UnknownPersons.of(rows, manifest.schema());
    if (unknown != null) {
      evaluation.addWithoutPerson(report, SlicePredictions.of(model, unknown, range, threads));
    }
    evaluation.addBaseRates(report, TrainingRecord.baseRates(manifest));
    Path baseline = opened.file(LogisticFile.FILE);
    if (Files.exists(baseline)) {
      evaluation.addRegressions(
          report, LogisticFile.read(baseline, manifest.schema()), manifest.schema(), rows, range);
    }
    TrainingRecord.settings(manifest).forEach(report::setting);
    report.rowsPerSecond(log.rows() / ((System.nanoTime() - startedNs) / 1e9));
    return report.build();
  }
}
