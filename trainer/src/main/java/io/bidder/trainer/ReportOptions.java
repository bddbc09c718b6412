package io.bidder.trainer;

import io.bidder.modelstore.directory.FileWrites;
import io.bidder.settings.command.OutputFile;
import io.bidder.trainer.log.LogSummary;
import io.bidder.trainer.report.Report;
import io.bidder.trainer.report.ReportWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options that {@code train} and {@code evaluate} share: how broken rows are taken, where reports
 * go.
 */
final class ReportOptions {
  @Option(
      names = "--broken-share",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      converter = OptionValues.Share.class,
      description =
          "Share of broken rows that is left out and reported; more ends the run"
              + " (default: ${DEFAULT-VALUE}).")
  double brokenShare = 0.01;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      converter = OutputFile.class,
      description = "Write the report's figures as JSON.")
  @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      converter = OutputFile.class,
      description = "Write the report with charts as one HTML page.")
  @Nullable Path html;

  void reportBroken(TrainingConsole console, LogSummary summary) {
    if (summary.brokenRows() > 0) {
      console.line(summary.brokenRows() + " broken rows were left out; the first:");
      summary.broken().forEach(reason -> console.line("  " + reason));
    }
    if (summary.viewThrough() > 0) {
      console.line(summary.viewThrough() + " conversions without a click are taken as none");
    }
  }

  void write(Report report, @Nullable Path htmlFile) {
    if (json != null) {
      FileWrites.write(json, file -> ReportWriter.json(report, file));
    }
    if (htmlFile != null) {
      FileWrites.write(htmlFile, file -> ReportWriter.html(report, file));
    }
  }
}
