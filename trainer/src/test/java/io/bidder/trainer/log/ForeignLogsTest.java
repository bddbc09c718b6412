package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs as databases, spreadsheets and other programs write them. */
class ForeignLogsTest {
  private static final ReadOptions ANY_BROKEN = ReadOptions.defaults().withBrokenShare(1);
  private static final String BACKSLASHED =
      "a quote follows a backslash: log.quoting says whether that is a quote in the text"
          + " (backslash) or the text's end (doubled)";

  @TempDir Path directory;

  /** What was read of a log: the texts of column x, and the broken rows. */
  private record Read(List<String> texts, List<String> broken, long brokenRows) {}

  @Test
  void quotesShouldBeTextInTsvUnlessTheSchemaSaysOtherwise() throws IOException {
    String rows = "1\t\"unbalanced\n0\tb\n1\tsay \"hi\"\n0\t\"q\"\n1\t5\" screen\\\"\n";
    Path file = Logs.write(directory, "log.tsv", "click\tx\n" + rows);
    assertEquals(
        new Read(
            List.of("\"unbalanced", "b", "say \"hi\"", "\"q\"", "5\" screen\\\""), List.of(), 0),
        read(file, ""));

    Path quoted = Logs.write(directory, "quoted.tsv", "click\tx\n1\t\"a\tb\"\n0\t\"c\"\"d\"\n");
    assertEquals(new Read(List.of("a\tb", "c\"d"), List.of(), 0), read(quoted, "quoting: doubled"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,\"Köln \\\"Mitte\\\", Nord\"",
        "1,\"Köln \\\"Mitte\\\"\"",
        "1,\"\\\"Mitte\\\"\"",
        "1,Köln \\\"Mitte\\\"",
        "1,\"ends with \\\"",
      })
  void rowShouldBeBrokenWhenAQuoteFollowsABackslashAndNobodySaidWhy(String row) throws IOException {
    Path file = Logs.write(directory, "log.csv", "click,x\n0,a\n" + row + "\n1,b\n");
    assertEquals(
        new Read(List.of("a", "b"), List.of(file + ":3: " + BACKSLASHED), 1), read(file, ""));
  }

  @Test
  void backslashShouldMakeQuotesTextWhenTheSchemaSaysSo() throws IOException {
    Path file =
        Logs.write(
            directory,
            "log.csv",
            """
            click,x
            1,"Köln \\"Mitte\\", Nord"
            0,"\\"all\\""
            1,"C:\\\\"
            0,C:\\dir\\\\x
            1,say \\"hi\\"
            0,Köln\\, Nord
            1,"two ""kinds""\"
            0,"\\n"
            """);
    assertEquals(
        new Read(
            List.of(
                "Köln \"Mitte\", Nord",
                "\"all\"",
                "C:\\",
                "C:\\dir\\x",
                "say \"hi\"",
                "Köln, Nord",
                "two \"kinds\"",
                "\\n"),
            List.of(),
            0),
        read(file, "quoting: backslash"));

    Path doubled = Logs.write(directory, "d.csv", "click,x\n1,\"C:\\dir, a\\\"\n0,\"a\\\"\"b\"\n");
    assertEquals(
        new Read(List.of("C:\\dir, a\\", "a\\\"b"), List.of(), 0),
        read(doubled, "quoting: doubled"));
    Path none = Logs.write(directory, "n.csv", "click,x\n1,\"a\n0,b\"\n");
    assertEquals(new Read(List.of("\"a", "b\""), List.of(), 0), read(none, "quoting: none"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1,\"a\"b | text follows a closing quote",
        "1,\"a\" | text follows a closing quote",
        "1, \"a, b\" | spaces stand before an opening quote",
        "1,\"a | a quote is never closed",
      })
  void rowShouldBeBrokenWhenItsQuotesAreNone(String row, String reason) throws IOException {
    String shown = row.equals("1,\"a\"") ? row + " " : row;
    Path file = Logs.write(directory, "log.csv", "click,x\n0,z\n" + shown);
    Read read = read(file, "");
    assertEquals(new Read(List.of("z"), List.of(file + ":3: " + reason), 1), read);
  }

  @ParameterizedTest
  @CsvSource({"UTF-8, UTF-8", "UTF-16LE, UTF-16LE", "UTF-16BE, UTF-16"})
  void markBeforeALogShouldBeDropped(String written, String encoding) throws IOException {
    List<String> bodies = List.of("\"click\",x\n1,a\n", "click,x\n1,a\n", "\n\nclick,x\n1,a\n");
    for (String body : bodies) {
      assertEquals(List.of("a"), read(bytes("a.csv", body, written), encoding(encoding)).texts());
    }
    assertEquals(
        List.of("a"),
        read(bytes("b.csv", "1,a\n", written), "header: [click, x]\n  " + encoding(encoding))
            .texts());
    assertEquals(
        List.of("a"),
        read(bytes("c.csv", "\"1\",a\n", written), "header: [click, x]\n  " + encoding(encoding))
            .texts());
    assertEquals(
        List.of("a"),
        read(bytes("d.tsv", "click\tx\n1\ta\n", written), encoding(encoding)).texts());
    assertEquals(
        List.of("a"),
        read(bytes("e.jsonl", "{\"click\": 1, \"x\": \"a\"}\n", written), encoding(encoding))
            .texts());
  }

  @Test
  void schemaFileShouldBeReadStrictlyAndWithoutAMark() throws IOException {
    String text = "log: {labels: {click: click}}\nfeatures: [{name: x, kind: categorical}]\n";
    LogSchema schema = LogSchema.read(Logs.write(directory, "s.yaml", "\uFEFF" + text));
    assertEquals(text, schema.text());

    Path latin =
        Files.write(
            directory.resolve("l.yaml"), ("# é\n" + text).getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        latin + ":1:3: byte 0xE9 is no UTF-8",
        Logs.message(InvalidInputException.class, () -> LogSchema.read(latin)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "log.csv   | click,x\\n1,a\\n0,Köln\\n | 3:4",
        "log.csv   | click,x,unread\\n1,a,é\\n | 2:5",
        "log.tsv   | click\\tx\\n1\\tKöln\\n | 2:4",
        "log.jsonl | {\"click\": 1, \"x\": \"Köln\"}\\n | 1:21",
        "log.jsonl | {\"click\": 1, \"x\": \"a\"}\\n{\"unread\": \"ö\", \"click\": 1}\\n | 2:13",
      })
  void readShouldFailWithThePlaceWhenALogIsNotOfItsEncoding(String name, String text, String place)
      throws IOException {
    String content = text.replace("\\n", "\n").replace("\\t", "\t");
    Path file = bytes(name, content, "windows-1252", false);
    String message = Logs.problem(() -> read(file, ""));
    assertTrue(message.startsWith(file + ":" + place + ": byte 0x"), message);
    assertTrue(message.contains(" is no UTF-8, which the log is read as; log.encoding "), message);

    List<String> read = read(file, encoding("windows-1252")).texts();
    assertEquals(read(bytes("utf8" + name, content, "UTF-8", false), "").texts(), read);
  }

  @Test
  void encodingShouldBeCheckedToo() throws IOException {
    Path file = Files.write(directory.resolve("log.csv"), new byte[] {'c', (byte) 0x81, '\n'});
    assertTrue(
        Logs.problem(() -> read(file, encoding("windows-1252")))
            .startsWith(file + ":1:2: byte 0x81 is no windows-1252"));
    assertTrue(
        schemaProblem("encoding: latin-seven").contains("expected an encoding such as UTF-8"));
  }

  @Test
  void rowShouldBeBrokenWhenJsonHasHalfACharacter() throws IOException {
    Path file =
        Logs.write(
            directory,
            "log.jsonl",
            """
            {"click": 1, "x": "\\ud83d\\ude00"}
            {"click": 1, "x": "a\\ud83d"}
            {"click": 1, "x": "\\ude00b"}
            """);
    Read read = read(file, "");
    assertEquals(List.of("\uD83D\uDE00"), read.texts());
    assertEquals(
        List.of(
            file + ":2: 'x' has half a surrogate pair, no character",
            file + ":3: 'x' has half a surrogate pair, no character"),
        read.broken());
  }

  @ParameterizedTest
  @CsvSource({
    "True, 1",
    "False, 0",
    "true, 1",
    "FALSE, 0",
    "yes, 1",
    "No, 0",
    "Y, 1",
    "n, 0",
    "t, 1",
    "F, 0",
    "1.0, 1",
    "0.0, 0",
    "+1, 1",
    "1e0, 1",
    "-0, 0",
    "1.000, 1",
    "0, 0",
  })
  void labelShouldBeReadInEveryUsualWriting(String text, int expected) throws IOException {
    Path csv = Logs.write(directory, "log.csv", "click,x\n" + text + ",a\n \"\n");
    Path json =
        Logs.write(directory, "log.jsonl", "{\"click\": \" " + text + " \", \"x\": \"a\"}\n");
    for (Path file : List.of(csv, json)) {
      try (EncodedLog log = EncodedLog.read(List.of(file), schema(""), ANY_BROKEN)) {
        assertEquals(expected, Logs.rows(log).getFirst().click(), file.toString());
      }
    }
  }

  @Test
  void labelShouldBeBrokenWhenItSaysNeither() throws IOException {
    for (String text : List.of("maybe", "2", "0.5", "-1", "truee", "1,0", "NaN", "nope")) {
      Path file =
          Logs.write(
              directory,
              "log.jsonl",
              "{\"click\": \"" + text + "\", \"x\": \"a\"}\n{\"click\": 1}\n");
      assertEquals(
          List.of(file + ":1: click is '" + text + "', expected 0 or 1"), read(file, "").broken());
    }
  }

  @Test
  void nanShouldBeMissingInJson() throws IOException {
    Path file =
        Logs.write(
            directory,
            "log.jsonl",
            "{\"click\": 1, \"x\": NaN, \"n\": NaN}\n{\"click\": 0, \"x\": \"a\", \"n\": 2.5}\n");
    LogSchema schema =
        LogSchema.parse(
            """
            log: {labels: {click: click}}
            features: [{name: x, kind: categorical}, {name: n, kind: numeric, missing: -3}]
            """,
            "s.yaml");
    try (EncodedLog log = EncodedLog.read(List.of(file), schema, ReadOptions.defaults())) {
      assertEquals(0, log.summary().brokenRows());
      assertEquals(0, log.summary().unreadableNumbers());
      assertEquals(0, Logs.rows(log).getFirst().ids().getFirst());
      assertEquals(List.of(-3f), Logs.rows(log).getFirst().numerics());
      assertEquals(0.5, log.summary().missingShare().get("n"));
    }
  }

  @Test
  void blankLinesShouldBeSkipped() throws IOException {
    String csv = "\n  \nclick,x\r\n\r\n1,a\n   \n\t\n0,b\n\n";
    assertEquals(
        new Read(List.of("a", "b"), List.of(), 0), read(Logs.write(directory, "log.csv", csv), ""));
    assertEquals(
        new Read(List.of("a"), List.of(), 0),
        read(Logs.write(directory, "log.tsv", "\nclick\tx\n\n   \n1\ta\n \n"), ""));
    String json =
        "\n{\"click\": 1, \"x\": \"a\"}\n \t\r\n\u00A0\n{\"click\": 0, \"x\": \"b\"}\r\n\r\n";
    assertEquals(
        List.of("a", "b"),
        read(Logs.write(directory, "log.jsonl", json.replace("\u00A0", "")), "").texts());
  }

  @Test
  void delimiterShouldBeTheSchemas() throws IOException {
    Map<String, String> delimiters =
        Map.of(
            ";", "';'", "|", "'|'", ":", "':'", "\u0001", "\"\\x01\"", "^", "'^'", "\t", "\"\\t\"");
    for (Map.Entry<String, String> each : delimiters.entrySet()) {
      String text = "click,x\n1,\"a" + each.getKey() + "c\"\n0,d\n";
      Path file = Logs.write(directory, "log.csv", text.replace(",", each.getKey()));
      assertEquals(
          new Read(List.of("a" + each.getKey() + "c", "d"), List.of(), 0),
          read(file, "delimiter: " + each.getValue()));
    }
    Path bars = Logs.write(directory, "log.psv", "click|x\n1|a\"b\n");
    assertEquals(List.of("a\"b"), read(bars, "format: tsv\n  delimiter: '|'").texts());
  }

  @Test
  void delimiterShouldBeAskedForWhenThereIsOneColumn() throws IOException {
    Path file = Logs.write(directory, "log.csv", "click;x\n1;a\n");
    assertTrue(
        Logs.problem(() -> read(file, ""))
            .endsWith("the columns are click;x, cut at ',': log.delimiter says where else"));
    for (String wrong : List.of("'||'", "'\"'", "a", "''", "7")) {
      assertTrue(schemaProblem("delimiter: " + wrong).contains("log.delimiter"), wrong);
    }
  }

  @Test
  void conversionWithoutAClickShouldBeNoneWhenTheSchemaTakesThem() throws IOException {
    Path file =
        Logs.write(directory, "log.csv", "click,bought,worth,x\n0,1,9,a\n1,1,5,b\n0,0,,c\n");
    String labels = "{click: click, conversion: bought, value: worth%s}";
    try (EncodedLog log =
        EncodedLog.read(
            List.of(file),
            schemaOf("labels: " + labels.formatted(", viewThrough: true")),
            ReadOptions.defaults())) {
      List<Logs.Row> rows = Logs.rows(log);
      assertEquals(List.of(0f, 1f, 0f), rows.stream().map(Logs.Row::conversion).toList());
      assertEquals(List.of(0d, 5d, 0d), rows.stream().map(Logs.Row::value).toList());
      assertEquals(1, log.summary().conversions());
      assertEquals(1, log.summary().viewThrough());
    }
    try (EncodedLog log =
        EncodedLog.read(List.of(file), schemaOf("labels: " + labels.formatted("")), ANY_BROKEN)) {
      assertEquals(1, log.summary().brokenRows());
      assertEquals(0, log.summary().viewThrough());
    }
  }

  @Test
  void countAboveOneShouldBeOneWhenTheSchemaHasCounts() throws IOException {
    Path file =
        Logs.write(
            directory,
            "log.csv",
            "click,bought,x\n3,2,a\n1,0,b\n0,0,c\n2.0,1,d\n-1,0,e\n1.5,0,f\n1736035237,0,g\n");
    String labels = "labels: {click: click, conversion: bought%s}";
    try (EncodedLog log =
        EncodedLog.read(List.of(file), schemaOf(labels.formatted(", counts: true")), ANY_BROKEN)) {
      List<Logs.Row> rows = Logs.rows(log);
      assertEquals(List.of(1f, 1f, 0f, 1f), rows.stream().map(Logs.Row::click).toList());
      assertEquals(List.of(1f, 0f, 0f, 1f), rows.stream().map(Logs.Row::conversion).toList());
      assertEquals(
          List.of(
              file + ":6: click is '-1', expected a whole number of at least 0",
              file + ":7: click is '1.5', expected a whole number of at least 0",
              file + ":8: click is '1736035237', expected a whole number of at least 0"),
          log.summary().broken());
    }
    assertEquals(
        List.of(
            file + ":2: click is '3', expected 0 or 1",
            file + ":5: click is '2.0', expected 0 or 1"),
        broken(file, labels.formatted("")).subList(0, 2));
  }

  private List<String> broken(Path file, String log) throws IOException {
    try (EncodedLog read = EncodedLog.read(List.of(file), schemaOf(log), ANY_BROKEN)) {
      return read.summary().broken();
    }
  }

  private Path bytes(String name, String text, String charset) throws IOException {
    return bytes(name, text, charset, true);
  }

  private Path bytes(String name, String text, String charset, boolean marked) throws IOException {
    return Files.write(
        directory.resolve(name),
        ((marked ? "\uFEFF" : "") + text).getBytes(Charset.forName(charset)));
  }

  private static String encoding(String name) {
    return "encoding: " + name;
  }

  private static LogSchema schema(String log) {
    return schemaOf("labels: {click: click}\n  " + log);
  }

  private static LogSchema schemaOf(String log) {
    return LogSchema.parse(
        "log:\n  " + log + "\nfeatures: [{name: x, kind: categorical}]\n", "s.yaml");
  }

  private static String schemaProblem(String log) {
    return Logs.message(InvalidInputException.class, () -> schema(log));
  }

  private static Read read(Path file, String log) throws IOException {
    List<String> texts = new ArrayList<>();
    SourceRows.read(
        List.of(file),
        schema(log),
        ANY_BROKEN,
        row -> {
          texts.addAll(row.values(0));
          return row;
        });
    try (EncodedLog encoded = EncodedLog.read(List.of(file), schema(log), ANY_BROKEN)) {
      return new Read(texts, encoded.summary().broken(), encoded.summary().brokenRows());
    }
  }
}
