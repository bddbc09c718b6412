package io.bidder.trainer;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.join.JoinRules;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.trainer.log.EncodedLog;
import io.bidder.trainer.log.EventRows;
import io.bidder.trainer.log.Labels;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.ReadOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Events of bids for the demo's model, joined, and trained on both ways. */
class EventTrainTest {
  private static final int BIDS = 3_000;
  private static final long START = Instant.parse("2026-11-02T00:00:00Z").toEpochMilli();
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final String[] ODD = {
    "plain.example", "a,b", "a \"quoted\" one", " größer ", "two\nlines", "日本語", "-1.50"
  };

  @TempDir private Path directory = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private final EventWriter writer = new EventWriter();
  private Path events = Path.of("");
  private Path schema = Path.of("");

  @BeforeEach
  void writeEvents() throws IOException {
    events = directory.resolve("events");
    schema = directory.resolve("demo.yaml");
    Files.copy(demoSchema(), schema);
    Random random = new Random(7);
    try (LogWriter log = LogWriter.open(events, SegmentSizes.defaults(), InstantSource.system())) {
      for (int i = 0; i < BIDS; i++) {
        story(log, i, random);
      }
      // By then all is settled.
      append(
          log,
          BidId.NONE,
          START + BIDS * MINUTE + 60 * MINUTE,
          new Happening.Control("pause", "campaign:c1", "", "ann"));
    }
  }

  private static Path demoSchema() throws IOException {
    try (Stream<Path> versions = Files.list(Path.of("../bidder/demo/store/versions"))) {
      return versions.findFirst().orElseThrow().resolve("log-schema.yaml");
    }
  }

  private void story(LogWriter log, int i, Random random) {
    BidId id = new BidId(1, i + 1);
    long at = START + i * MINUTE;
    int site = random.nextInt(ODD.length);
    int creative = random.nextInt(4);
    Happening.Bid bid = bid(random, site, creative);
    append(log, id, at, bid);
    if (random.nextInt(3) == 0) {
      append(log, id, at + SECOND, new Happening.Loss(bid.subject(), 102, 0));
      return;
    }
    append(log, id, at + SECOND, new Happening.Impression(bid.subject()));
    if (random.nextDouble() < ((site + creative) % 2 == 0 ? 0.6 : 0.05)) {
      append(log, id, at + 10 * SECOND, new Happening.Click(bid.subject()));
      if (random.nextInt(3) == 0) {
        append(
            log,
            id,
            at + 20 * SECOND,
            new Happening.Conversion(bid.subject(), "o" + i, 12_345_678, "USD", true));
      }
    }
  }

  private static Happening.Bid bid(Random random, int site, int creative) {
    List<Value> values = new ArrayList<>();
    values.add(new Value.Whole("user.yob", 1950 + random.nextInt(60)));
    values.add(new Value.OfText("user.gender", random.nextBoolean() ? "F" : "M"));
    for (int segments = random.nextInt(3); segments > 0; segments--) {
      values.add(new Value.OfText("user.data.segment.id", "s" + random.nextInt(20)));
    }
    if (random.nextBoolean()) {
      values.add(new Value.OfNumber("user.ext.recency_days", random.nextInt(100) / 8.0));
    }
    values.add(new Value.OfText("site.domain", ODD[site]));
    values.add(new Value.OfText("site.cat", "IAB" + random.nextInt(5)));
    values.add(new Value.OfText("site.cat", "second"));
    values.add(new Value.Whole("device.devicetype", random.nextInt(8)));
    values.add(new Value.Whole("imp.banner.pos", random.nextInt(4)));
    values.add(new Value.OfText("creative.id", "cr" + creative));
    values.add(new Value.OfNumber("creative.price", 10 * random.nextDouble()));
    values.add(new Value.OfText("campaign.id", "c" + random.nextInt(3)));
    values.add(new Value.Whole("campaign.exposures", random.nextInt(3)));
    return new Happening.Bid(
        new Subject("acme", "a1", "c1", "cr" + creative, 1_500_000, "USD", "m1", ""),
        "r",
        "1",
        "",
        "",
        1,
        1,
        0.1f,
        0.1f,
        0.01f,
        0,
        0,
        0,
        0,
        0.5f,
        60 * (random.nextInt(25) - 12),
        values);
  }

  private void append(LogWriter log, BidId id, long at, Happening happening) {
    writer.write(new Event(id, at, at + 5, happening));
    log.append(ByteBuffer.wrap(writer.bytes(), 0, writer.length()));
  }

