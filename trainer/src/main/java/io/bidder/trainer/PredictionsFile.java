package io.bidder.trainer;

import io.bidder.trainer.version.SlicePredictions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a prediction a line. What the version has no head for, or the log no label, is empty. */
final class PredictionsFile {
  private static final String HEADER = "row,ctr,cvr,ctcvr,click,conversion\n";

  private PredictionsFile() {}

  /**
   * Writes all predictions, replacing what was there.
   *
   * @param firstRow the number of the first row, in the order of the log's rows in time
   */
  static void write(Path file, SlicePredictions rows, long firstRow, boolean hasConversion)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      StringBuilder line = new StringBuilder(HEADER);
      for (int i = 0; i < rows.ctr().length; i++) {
        line.append(firstRow + i);
        number(line, rows.ctr()[i]);
        number(line, rows.cvr()[i]);
        number(line, rows.ctcvr()[i]);
        line.append(',').append((int) rows.click()[i]).append(',');
        if (hasConversion) {
          line.append((int) rows.conversion()[i]);
        }
        out.append(line.append('\n'));
        line.setLength(0);
      }
      out.append(line);
    }
  }

  private static void number(StringBuilder line, float value) {
    line.append(',');
    if (!Float.isNaN(value)) {
      line.append(value);
    }
  }
}
