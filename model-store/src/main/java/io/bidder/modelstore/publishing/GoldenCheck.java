package io.bidder.modelstore.publishing;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import io.bidder.settings.IoReasons;
import io.bidder.settings.RegularFiles;
import io.bidder.settings.StrictReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Inputs with the outputs that a version must give for them: its golden.jsonl. A version that
 * cannot reproduce them, on this machine and this ONNX Runtime, is never served.
 *
 * <p>A line is one encoded row and its calibrated probabilities, null where the model has no head:
 *
 * <pre>{@code
 * {"ids": [17, 0, 3, -1], "numerics": [0.25], "ctr": 0.0214, "cvr": 0.11, "ctcvr": 0.002354}
 * }</pre>
 *
 * <p>A probability is reproduced if it is off by at most {@link #ABSOLUTE} + {@link #ABSOLUTE} of
 * itself, and, since a bid is as wrong as its probability is relative to itself, by at most {@link
 * #RELATIVE} of itself (plus {@value #FLOOR}). That is above what float32 sums in another order
 * differ by, and far below what matters to a price.
 */
public final class GoldenCheck {
  /** The file's name in a version. */
  public static final String FILE = "golden.jsonl";

  /** Absolute tolerance, and the part of an expected value that is added to it. */
  public static final double ABSOLUTE = 1e-5;

  /** Relative tolerance, which binds below a probability of 0.1. */
  public static final double RELATIVE = 1e-4;

  /** Below this, differences are nothing. */
  public static final double FLOOR = 1e-8;

  /** More rows than a check needs; a longer file is refused rather than read. */
  public static final int MAX_ROWS = 10_000;

  private static final int MAX_BYTES = 32 << 20;
  private static final int MAX_LINE = 1 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private GoldenCheck() {}

  /**
   * Writes what {@code model} gives for {@code sample}.
   *
   * @param sample 1 to {@link #MAX_ROWS} rows
   * @throws IllegalArgumentException if a row has no finite probability, so is no example
   */
  public static void write(Path file, ScoringModel model, EncodedRows sample) throws IOException {
    int count = sample.size();
    if (count < 1 || count > MAX_ROWS) {
      throw new IllegalArgumentException(count + " golden rows, expected 1.." + MAX_ROWS);
    }
    StringBuilder lines = new StringBuilder();
    Predictions predictions = new Predictions(1);
    try (ScoringWorker worker = model.newWorker()) {
      for (int row = 0; row < count; row++) {
        // Each by itself, as it will be checked: in int8 an impression's rows share a scale.
        worker.score(sample, row, 1, predictions);
        if (predictions.invalid() > 0) {
          throw new IllegalArgumentException(
              "golden row " + row + " has no probability, expected a finite one");
        }
        lines.append(JSON.writeValueAsString(line(sample, row, predictions))).append('\n');
      }
    }
    Files.writeString(file, lines);
  }

  /**
   * The rows of a file, without what it expects of them.
   *
   * @throws InvalidVersionException if a line is not a golden row of {@code schema}
   */
  static EncodedRows rows(Path file, FeatureSchema schema) {
    List<String> lines = text(file).lines().limit(MAX_ROWS + 1).toList();
    if (lines.size() > MAX_ROWS) {
      throw new InvalidVersionException(file + ": expected at most " + MAX_ROWS + " lines");
    }
    EncodedRows rows = new EncodedRows(schema, lines.size());
    rows.size(lines.size());
    EncodedRows row = new EncodedRows(schema, 1);
    for (int i = 0; i < lines.size(); i++) {
      Line line = new Line(file, i + 1);
      line.fill(line.parse(lines.get(i)), row);
      rows.copyRow(row, 0, i);
    }
    return rows;
  }

  /** A row and what it alone was predicted. */
  private static ObjectNode line(EncodedRows rows, int row, Predictions predictions) {
    ObjectNode line = JSON.createObjectNode();
    ArrayNode ids = line.putArray("ids");
    for (int i = 0; i < rows.slotCount(); i++) {
      ids.add(rows.ids()[row * rows.slotCount() + i]);
    }
    ArrayNode numerics = line.putArray("numerics");
    for (int i = 0; i < rows.numericCount(); i++) {
      numerics.add(rows.numerics()[row * rows.numericCount() + i]);
    }
    put(line, "ctr", predictions.ctr()[0]);
    put(line, "cvr", predictions.cvr()[0]);
    put(line, "ctcvr", predictions.ctcvr()[0]);
    return line;
  }

  private static void put(ObjectNode line, String head, float probability) {
    if (Float.isNaN(probability)) {
      line.putNull(head);
    } else {
      line.put(head, probability);
    }
  }

  /**
   * The result of a check: how well a version reproduces its golden file.
   *
   * @param rows 0 if the version has none
   * @param largestDifference of a probability, as a part of the expected one
   */
  public record Reproduction(int rows, double largestDifference) {}

  /**
   * Opens a version for as long as the check takes.
   *
   * @throws InvalidVersionException if it cannot be opened, or does not reproduce its golden file
   */
  public static Reproduction verify(ModelVersion version, ScoringOptions options) {
    try (ScoringModel model = ScoringModel.open(version, options)) {
      return verify(model);
    }
  }

  /**
   * Checks an open version. One whose manifest lists no golden.jsonl passes.
   *
   * @throws InvalidVersionException naming the file, the line, the head, and expected and actual
   *     value
   */
  public static Reproduction verify(ScoringModel model) {
    return model.version().manifest().files().containsKey(FILE)
        ? reproduce(model)
        : new Reproduction(0, 0);
  }

  /**
   * Checks an open version whose golden file its manifest need not list yet.
   *
   * @throws InvalidVersionException as {@link #verify(ScoringModel)} does
   */
  public static Reproduction reproduce(ScoringModel model) {
    Path file = model.version().file(FILE);
    FeatureSchema schema = model.version().manifest().schema();
    EncodedRows row = new EncodedRows(schema, 1);
    row.size(1);
    Predictions got = new Predictions(1);
    int number = 0;
    double largest = 0;
    String lines = text(file);
    try (ScoringWorker worker = model.newWorker()) {
      for (String text : (Iterable<String>) lines.lines()::iterator) {
        number++;
        if (number > MAX_ROWS) {
          throw new InvalidVersionException(file + ": expected at most " + MAX_ROWS + " lines");
        }
        Line line = new Line(file, number);
        if (text.length() > MAX_LINE) {
          throw line.invalid("longer than " + MAX_LINE + " characters, expected a row");
        }
        JsonNode golden = line.parse(text);
        line.fill(golden, row);
        try {
          worker.score(row, 0, 1, got);
        } catch (IllegalArgumentException e) {
          throw line.invalid(String.valueOf(e.getMessage()));
        }
        largest = Math.max(largest, line.difference(golden, "ctr", got.ctr()[0]));
        largest = Math.max(largest, line.difference(golden, "cvr", got.cvr()[0]));
        largest = Math.max(largest, line.difference(golden, "ctcvr", got.ctcvr()[0]));
      }
    }
    if (number == 0) {
      throw new InvalidVersionException(file + " is empty, expected at least one line");
    }
    return new Reproduction(number, largest);
  }

  private static String text(Path file) {
    try {
      return StrictReader.utf8(RegularFiles.read(file, MAX_BYTES));
    } catch (StrictReader.MalformedTextException e) {
      throw new InvalidVersionException(file + ", " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new InvalidVersionException(file + " is missing, but manifest.json lists it", e);
    } catch (IOException e) {
      throw new InvalidVersionException(file + " cannot be read: " + IoReasons.of(e), e);
    }
  }

  /**
   * Writes a file anew whose rows were made for a graph with its tables inside, so that they are as
   * the encoder would have them: unused slots of a bag hold -1 rather than 0, which beside other
   * ids is one more for tables outside.
   *
   * @throws InvalidVersionException if a line is not a golden row of {@code schema}
   */
  public static void clearUnusedSlots(Path file, FeatureSchema schema) throws IOException {
    EncodedRows row = new EncodedRows(schema, 1);
    row.size(1);
    StringBuilder lines = new StringBuilder();
    int number = 0;
    for (String text : (Iterable<String>) text(file).lines()::iterator) {
      Line line = new Line(file, ++number);
      JsonNode golden = line.parse(text);
      line.fill(golden, row);
      clearUnusedSlots(schema, row.ids());
      ArrayNode ids = ((ObjectNode) golden).putArray("ids");
      for (int i = 0; i < row.slotCount(); i++) {
        ids.add(row.ids()[i]);
      }
      lines.append(JSON.writeValueAsString(golden)).append('\n');
    }
    Files.writeString(file, lines);
  }

  private static void clearUnusedSlots(FeatureSchema schema, int[] ids) {
    int first = 0;
    for (Feature.Embedded feature : schema.embedded()) {
      int end = first + feature.slots();
      if (feature instanceof Feature.Bag) {
        boolean empty = true;
        for (int slot = first; slot < end; slot++) {
          empty &= ids[slot] <= 0;
          ids[slot] = ids[slot] == 0 ? -1 : ids[slot];
        }
        ids[first] = empty ? 0 : ids[first];
      }
      first = end;
    }
  }

  /** Tells whether {@code got} reproduces {@code expected}, a probability. */
  public static boolean reproduces(double expected, double got) {
    double difference = Math.abs(got - expected);
    // Written so that NaN fails.
    return difference <= ABSOLUTE * (1 + Math.abs(expected))
        && difference <= FLOOR + RELATIVE * Math.abs(expected);
  }

  /** A line of the file, for messages. */
  private record Line(Path file, int number) {

    InvalidVersionException invalid(String complaint) {
      return new InvalidVersionException(file + ", line " + number + ": " + complaint);
    }

    JsonNode parse(String text) {
      try {
        return JSON.readTree(text);
      } catch (JacksonException e) {
        throw invalid("not valid JSON: " + e.getOriginalMessage());
      }
    }

    void fill(JsonNode golden, EncodedRows row) {
      JsonNode ids = array(golden, "ids", row.slotCount());
      for (int i = 0; i < row.slotCount(); i++) {
        if (!ids.get(i).isInt()) {
          throw invalid("ids[" + i + "] is " + ids.get(i) + ", expected an id");
        }
        row.ids()[i] = ids.get(i).intValue();
      }
      JsonNode numerics = array(golden, "numerics", row.numericCount());
      for (int i = 0; i < row.numericCount(); i++) {
        if (!numerics.get(i).isNumber()) {
          throw invalid("numerics[" + i + "] is " + numerics.get(i) + ", expected a number");
        }
        row.numerics()[i] = numerics.get(i).floatValue();
      }
    }

    private JsonNode array(JsonNode golden, String field, int size) {
      JsonNode array = golden.get(field);
      if (array == null || !array.isArray() || array.size() != size) {
        throw invalid(
            field
                + " is "
                + (array == null || !array.isArray() ? array : array.size() + " values")
                + ", expected an array of "
                + size);
      }
      return array;
    }

    /** The difference of a reproduced head, as a part of the expected probability. */
    double difference(JsonNode golden, String head, float got) {
      @Nullable JsonNode expected = golden.get(head);
      if (expected == null || expected.isNull()) {
        if (!Float.isNaN(got)) {
          throw invalid(head + " is missing, got " + got);
        }
        return 0;
      }
      if (!expected.isNumber() || !reproduces(expected.doubleValue(), got)) {
        throw invalid("head " + head + ": expected " + expected + ", got " + got);
      }
      double difference = Math.abs(got - expected.doubleValue());
      return difference == 0 ? 0 : difference / Math.max(Math.abs(expected.doubleValue()), FLOOR);
    }
  }
}