  private int run(ConsoleCommand command, String... arguments) {
    errors.getBuffer().setLength(0);
    return Commands.of(command)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }

  private Path join(String name, String... options) {
    Path file = directory.resolve(name);
    assertEquals(
        0,
        run(
            new JoinEvents(),
            and(options, "--events", events.toString(), "--out", file.toString())),
        errors::toString);
    return file;
  }

  private JsonNode train(String store, String... options) throws IOException {
    Path json = directory.resolve("report.json");
    assertEquals(
        0,
        run(
            new Train(),
            and(
                options,
                "--store",
                directory.resolve(store).toString(),
                "--json",
                json.toString(),
                "--members",
                "1",
                "--no-refit")),
        errors::toString);
    return JsonMapper.shared().readTree(Files.readString(json));
  }

  private static String[] and(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }

  private Manifest current(String store) {
    DirectoryModelStore models = new DirectoryModelStore(directory.resolve(store));
    return models.open(models.currentId().orElseThrow()).manifest();
  }

  /** A report but for what is another in each run. */
  private static JsonNode figures(JsonNode report) {
    ObjectNode figures = ((ObjectNode) report).deepCopy();
    figures.remove(
        List.of("version", "logFiles", "rowsPerSecond", "training", "createdAt", "settings"));
    return figures;
  }

  @Test
  void trainShouldGiveTheSameFiguresToTheDigitWhenRowsComeByWayOfAFile() throws IOException {
    Path rows = join("rows.csv", "--schema", schema.toString());

    JsonNode byFile = train("file", "--log", rows.toString(), "--schema", schema.toString());
    JsonNode direct = train("direct", "--events", events.toString(), "--schema", schema.toString());

    assertTrue(byFile.at("/heads/ctr/positives").asInt() > 50, byFile::toString);
    assertEquals(figures(byFile), figures(direct));
    assertEquals(byFile.at("/training/rows"), direct.at("/training/rows"));
    assertEquals(
        current("file").files().get("tables.bin"), current("direct").files().get("tables.bin"));
    assertEquals(
        current("file").files().get("model.onnx"), current("direct").files().get("model.onnx"));
    // So that an evaluation on that file knows that it is what the version was trained on.
    JsonNode file = JsonMapper.shared().valueToTree(current("file").training().get("log"));
    JsonNode log = JsonMapper.shared().valueToTree(current("direct").training().get("log"));
    assertEquals(file.get(0).get("sha256"), log.get(0).get("sha256"));
    assertEquals(file.get(0).get("bytes"), log.get(0).get("bytes"));
    assertEquals(file.get(0).get("rows"), log.get(0).get("rows"));
    assertEquals("events", log.get(0).get("file").asString());
  }

  @Test
  void valuesOfEventsShouldStayAsTheyAreWhenTheSchemaTranslatesColumns() throws IOException {
    Path translating = directory.resolve("translating.yaml");
    Files.writeString(
        translating,
        Files.readString(schema)
            + """
            columns:
              birth_year: {derive: year-of-birth}
              gender: {values: {F: female}, otherwise: unknown}
            """);

    JsonNode plain = train("plain", "--events", events.toString(), "--schema", schema.toString());
    JsonNode same =
        train("translated", "--events", events.toString(), "--schema", translating.toString());

    assertEquals(plain.get("heads"), same.get("heads"));
    String[] file = {"--events", events.toString(), "--out", directory.resolve("r.csv").toString()};
    assertEquals(2, run(new JoinEvents(), and(file, "--schema", translating.toString())));
    assertTrue(errors.toString().contains("give a schema without columns"), errors::toString);
  }

  @Test
  void readShouldEncodeRowsAsTheBidderDidWhenTheyAreJoined() throws IOException {
    Map<Long, Happening.Bid> bids = new HashMap<>();
    try (LogReader reader = LogReader.openAtStart(events)) {
      while (reader.next()) {
        Event event = Event.read(reader.payload());
        if (event.happening() instanceof Happening.Bid bid) {
          bids.put(event.eventEpochMillis(), bid);
        }
      }
    }
    EventRows rows = new EventRows(events, JoinRules.defaults(), null, null, null, true);
    try (EncodedLog log = EncodedLog.read(rows, LogSchema.read(schema), ReadOptions.defaults())) {
      int count = (int) log.rows();
      FeatureSchema features = log.featureSchema();
      EncodedRows joined = new EncodedRows(features, count);
      Labels labels = new Labels(count);
      log.read(0, count, joined, labels);
      EncodedRows served = new EncodedRows(features, count);
      FeatureEncoder encoder = new FeatureEncoder(features);
      RawValues raw = new RawValues(features);
      for (int row = 0; row < count; row++) {
        raw.clear();
        put(bids.get(labels.timestampMillis()[row]), labels.timestampMillis()[row], raw);
        encoder.encode(raw, served, row);
      }
      assertArrayEquals(served.ids(), joined.ids());
      assertArrayEquals(served.numerics(), joined.numerics());
      assertTrue(count > BIDS / 2);
    }
  }

