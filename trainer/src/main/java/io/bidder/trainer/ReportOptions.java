package io.bidder.trainer;

import static java.util.Objects.requireNonNull;

import io.bidder.modelstore.directory.FileWrites;
import io.bidder.trainer.log.LogSummary;
import io.bidder.trainer.report.Report;
import io.bidder.trainer.report.ReportWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
      description = "Write the report's figures as JSON.")
  @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the report with charts as one HTML page.")
  @Nullable Path html;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  boolean help;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /** Refuses a report that would have no directory to go to, before there is one. */
  void check() {
    requireDirectory("--json", json);
    requireDirectory("--html", html);
  }

  void requireDirectory(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new ParameterException(
          requireNonNull(command).commandLine(),
          option + " is " + file + ", expected a file in a directory that is there");
    }
  }

  void reportBroken(Console console, LogSummary summary) {
    if (summary.brokenRows() > 0) {
      console.line(summary.brokenRows() + " broken rows were left out; the first:");
      summary.broken().forEach(reason -> console.line("  " + reason));
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
