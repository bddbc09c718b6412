package io.bidder.trainer.log;

import io.bidder.settings.Suggestions;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads a file with one JSON object a line. A column is a dotted path into the object, or a key
 * that itself has dots; lists on the way are walked through, so that the scalars at a path's end
 * are a bag's values. Not thread-safe.
 */
final class JsonLogReader {
  private static final int MAX_SEEN_PATHS = 200;

  private final JsonFactory factory =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();
  private final RowCollector rows;
  private final Node root = new Node();

  /** Paths of the first row, to tell them where one is missing. */
  private final TreeSet<String> firstPaths = new TreeSet<>();

  private boolean first = true;

  /** A node of the tree of paths that are read. */
  private static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private int column = LogColumns.NONE;
  }

  JsonLogReader(RowCollector rows) {
    this.rows = rows;
    for (int column = 0; column < rows.columns().size(); column++) {
      addPath(root, rows.columns().names().get(column), column);
    }
  }

  /** Reads all rows; {@code advanced} runs now and then. */
  void read(LogInput input, Charset encoding, Runnable advanced) throws IOException {
    LineReader lines = new LineReader(input.text(encoding));
    long count = 0;
    while (lines.next()) {
      if (lines.isBlank()) {
        continue;
      }
      rows.begin();
      if (lines.isTooLong()) {
        rows.fail("the line is longer than " + LineReader.MAX_LINE_CHARS + " characters");
      } else {
        parse(lines.chars(), lines.from(), lines.length());
      }
      rows.end(input.file(), lines.number(), 1);
      if ((++count & 0xFFFF) == 0) {
        advanced.run();
      }
    }
  }

  /**
   * Checks, after all files, that every column was there in some row.
   *
   * @throws InvalidLogException naming the columns that never were
   */
  void checkColumns(String log) {
    List<String> problems = new ArrayList<>();
    for (int column = 0; column < rows.columns().size(); column++) {
      if (!rows.seen(column)) {
        String name = rows.columns().names().get(column);
        problems.add(
            "no row has a field '" + name + "'" + Suggestions.didYouMean(name, firstPaths));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidLogException(
          log
              + ": "
              + String.join("; ", problems)
              + "; the first row has "
              + String.join(", ", firstPaths));
    }
  }

  private void parse(char[] line, int from, int length) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), line, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        rows.fail("the line is no JSON object");
        return;
      }
      object(parser, root, "");
      if (parser.nextToken() != null) {
        rows.fail("the line goes on after its JSON object");
      }
      first = false;
    } catch (JacksonException e) {
      rows.fail("the line is no JSON: " + e.getOriginalMessage());
    }
  }

  private void object(JsonParser parser, Node node, String path) {
    for (JsonToken token = parser.nextToken();
        token == JsonToken.PROPERTY_NAME;
        token = parser.nextToken()) {
      Node child = node.children.get(parser.currentName());
      String childPath = first ? path + parser.currentName() : "";
      parser.nextToken();
      value(parser, child, childPath);
    }
  }

  private void value(JsonParser parser, @Nullable Node node, String path) {
    JsonToken token = parser.currentToken();
    if (first && token.isScalarValue() && firstPaths.size() < MAX_SEEN_PATHS) {
      firstPaths.add(path);
    }
    if (node == null && !first) {
      parser.skipChildren();
      return;
    }
    Node known = node == null ? new Node() : node;
    if (known.column >= 0) {
      rows.absent(known.column);
    }
    switch (token) {
      case START_OBJECT -> object(parser, known, first ? path + "." : "");
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(parser, known, path);
        }
      }
      default -> {
        if (known.column >= 0) {
          scalar(parser, token, known.column);
        }
      }
    }
  }

  private void scalar(JsonParser parser, JsonToken token, int column) {
    switch (token) {
      // A whole number's digits are its text, however many there are.
      case VALUE_STRING, VALUE_NUMBER_INT ->
          rows.text(
              column,
              parser.getStringCharacters(),
              parser.getStringOffset(),
              parser.getStringLength());
      case VALUE_NUMBER_FLOAT -> {
        double number = parser.getDoubleValue();
        // As Python writes a missing number.
        if (!Double.isNaN(number)) {
          rows.number(column, number);
        }
      }
      case VALUE_TRUE -> rows.number(column, 1);
      case VALUE_FALSE -> rows.number(column, 0);
      default -> {}
    }
  }

  /** Adds a path by every way of cutting it at its dots. */
  private static void addPath(Node node, String path, int column) {
    node.children.computeIfAbsent(path, key -> new Node()).column = column;
    for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      Node child = node.children.computeIfAbsent(path.substring(0, dot), key -> new Node());
      addPath(child, path.substring(dot + 1), column);
    }
  }
}
