package io.bidder.market.replay.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bidder.modelstore.testing.SharedData;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogRequestsTest {
  private static final String SCHEMA =
      """
      log:
        missing: ["null"]
        labels: {click: click}
        timestamp: {column: at, format: epoch-millis}
        utcOffsetMinutes: offset
      features:
        - {name: hour, kind: categorical, source: time.localHour}
        - {name: domain, kind: categorical, source: site.domain}
        - {name: cat, kind: categorical, source: site.cat}
        - {name: tags, kind: bag, source: user.data.segment.id, separator: "|"}
        - {name: words, kind: bag, source: user.keywords, separator: "|"}
        - {name: more, kind: bag, source: user.ext.more, separator: "|"}
        - {name: age, kind: bucketised, source: user.yob, boundaries: [1980]}
        - {name: type, kind: categorical, source: device.devicetype}
        - {name: browser, kind: categorical, source: device.browser}
        - {name: lat, kind: numeric, source: device.geo.lat}
        - {name: days, kind: numeric, source: user.ext.days}
        - {name: consent, kind: categorical, source: user.ext.consent}
        - {name: code, kind: categorical, source: imp.ext.code}
        - {name: width, kind: categorical, source: imp.banner.w}
        - {name: own, kind: categorical, column: code}
        - {name: ad, kind: categorical, source: creative.id, side: candidate}
      """;
  private static final String IAB = "https://iabtechlab.com/openrtb/2.6/";
  private static final String HEADER =
      "click,at,offset,domain,cat,tags,words,more,age,type,browser,lat,days,consent,code,width,ad,"
          + "height\n";

  @TempDir private Path directory;

  @Test
  void requestsShouldHoldEachValueWhereTheBidderReadsIt() throws IOException {
    LogRequests mapping =
        new LogRequests(LogSchema.parse(SCHEMA, "s"), Map.of("imp.banner.h", "height"), 1, 2, 80);

    JsonNode request =
        only(
            mapping,
            HEADER
                + "0,3600000,-120,A.example,IAB1,x| y|null,a|b,1|2,1975,2,Edge,52.50,6.3,CO,07,320,"
                + "c1,50\n");

    assertEquals(
        parse(
            """
            {"id": "row-0",
             "site": {"domain": "A.example", "cat": ["IAB1"]},
             "user": {"data": [{"segment": [{"id": "x"}, {"id": "y"}]}], "keywords": "a,b",
               "yob": 1975, "consent": "CO", "ext": {"more": ["1", "2"], "days": 6.3}},
             "device": {"devicetype": 2, "sua": {"browsers": [{"brand": "Microsoft Edge"}]},
               "geo": {"lat": 52.5, "utcoffset": -120}},
             "imp": [{"id": "1", "ext": {"code": "07"}, "banner": {"w": 320, "h": 50}}],
             "at": 1, "tmax": 80, "cur": ["USD"]}
            """),
        request);
    assertEquals(
        List.of("log.code (no field of a bid request)", "creative.id (differs per creative)"),
        mapping.columnsLeftOut());
    assertEquals(Map.of(), mapping.valuesLeftOut());
  }

  @Test
  void requestsShouldBeValidWhenValuesAreMissingOrNoNumbers() throws IOException {
    LogRequests mapping = new LogRequests(LogSchema.parse(SCHEMA, "s"), Map.of(), 300, 250, 100);

    JsonNode request = only(mapping, HEADER + "0,0,0,null,,,,,,02,Lynx,north,far,,,wide,c1,\n");

    assertEquals(
        parse(
            """
            {"id": "row-0", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}], "site": {},
             "device": {"geo": {"utcoffset": 0}}, "at": 1, "tmax": 100, "cur": ["USD"]}
            """),
        request);
    assertEquals(
        Map.of(
            "device.devicetype",
            1L,
            "device.browser",
            1L,
            "device.geo.lat",
            1L,
            "user.ext.days",
            1L,
            "imp.banner.w",
            1L),
        mapping.valuesLeftOut());
  }

  @Test
  void requestsShouldBeInTheOrderOfTimeWhenTheLogIsNot() throws IOException {
    Path log =
        Files.writeString(
            directory.resolve("log.csv"),
            """
            click,at,d
            0,2000,second
            broken,0,no
            1,1000,first
            """);
    LogSchema schema =
        LogSchema.parse(
            """
            log: {labels: {click: click}, timestamp: {column: at, format: epoch-millis}}
            features: [{name: d, kind: categorical, source: app.name}]
            """,
            "s");

    List<LogRequests.Made> made =
        new LogRequests(schema, Map.of(), 300, 250, 100)
            .read(List.of(log), ReadOptions.defaults().withBrokenShare(0.5));

    assertEquals(List.of(1000L, 2000L), made.stream().map(LogRequests.Made::epochMillis).toList());
    JsonNode first = parse(new String(made.getFirst().body(), StandardCharsets.UTF_8));
    assertEquals("first", first.at("/app/name").asString());
    assertEquals("row-0", first.path("id").asString());
    assertTrue(first.path("site").isMissingNode(), first.toString());
  }

  @Test
  void requestsShouldArriveAtTheRowsHourWhenTheLogHasAColumnForIt() throws IOException {
    Path log = Files.writeString(directory.resolve("log.csv"), "click,h,d\n0,07,3\n0,,3\n0,25,3\n");
    LogSchema schema =
        LogSchema.parse(
            """
            log: {labels: {click: click}}
            features:
              - {name: hour, kind: categorical, source: time.localHour, column: h}
              - {name: day, kind: categorical, source: time.localDayOfWeek, column: d}
            """,
            "s");

    List<LogRequests.Made> made =
        new LogRequests(schema, Map.of(), 300, 250, 100).read(List.of(log), ReadOptions.defaults());

    assertEquals(
        List.of(
            Instant.parse("2026-01-07T07:00:00Z").toEpochMilli(), Long.MIN_VALUE, Long.MIN_VALUE),
        made.stream().map(LogRequests.Made::epochMillis).toList());
    assertEquals(
        0,
        parse(new String(made.getFirst().body(), StandardCharsets.UTF_8))
            .at("/device/geo/utcoffset")
            .asInt(-1));
  }

  @Test
  void mappingShouldFailWhenANumberHasNoField() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new LogRequests(LogSchema.parse(SCHEMA, "s"), Map.of("imps.w", "x"), 300, 250, 100));
  }

  @Test
  void requestsShouldBeOpenRtbWhenMadeOfPublicLogs() throws IOException {
    assertAllValid(
        SharedData.require("data/raw-log-2259/train.log.txt.gz"),
        Path.of("replay", "raw-log-2259.yaml"),
        8355);
    assertAllValid(
        SharedData.require("data/requests-2997/train.csv.gz"),
        Path.of("..", "trainer", "schemas", "requests-2997.yaml"),
        26773);
  }

  private static void assertAllValid(Path log, Path schemaFile, int rows) throws IOException {
    Schema openRtb = bidRequestSchema();
    LogRequests mapping = new LogRequests(LogSchema.read(schemaFile), Map.of(), 320, 50, 100);

    List<LogRequests.Made> made = mapping.read(List.of(log), ReadOptions.defaults());

    assertEquals(rows, made.size());
    assertEquals(Map.of(), mapping.valuesLeftOut());
    for (int row = 0; row < rows; row += 50) {
      String body = new String(made.get(row).body(), StandardCharsets.UTF_8);
      assertEquals(List.of(), openRtb.validate(body, InputFormat.JSON), body);
    }
  }

  private static Schema bidRequestSchema() throws IOException {
    Map<String, String> schemas = new HashMap<>();
    try (Stream<Path> files = Files.list(SharedData.require("openrtb/schema"))) {
      for (Path file : files.toList()) {
        schemas.put(IAB + file.getFileName(), Files.readString(file));
      }
    }
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(schemas))
        .getSchema(SchemaLocation.of(IAB + "BidRequest.json"));
  }

  private JsonNode only(LogRequests mapping, String csv) throws IOException {
    Path log = Files.writeString(directory.resolve("log.csv"), csv);
    List<LogRequests.Made> made = mapping.read(List.of(log), ReadOptions.defaults());
    assertEquals(1, made.size());
    return parse(new String(made.getFirst().body(), StandardCharsets.UTF_8));
  }

  private static JsonNode parse(String json) {
    return JsonMapper.shared().readTree(json);
  }
}
