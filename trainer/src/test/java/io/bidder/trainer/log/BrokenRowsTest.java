package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokenRowsTest {
  private static final LogSchema SCHEMA =
      LogSchema.parse(
          """
          log:
            labels: {click: click, conversion: bought, value: value, weight: w}
            timestamp: {column: at, format: epoch-seconds}
            utcOffsetMinutes: tz
          features: [{name: x, kind: numeric}]
          """,
          "s.yaml");
  private static final String HEADER = "click,bought,value,w,at,tz,x\n";
  private static final String GOOD = "1,0,,1,100,60,5\n";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,0,,1,100,60      | the row has 6 fields, expected 7 as in the header",
        "1,0,,1,100,60,5,6  | the row has 8 fields, expected 7 as in the header",
        "2,0,,1,100,60,5    | click is '2', expected 0 or 1",
        "maybe,0,,1,100,60,5 | click is 'maybe', expected 0 or 1",
        ",0,,1,100,60,5     | click is missing, expected 0 or 1",
        "1,,,1,100,60,5     | conversion is missing, expected 0 or 1",
        "1,0.5,,1,100,60,5  | conversion is '0.5', expected 0 or 1",
        "0,1,,1,100,60,5    | conversion is 1 but click is 0, expected a conversion to follow a"
            + " click",
        "1,1,-3,1,100,60,5  | value is '-3', expected a number of at least 0",
        "1,1,3,0,100,60,5   | weight is '0', expected a number above 0",
        "1,1,3,a lot,100,60,5 | weight is 'a lot', expected a number above 0",
        "1,1,3,,100,60,5    | weight is missing, expected a number above 0",
        "1,1,3,1,now,60,5   | timestamp is 'now', expected epoch-seconds",
        "1,1,3,1,,60,5      | timestamp is missing, expected epoch-seconds",
        "1,1,3,1,100,9999,5 | UTC offset is '9999', expected minutes from -840 to 840",
        "1,1,3,1,100,x,5    | UTC offset is 'x', expected minutes from -840 to 840",
      })
  void rowShouldBeBrokenWhenItsLabelsAreWrong(String row, String reason) throws IOException {
    Path file = Logs.write(directory, "log.csv", HEADER + GOOD + row.strip() + "\n" + GOOD);
    try (EncodedLog log =
        EncodedLog.read(List.of(file), SCHEMA, ReadOptions.defaults().withBrokenShare(0.5))) {
      assertEquals(List.of(file + ":3: " + reason), log.summary().broken());
      assertEquals(1, log.summary().brokenRows());
      assertEquals(2, log.rows());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"click\": 1, | the line is no JSON: .*",
        "[1] | the line is no JSON object",
        "7 | the line is no JSON object",
        "{\"click\": 1} {} | the line goes on after its JSON object",
        "{\"click\": 2.5} | click is 2.5, expected 0 or 1",
        "{\"click\": [1], \"x\": nul} | the line is no JSON: .*",
        "{\"click\": [1, 0]} | click comes twice, expected one",
        "{\"click\": 1, \"click\": 0} | click comes twice, expected one",
        "{\"click\": NaN} | click is missing, expected 0 or 1",
        "{\"click\": Infinity} | click is Infinity, expected 0 or 1",
      })
  void lineShouldBeBrokenWhenItIsNoObjectWithLabels(String line, String reason) throws IOException {
    LogSchema schema =
        LogSchema.parse(
            "log: {labels: {click: click}}\nfeatures: [{name: x, kind: numeric}]\n", "s.yaml");
    Path file = Logs.write(directory, "log.jsonl", "{\"click\": 1, \"x\": 2}\n" + line + "\n");
    try (EncodedLog log =
        EncodedLog.read(List.of(file), schema, ReadOptions.defaults().withBrokenShare(0.5))) {
      String report = log.summary().broken().getFirst();
      assertTrue(report.startsWith(file + ":2: "), report);
      assertTrue(report.substring((file + ":2: ").length()).matches("(?s)" + reason), report);
    }
  }

  @Test
  void readShouldFailWithTheFirstRowsWhenMoreAreBrokenThanTolerated() throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int row = 0; row < 1000; row++) {
      text.append(row % 25 == 0 ? "7,0,,1,100,60,5\n" : GOOD);
    }
    Path file = Logs.write(directory, "log.csv", text.toString());
    List<Path> files = List.of(file);
    ReadOptions strict = ReadOptions.defaults().withBrokenShare(0.039);

    List<String> lines =
        Logs.problem(() -> EncodedLog.read(files, SCHEMA, strict)).lines().toList();
    assertEquals(
        "40 of 1000 rows are broken (4.00 %), more than the tolerated 3.90 %; the first 20:",
        lines.getFirst());
    assertEquals("  " + file + ":2: click is '7', expected 0 or 1", lines.get(1));
    assertEquals("  " + file + ":27: click is '7', expected 0 or 1", lines.get(2));
    assertEquals(21, lines.size());
    try (EncodedLog log =
        EncodedLog.read(files, SCHEMA, ReadOptions.defaults().withBrokenShare(0.04))) {
      assertEquals(960, log.rows());
    }
  }

  @Test
  void readShouldGiveUpEarlyWhenNoRowIsGood() {
    Path file = Logs.write(directory, "log.csv", HEADER + "7,0,,1,100,60,5\n".repeat(100_000));

    String message =
        Logs.problem(() -> EncodedLog.read(List.of(file), SCHEMA, ReadOptions.defaults()));
    assertTrue(message.startsWith("the first 1000 rows are all broken; the first 20:"), message);
  }

  @Test
  void everyLineShouldCountWhenAQuoteSwallowsThem() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            "log: {labels: {click: click}}\nfeatures: [{name: x, kind: categorical}]\n", "s.yaml");
    String swallowed = "0,\"b\n" + "1,c\n".repeat(10) + "0,\"\n";
    Path file = Logs.write(directory, "log.csv", "click,x\n1,a\n" + swallowed + "1,\"e\"\n0,g\n");
    try (EncodedLog log =
        EncodedLog.read(List.of(file), schema, ReadOptions.defaults().withBrokenShare(1))) {
      assertEquals(3, log.rows());
      assertEquals(12, log.summary().brokenRows());
      assertEquals(
          List.of(file + ":3: quoted fields go over 11 lines, expected at most 4"),
          log.summary().broken());
    }
  }

  @Test
  void readShouldFailWithTheLineWhenAQuoteNeverCloses() {
    LogSchema schema =
        LogSchema.parse(
            "log: {labels: {click: click}}\nfeatures: [{name: x, kind: categorical}]\n", "s.yaml");
    Path file = Logs.write(directory, "log.csv", "click,x\n1,a\n0,\"b\n" + "1,c\n".repeat(500_000));

    String message =
        Logs.problem(() -> EncodedLog.read(List.of(file), schema, ReadOptions.defaults()));
    assertTrue(message.startsWith(file + ":3: no CSV row"), message);
  }
}
