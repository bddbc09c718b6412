package io.bidder.trainer;

import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.trainer.log.EncodedLog;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.ReadOptions;
import io.bidder.trainer.report.Report;
import io.bidder.trainer.report.ReportWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run train}: a log in, an evaluated and published version out. */
@Command(
    name = "./run train",
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Train a model version from log files and publish it to a store.",
      "",
      "The log is read in the order of time. Its newest rows are kept for the report; the rest is"
          + " trained on, stopped and calibrated by its own newest rows."
    },
    footer = {
      "",
      "Example:",
      "  ./run train --log clicks.csv.gz --schema clicks.yaml --store store",
      "",
      "docs/howto/train-on-your-log.md says how to write a schema."
    })
public final class Train implements Callable<Integer> {
  @Option(
      names = "--log",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "CSV, TSV or JSON lines, plain or gzip; several are read as one, in order.")
  private List<Path> logs = List.of();

  @Option(
      names = "--schema",
      required = true,
      paramLabel = "FILE",
      description = "YAML file that maps the log's columns to features and labels.")
  private Path schema = Path.of("");

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "Store to publish to; made if it is not there.")
  private Path store = Path.of("");

  @Mixin private TrainOptions options = new TrainOptions();

  @Mixin private ReportOptions outputs = new ReportOptions();

  /** Runs the command and exits. */
  public static void main(String[] args) {
    System.exit(CommandErrors.commandLine(new Train()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    options.check();
    outputs.check();
    Console console = new Console(System.err);
    long startedNs = System.nanoTime();
    LogSchema logSchema = LogSchema.read(schema);
    options.check(logSchema);
    ReadOptions reading =
        ReadOptions.defaults()
            .withFitFraction(1 - options.validFraction)
            .withBrokenShare(outputs.brokenShare)
            .withSeed(options.seed)
            .withThreads(options.threads)
            .withProgress(console::reading);
    try (EncodedLog log = EncodedLog.read(logs, logSchema, reading)) {
      outputs.reportBroken(console, log.summary());
      TrainingJob job = new TrainingJob(log, logSchema, options, console, startedNs);
      Report report = job.run(new DirectoryModelStore(store));
      Path html = outputs.html == null ? defaultHtml(report) : outputs.html;
      outputs.write(report, html);
      System.out.println(ReportWriter.text(report));
      System.out.println(
          "Published "
              + report.version()
              + " to "
              + store
              + (options.promote ? ", now the current version" : "")
              + ". Charts: "
              + html);
    }
    return CommandLine.ExitCode.OK;
  }

  private Path defaultHtml(Report report) throws IOException {
    return Files.createDirectories(store.resolve("reports")).resolve(report.version() + ".html");
  }
}
