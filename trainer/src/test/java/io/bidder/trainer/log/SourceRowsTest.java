package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.schema.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRowsTest {
  private static final String FEATURES =
      """
      features:
        - {name: hour, kind: categorical, source: time.localHour, column: h}
        - {name: tags, kind: bag, source: user.data.segment.id, separator: ",", maxValues: 1}
        - {name: size, kind: numeric, source: imp.banner.w}
        - {name: size_text, kind: categorical, source: imp.banner.w, column: size}
        - {name: ad, kind: categorical, source: creative.id, side: candidate}
        - {name: tags_x_ad, kind: cross, of: [hour, ad]}
      """;
  private static final String LABELS =
      "log: {labels: {click: click}, timestamp: {column: at}, utcOffsetMinutes: off}\n";

  @TempDir Path directory;

  /** The part of a row that a test looks at. */
  private record Row(List<List<String>> values, long at, int offset, double extra) {}

  @Test
  void rowsShouldBeAsTheyWereWrittenInTheOrderOfTime() throws IOException {
    LogSchema schema = LogSchema.parse(LABELS + FEATURES, "s.yaml");
    List<Row> expected =
        List.of(
            new Row(
                List.of(List.of("7"), List.of("x", "y"), List.of("0.5"), List.of("a")), 0, 60, 3),
            new Row(
                List.of(List.of(), List.of(), List.of("300"), List.of()),
                3600_000,
                -60,
                Double.NaN));

    assertEquals(
        expected,
        read(
            schema,
            Logs.write(
                directory,
                "log.csv",
                """
                click,at,off,h,tags,size,ad,n
                0,1970-01-01T01:00:00Z,-60,x,,300,,
                2,1970-01-01T01:00:00Z,-60,x,,300,broken,
                1,1970-01-01T00:00:00Z,60,07,"x, y",0.5,a,3
                """)));
    assertEquals(
        expected,
        read(
            schema,
            Logs.write(
                directory,
                "log.jsonl",
                """
                {"click": 0, "at": "1970-01-01T01:00:00Z", "off": -60, "size": 300.0}
                {"click": 1, "at": "1970-01-01", "off": 60, "h": 7.0, "tags": ["x", "y"], "size": 5e-1, "ad": "a", "n": 3}
                """)));
  }

  @Test
  void sourcesShouldSayWhoReadsThemHow() {
    LogSchema schema =
        LogSchema.parse(
            FEATURES
                + "  - {name: lat, kind: numeric, source: device.geo.lat}\n"
                + "log: {labels: {click: click}}\n",
            "s.yaml");

    assertEquals(
        List.of(
            new LogSource("time.localHour", "h", Side.REQUEST, true),
            new LogSource("user.data.segment.id", "tags", Side.REQUEST, true),
            new LogSource("imp.banner.w", "size", Side.REQUEST, true),
            new LogSource("creative.id", "ad", Side.CANDIDATE, true),
            new LogSource("device.geo.lat", "lat", Side.REQUEST, false)),
        schema.sources());
  }

  @Test
  void rowsShouldBeReadWhenTheSchemaNamesTheColumns() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            LABELS.replace("log: {", "log: {header: [click, at, off, h, tags, size, ad, n], ")
                + FEATURES,
            "s.yaml");
    Path log = Logs.write(directory, "log.csv", "1,1970-01-01T00:00:00Z,60,07,z,1,a,3\n");

    List<Row> rows = read(schema, log);

    assertEquals(1, rows.size());
    assertEquals(List.of("z"), rows.getFirst().values().get(1));
    Path narrow = Logs.write(directory, "narrow.csv", "1,1970-01-01T00:00:00Z\n");
    assertTrue(
        Logs.problem(() -> read(schema, narrow)).contains("the row has 2 fields, expected 8"));
  }

  @Test
  void schemaShouldBeRefusedWhenItsHeaderIsOfNoUse() {
    for (String log :
        List.of(
            "{format: jsonl, header: [click, d], labels: {click: click}}",
            "{header: [click, d, d], labels: {click: click}}")) {
      String message =
          Logs.message(
              RuntimeException.class,
              () ->
                  LogSchema.parse(
                      "log: " + log + "\nfeatures: [{name: d, kind: categorical}]\n", "s.yaml"));
      assertTrue(message.contains("header"), message);
    }
  }

  private static List<Row> read(LogSchema schema, Path log) throws IOException {
    int sources = schema.sources().size();
    return SourceRows.read(
        List.of(log),
        schema,
        ReadOptions.defaults().withBrokenShare(0.4).withExtraColumns(List.of("n")),
        row ->
            new Row(
                IntStream.range(0, sources)
                    .mapToObj(source -> List.copyOf(row.values(source)))
                    .toList(),
                row.timestampMillis(),
                row.utcOffsetMinutes(),
                row.extra(0)));
  }
}
