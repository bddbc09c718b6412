package io.bidder.market.replay;

import io.bidder.settings.StrictReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The output of {@code ./run evaluate --all-rows --predictions FILE}: by row, what the trainer
 * predicts. NaN where it predicts nothing. Immutable.
 */
final class ExpectedPredictions {
  private static final String HEADER = "row,ctr,cvr,ctcvr,click,conversion";
  private static final int FIELDS = 6;

  private final List<double[]> rows;

  private ExpectedPredictions(List<double[]> rows) {
    this.rows = rows;
  }

  /**
   * Reads the file.
   *
   * @throws ReplayInputException if it is not such a file, or not of all rows
   */
  static ExpectedPredictions read(Path file) throws IOException {
    List<double[]> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new StrictReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      if (!HEADER.equals(lines.readLine())) {
        throw new ReplayInputException(file + ":1: expected the header " + HEADER);
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(row(file, line, rows.size()));
      }
    } catch (NoSuchFileException e) {
      throw new ReplayInputException(file + ": there is no such file");
    }
    return new ExpectedPredictions(rows);
  }

  int size() {
    return rows.size();
  }

  double ctr(int row) {
    return rows.get(row)[0];
  }

  double cvr(int row) {
    return rows.get(row)[1];
  }

  double ctcvr(int row) {
    return rows.get(row)[2];
  }

  private static double[] row(Path file, String line, int row) {
    String[] fields = line.split(",", -1);
    if (fields.length == FIELDS && fields[0].equals(Integer.toString(row))) {
      try {
        return new double[] {number(fields[1]), number(fields[2]), number(fields[3])};
      } catch (NumberFormatException e) {
        // Reported below.
      }
    }
    throw new ReplayInputException(
        file
            + ":"
            + (row + 2)
            + ": '"
            + line
            + "', expected row "
            + row
            + " with its probabilities, as evaluate --all-rows --predictions writes it");
  }

  private static double number(String text) {
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }
}
