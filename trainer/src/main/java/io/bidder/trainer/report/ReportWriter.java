package io.bidder.trainer.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Renders a {@link Report}. Stateless. */
public final class ReportWriter {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ReportWriter() {}

  /** The report for a terminal of 100 columns, ending in a line break. */
  public static String text(Report report) {
    return ReportText.of(report);
  }

  /** Writes {@link Report#toMap} to a file. */
  public static void json(Report report, Path file) throws IOException {
    Files.write(file, JSON.writeValueAsBytes(report.toMap()));
  }

  /** Writes a page with charts that needs nothing but a browser: no other file and no network. */
  public static void html(Report report, Path file) throws IOException {
    Files.writeString(file, ReportPage.of(report));
  }
}