  private static void put(Happening.@Nullable Bid bid, long at, RawValues raw) {
    raw.time(at, requireNonNull(bid).utcOffsetMinutes());
    for (Value value : bid.values()) {
      int source = raw.source(value.source());
      switch (value) {
        case Value.OfText text -> raw.putText(source, text.text());
        case Value.Whole whole -> raw.putLong(source, whole.number());
        case Value.OfNumber number -> raw.putDouble(source, number.number());
      }
    }
  }

  @Test
  void trainShouldTakeTheCurrentVersionsSchemaWhenNoneIsGiven() throws IOException {
    String[] old = {"--to", "2026-11-03T12:00:00Z"};
    train("store", and(old, "--events", events.toString(), "--schema", schema.toString()));
    Manifest first = current("store");

    Path rows = join("rows.csv.gz", "--store", directory.resolve("store").toString());
    JsonNode byFile = train("other", "--log", rows.toString(), "--schema", schema.toString());
    JsonNode cold = train("store", "--events", events.toString());
    assertEquals(figures(byFile), figures(cold));
    assertEquals(first.id(), current("store").parent());

    JsonNode warm =
        train(
            "store",
            "--events",
            events.toString(),
            "--warm",
            first.id(),
            "--schema",
            schema.toString());
    assertTrue(errors.toString().contains("Rows of bids after 2026-11-03T11:5"), errors::toString);
    assertTrue(
        warm.at("/training/rows").asLong() < cold.at("/training/rows").asLong(), warm::toString);
  }

  @Test
  void joinShouldWriteWhatItsSchemaReadsInWhateverForm() throws IOException {
    List<String> forms =
        List.of(
            "quoting: doubled",
            "quoting: backslash",
            "encoding: UTF-16LE\n  delimiter: ;",
            "format: tsv\n  quoting: doubled");
    String expected = encoded(join("rows.csv", "--schema", schema.toString()), schema);
    for (String form : forms) {
      Path other = Files.writeString(directory.resolve("other.yaml"), inForm(form));
      assertEquals(expected, encoded(join("other.csv", "--schema", other.toString()), other), form);
    }

    String[] file = {"--events", events.toString(), "--out", directory.resolve("r").toString()};
    Path bare = Files.writeString(directory.resolve("bare.yaml"), inForm("format: tsv"));
    assertEquals(2, run(new JoinEvents(), and(file, "--schema", bare.toString())));
    assertTrue(
        errors.toString().contains("needs quotes: log.quoting allows them"), errors::toString);
    Path latin = Files.writeString(directory.resolve("latin.yaml"), inForm("encoding: US-ASCII"));
    file[3] += ".csv";
    assertEquals(2, run(new JoinEvents(), and(file, "--schema", latin.toString())));
    assertTrue(errors.toString().contains("a character that US-ASCII"), errors::toString);
  }

  private String inForm(String form) throws IOException {
    return Files.readString(schema)
        .replaceAll("(?m)^  format: .*\n", "")
        .replaceFirst("(?m)^log:\n", "log:\n  " + form + "\n");
  }

  private static String encoded(Path rows, Path schema) throws IOException {
    try (EncodedLog log =
        EncodedLog.read(List.of(rows), LogSchema.read(schema), ReadOptions.defaults())) {
      EncodedRows encoded = new EncodedRows(log.featureSchema(), (int) log.rows());
      log.read(0, (int) log.rows(), encoded, new Labels((int) log.rows()));
      return Arrays.toString(encoded.ids()) + Arrays.toString(encoded.numerics());
    }
  }

