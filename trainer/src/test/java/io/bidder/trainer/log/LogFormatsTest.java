package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFormatsTest {
  private static final LogSchema SCHEMA =
      LogSchema.parse(
          """
          log:
            missing: ["null"]
            labels: {click: click, conversion: bought, value: value}
            timestamp: {column: at}
          features:
            - {name: domain, kind: categorical, column: site.domain}
            - {name: w, kind: numeric, column: imp.w}
            - {name: id, kind: categorical}
            - {name: tags, kind: bag, column: user.tags, separator: ","}
            - {name: hour, kind: categorical, source: time.localHour}
          """,
          "s.yaml");

  private static final String CSV =
      """
      at,click,bought,value,site.domain,imp.w,id,user.tags
      2024-01-01T00:00:00Z,0,0,,"a,""b"".com",300,10710025208886284288,"x, y"
      2024-01-01T01:00:00Z,"1",1,2.5,null,320.5,7,
      2024-01-01T02:00:00Z,1,0,,日本.jp,,"4",z
      """;

  private static final String JSON =
      """
      {"at": "2024-01-01T00:00:00Z", "click": 0, "bought": false, "site": {"domain": "a,\\"b\\".com"}, "imp": [{"w": 300}], "id": 10710025208886284288, "user": {"tags": ["x", "y"], "more": {"deep": [1, {}]}}}

      {"imp.w": 320.5, "at": "2024-01-01T01:00:00Z", "click": "1", "bought": 1, "value": 2.5, "site": {"domain": null}, "id": 7.0, "user.tags": []}
      {"at": "2024-01-01T02:00:00Z", "click": true, "bought": 0, "value": null, "site.domain": "日本.jp", "id": "4", "user": {"tags": "z"}}
      """;

  @TempDir Path directory;

  @Test
  void rowsShouldBeTheSameInEveryFormat() throws IOException {
    List<Logs.Row> expected = read(Logs.write(directory, "log.csv", CSV));
    assertEquals(3, expected.size());
    assertEquals(2.5, expected.get(1).value());

    assertEquals(expected, read(Logs.write(directory, "log.jsonl", JSON)));
    assertEquals(expected, read(Logs.write(directory, "crlf.csv", CSV.replace("\n", "\r\n"))));
    assertEquals(expected, read(Logs.write(directory, "bom.csv", "\uFEFF" + CSV)));
    assertEquals(expected, read(Logs.write(directory, "end.csv", CSV.strip())));
    assertEquals(expected, read(Logs.write(directory, "end.json", JSON.strip())));
    String tsv = CSV.replace("\"a,\"\"b\"\".com\"", "COMMA").replace("\"x, y\"", "TAGS");
    tsv = tsv.replace("\"", "").replace(',', '\t');
    tsv = tsv.replace("COMMA", "a,\"b\".com").replace("TAGS", "x, y");
    assertEquals(expected, read(Logs.write(directory, "log.tsv", tsv)));
  }

  @Test
  void gzipShouldBeKnownByItsContentWhateverTheName() throws IOException {
    List<Logs.Row> expected = read(Logs.write(directory, "log.csv", CSV));

    assertEquals(expected, read(Files.write(directory.resolve("log.csv.gz"), Logs.gzip(CSV))));
    assertEquals(expected, read(Files.write(directory.resolve("packed.csv"), Logs.gzip(CSV))));
    assertEquals(expected, read(Logs.write(directory, "plain.csv.gz", CSV)));
    // Files that were appended to one another are one file for gzip.
    byte[] first = Logs.gzip(CSV.substring(0, 100));
    byte[] second = Logs.gzip(CSV.substring(100));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    assertEquals(expected, read(Files.write(directory.resolve("two.csv.gz"), both)));
  }

  @Test
  void readShouldSayHowFarAGzipFileIsGoodWhenItIsCutShort() throws IOException {
    StringBuilder text = new StringBuilder("click,x\n");
    for (int row = 0; row < 50_000; row++) {
      text.append(row % 2).append(',').append(row * 7919 % 100_003).append('\n');
    }
    byte[] whole = Logs.gzip(text.toString());
    LogSchema schema =
        LogSchema.parse(
            "log: {labels: {click: click}}\nfeatures: [{name: x, kind: numeric}]\n", "s.yaml");
    Path cut = Files.write(directory.resolve("cut.csv.gz"), Arrays.copyOf(whole, 60_000));
    String lines = text.substring(8).replace(",", ", \"x\": ").replace("\n", "}\n{\"click\": ");
    byte[] wholeJson = Logs.gzip("{\"click\": " + lines);
    Path json = Files.write(directory.resolve("cut.jsonl.gz"), Arrays.copyOf(wholeJson, 60_000));
    byte[] flipped = whole.clone();
    flipped[60_000] ^= 0x55;
    Path damaged = Files.write(directory.resolve("bad.csv.gz"), flipped);

    assertMessage(
        schema,
        cut,
        ".*cut.csv.gz: the gzip data is cut short after row [1-9][0-9]+; expected a.*");
    assertMessage(
        schema, json, ".*cut.jsonl.gz: the gzip data is cut short after row [1-9][0-9]+; .*");
    assertMessage(schema, damaged, ".*bad.csv.gz: the gzip data is damaged .* after row [0-9]+;.*");
  }

  @Test
  void readShouldSayWhatIsMissingWhenThereIsNothingToRead() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            "log: {labels: {click: click}}\nfeatures: [{name: x, kind: numeric}]\n", "s.yaml");

    assertMessage(schema, directory.resolve("none.csv"), ".*none.csv: there is no such log file");
    assertMessage(schema, directory, ".* is a directory, expected a log file|.*does not say.*");
    assertMessage(
        schema,
        Logs.write(directory, "empty.csv", ""),
        ".*empty.csv is empty, expected a header row");
    assertMessage(
        schema, Logs.write(directory, "header.csv", "click,x\n"), ".*there is no row to read");
    assertMessage(
        schema, Logs.write(directory, "empty.jsonl", "\n\n"), ".*there is no row to read");
    assertMessage(
        schema,
        Logs.write(directory, "log.parquet", "x"),
        ".*log.parquet: the name does not say whether this is csv, tsv or jsonl \\(.gz or not\\);"
            + " give log.format in schema 's'");
  }

  @Test
  void readShouldNameColumnsAndTheNearestWhenOneIsMissing() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            """
            log: {labels: {click: click}}
            features: [{name: domain, kind: categorical}, {name: zzz, kind: categorical}]
            """,
            "s.yaml");

    assertMessage(
        schema,
        Logs.write(directory, "log.csv", "clik,domian,price\n0,1,2\n"),
        ".*log.csv:1: no column 'click', did you mean 'clik'\\?; no column 'domain', did you mean"
            + " 'domian'\\?; no column 'zzz'; the columns are clik, domian, price");
    assertMessage(
        schema,
        Logs.write(directory, "twice.csv", "click,domain,zzz,domain\n0,1,2,3\n"),
        ".*twice.csv:1: column 'domain' comes 2 times; the columns are .*");
    assertMessage(
        schema,
        Logs.write(directory, "log.jsonl", "{\"click\": 1, \"domian\": {\"x\": [1]}, \"z\": 1}\n"),
        ".*log.jsonl: no row has a field 'domain'; no row has a field 'zzz'; the first row has"
            + " click, domian.x, z");
  }

  private static void assertMessage(LogSchema schema, Path file, String pattern) {
    String message =
        Logs.problem(() -> EncodedLog.read(List.of(file), schema, ReadOptions.defaults()));
    assertEquals(true, message.matches(pattern), message);
  }

  private static List<Logs.Row> read(Path file) throws IOException {
    try (EncodedLog log = EncodedLog.read(List.of(file), SCHEMA, ReadOptions.defaults())) {
      return Logs.rows(log);
    }
  }
}