  @Test
  void joinShouldFillEveryColumnWhenTheSchemaIsTheDemos() throws IOException {
    List<String> lines = Files.readAllLines(join("rows.csv", "--schema", schema.toString()));

    assertEquals(
        "click,conversion,order_value,timestamp,utc_offset,birth_year,gender,region,segments,"
            + "recency_days,site_domain,site_category,app_bundle,app_category,device_type,os,"
            + "browser,connection,slot_position,slot_width,video_position,creative,creative_format,"
            + "price,campaign,campaign_category,exposures,bid_id,revision,age_ms,click_delay_ms,"
            + "conversion_delay_ms,conversions,value_currency,weight",
        lines.getFirst());
    String bought =
        lines.stream().filter(line -> line.startsWith("1,1,12.345678,")).findFirst().orElseThrow();
    assertTrue(
        bought.matches(".*,0000000000000001[0-9a-f]{16},0,600000,9000,10000,1,USD,2"), bought);
    assertTrue(lines.stream().anyMatch(line -> line.contains(",\"a \"\"quoted\"\" one\",IAB")));
    assertTrue(lines.stream().anyMatch(line -> line.matches(".*,s\\d+\\|s\\d+,.*")));
    assertTrue(
        errors.toString().contains("no bid has a value of app.bundle, app.cat, campaign.category"));
    assertTrue(out.toString().contains(" 0 bids were shown of which nothing is settled yet"));
  }

  @Test
  void joinShouldRefuseWhenASchemaCannotBeFilled() throws IOException {
    refused(
        "{name: a, kind: categorical, source: site.domain, column: x}\n"
            + "  - {name: b, kind: categorical, source: app.bundle, column: x}",
        "",
        "column 'x' is read as 2 things, expected a column for each");
    refused(
        "{name: hour, kind: categorical, source: time.localHour}",
        "  timestamp: {column: at}\n",
        "would give bid 0000000000000001",
        "log.utcOffsetMinutes is 0 for all");
    refused(
        "{name: hour, kind: categorical, source: time.localHour}",
        "  timestamp: {column: at, format: yyyy-MM-dd}\n  utcOffsetMinutes: offset\n",
        "log.timestamp would be 2026-11-02, which is another hour");
    refused(
        "{name: segments, kind: bag, source: user.data.segment.id}",
        "",
        "column 'segments' has 2 values for bid",
        "expected a separator");
    refused(
        "{name: domain, kind: categorical, source: site.domain}",
        "  format: jsonl\n",
        "reads JSON lines, expected csv or tsv");
  }

  private void refused(String features, String log, String... messages) throws IOException {
    Path file = directory.resolve("refused.yaml");
    Files.writeString(
        file, "log:\n  labels: {click: click}\n" + log + "features:\n  - " + features + "\n");
    assertEquals(
        2,
        run(
            new JoinEvents(),
            "--events",
            events.toString(),
            "--schema",
            file.toString(),
            "--out",
            directory.resolve("out.csv").toString()));
    for (String message : messages) {
      assertTrue(errors.toString().contains(message), errors::toString);
    }
  }

  @Test
  void joinShouldWriteTimesThatAreReadAlikeWhenTheSchemaHasOtherFormats() throws IOException {
    String features = "features:\n  - {name: domain, kind: categorical, source: site.domain}\n";
    for (String format :
        List.of("iso", "epoch-seconds", "epoch-millis", "yyyy-MM-dd HH:mm:ss.SSS")) {
      Path own = directory.resolve("own.yaml");
      Files.writeString(
          own,
          "log:\n  labels: {click: click}\n  timestamp: {column: at, format: '"
              + format
              + "', zone: Asia/Kolkata}\n"
              + features);
      train(format, "--events", events.toString(), "--schema", own.toString());
      String first = String.valueOf(current(format).training().get("firstTimestamp"));
      assertTrue(first.startsWith("2026-11-02T00:0"), first);
    }
  }

  @Test
  void trainShouldSayWhatIsWrongWhenThereIsNothingToTrainOn() {
    String[] store = {"--store", directory.resolve("store").toString()};
    assertEquals(2, run(new Train(), and(store, "--schema", schema.toString())));
    assertTrue(errors.toString().contains("expected either --log FILE or --events DIR"));
    assertEquals(
        2, run(new Train(), and(store, "--events", events.toString(), "--log", schema.toString())));
    assertTrue(errors.toString().contains("expected either --log FILE or --events DIR"));
    assertEquals(
        2,
        run(
            new Train(),
            and(
                store,
                "--log",
                schema.toString(),
                "--schema",
                schema.toString(),
                "--settle-after",
                "1h")));
    assertTrue(errors.toString().contains("which are for --events"), errors::toString);
    assertEquals(2, run(new Train(), and(store, "--events", events.toString())));
    assertTrue(
        errors.toString().contains("no such directory, expected a model store"), errors::toString);
    assertEquals(
        2,
        run(
            new Train(),
            and(
                store,
                "--events",
                events.toString(),
                "--schema",
                schema.toString(),
                "--as-of",
                "2026-11-02T00:05:00Z")));
    assertTrue(errors.toString().contains("no row to train on: "), errors::toString);
  }
}
