package io.bidder.eventparquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportTest {
  private static final SegmentSizes SMALL = new SegmentSizes(64 << 10, Duration.ofHours(1));

  @TempDir Path directory;
  private final StringWriter said = new StringWriter();

  @Test
  void exportShouldWriteEveryEventWithAllItHasWhenAServerStillWrites() throws Exception {
    Random random = new Random(1);
    List<Event> events = new ArrayList<>();
    EventWriter event = new EventWriter();
    try (LogWriter log = open()) {
      for (int i = 0; i < 3_000; i++) {
        Event each = event(random, i);
        events.add(each);
        event.write(each);
        log.append(ByteBuffer.wrap(event.bytes(), 0, event.length()));
      }
      // Of a kind that a later version adds.
      log.append(ByteBuffer.wrap(new byte[] {15 << 3 | 2, 0}));
      log.flush();
      // What is not flushed is not there yet.
      log.append(ByteBuffer.wrap(event.bytes(), 0, event.length()));

      assertEquals(0, export(), said::toString);
    }

    assertEquals(events, read(directory.resolve("it's.parquet")));
    assertTrue(said.toString().contains("1 events of kinds that this version does not know"));
    assertEquals(List.of("it's.parquet", "log"), names());
  }

  @Test
  void exportShouldLeaveWhatIsThereWhenTheLogIsDamaged() throws Exception {
    try (LogWriter log = open()) {
      log.append(ByteBuffer.allocate(1_000));
      log.append(ByteBuffer.allocate(70_000));
    }
    Path first;
    try (Stream<Path> files = Files.list(directory.resolve("log"))) {
      first =
          files.filter(each -> each.toString().endsWith(".events")).sorted().toList().getFirst();
    }
    byte[] bytes = Files.readAllBytes(first);
    bytes[100] ^= 1;
    Files.write(first, bytes);
    Files.writeString(directory.resolve("it's.parquet"), "before");

    assertEquals(2, export(), said::toString);

    assertTrue(said.toString().contains(first + ": damaged at byte 64"), said::toString);
    assertEquals("before", Files.readString(directory.resolve("it's.parquet")));
    assertEquals(List.of("it's.parquet", "log"), names());
  }

  private int export() {
    PrintWriter out = new PrintWriter(said, true);
    return Export.run(
        out,
        out,
        "--events",
        directory.resolve("log").toString(),
        "--out",
        directory.resolve("it's.parquet").toString());
  }

  private LogWriter open() {
    return LogWriter.open(directory.resolve("log"), SMALL, InstantSource.system());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private static Event event(Random random, int number) {
    Subject subject =
        new Subject(
            text(random),
            text(random),
            text(random),
            text(random),
            random.nextLong(),
            "USD",
            text(random),
            random.nextBoolean() ? "" : "00ff10");
    long millis = 1_790_000_000_000L + random.nextInt();
    BidId id = number % 10 < 8 ? new BidId(random.nextLong(), number) : BidId.NONE;
    return new Event(id, millis, millis + 5, happening(random, number % 10, subject));
  }

  private static Happening happening(Random random, int kind, Subject subject) {
    long micros = random.nextLong(1L << 40);
    return switch (kind) {
      case 0 ->
          new Happening.Bid(
              subject,
              text(random),
              text(random),
              text(random),
              text(random),
              random.nextInt(3),
              random.nextInt(4),
              random.nextFloat(),
              random.nextFloat(),
              random.nextFloat(),
              micros,
              micros + 1,
              micros + 2,
              micros + 3,
              random.nextFloat(),
              random.nextInt(-720, 720),
              values(random));
      case 1 -> new Happening.Win(subject, micros, 0, micros / 2);
      case 2 -> new Happening.Billed(subject, micros, 7);
      case 3 -> new Happening.Loss(subject, 102, micros, micros - 1);
      case 4 -> new Happening.Impression(subject);
      case 5 -> new Happening.Click(subject);
      case 6 ->
          new Happening.Conversion(subject, text(random), micros, "EUR", random.nextBoolean());
      case 7 -> new Happening.Refund(subject, text(random), micros, "EUR");
      case 8 ->
          new Happening.Request(
              text(random),
              ByteBuffer.wrap("{\"id\": ".getBytes(StandardCharsets.UTF_8)),
              "malformed");
      default -> new Happening.Control("pause", "campaign:c1", text(random), "somebody");
    };
  }

  private static List<Value> values(Random random) {
    List<Value> values = new ArrayList<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      String source = "source." + random.nextInt(5);
      values.add(
          switch (random.nextInt(4)) {
            case 0 -> new Value.Whole(source, random.nextLong());
            case 1 -> new Value.OfNumber(source, random.nextGaussian());
            case 2 -> new Value.OfText(source, "");
            default -> new Value.OfText(source, text(random));
          });
    }
    return values;
  }

  private static String text(Random random) {
    return List.of("", "a", "größer", "日本語", "\"quoted\", 'so'", "x".repeat(50))
        .get(random.nextInt(6));
  }

  private static List<Event> read(Path file) throws SQLException {
    String from = " FROM read_parquet('" + file.toString().replace("'", "''") + "')";
    List<Event> events = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      Map<Long, List<Value>> values = new HashMap<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT position, f.source, f.text, f.whole, f.number FROM (SELECT position,"
                  + " unnest(features) AS f"
                  + from
                  + ")")) {
        while (row.next()) {
          values
              .computeIfAbsent(row.getLong("position"), position -> new ArrayList<>())
              .add(value(row));
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT *" + from)) {
        while (row.next()) {
          String id = text(row, "bid_id");
          events.add(
              new Event(
                  id.isEmpty() ? BidId.NONE : Objects.requireNonNull(BidId.parse(id)),
                  millis(row, "event_time"),
                  millis(row, "ingest_time"),
                  happening(row, values.getOrDefault(row.getLong("position"), List.of()))));
        }
      }
    }
    return events;
  }

  private static Value value(ResultSet row) throws SQLException {
    String source = text(row, "source");
    if (row.getObject("whole") != null) {
      return new Value.Whole(source, row.getLong("whole"));
    }
    return row.getObject("number") != null
        ? new Value.OfNumber(source, row.getDouble("number"))
        : new Value.OfText(source, text(row, "text"));
  }

  private static Happening happening(ResultSet row, List<Value> values) throws SQLException {
    Subject subject =
        new Subject(
            text(row, "exchange"),
            text(row, "advertiser_id"),
            text(row, "campaign_id"),
            text(row, "creative_id"),
            row.getLong("bid_cpm_micros"),
            text(row, "currency"),
            text(row, "model_version"),
            text(row, "person"));
    long price = row.getLong("price_cpm_micros");
    long claimed = row.getLong("claimed_cpm_micros");
    String orderId = text(row, "order_id");
    long valueMicros = row.getLong("order_value_micros");
    String currency = text(row, "order_currency");
    return switch (text(row, "kind")) {
      case "bid" ->
          new Happening.Bid(
              subject,
              text(row, "request_id"),
              text(row, "imp_id"),
              text(row, "deal_id"),
              text(row, "seat"),
              row.getInt("auction_type"),
              row.getInt("consent_basis"),
              row.getFloat("p_ctr"),
              row.getFloat("p_cvr"),
              row.getFloat("p_ctcvr"),
              row.getLong("value_cpm_micros"),
              row.getLong("paced_cpm_micros"),
              row.getLong("shaded_cpm_micros"),
              row.getLong("floor_cpm_micros"),
              row.getFloat("propensity"),
              row.getInt("utc_offset_minutes"),
              values);
      case "win" ->
          new Happening.Win(subject, price, claimed, row.getLong("min_to_win_cpm_micros"));
      case "billed" -> new Happening.Billed(subject, price, claimed);
      case "loss" ->
          new Happening.Loss(
              subject, row.getInt("loss_reason"), row.getLong("min_to_win_cpm_micros"), price);
      case "impression" -> new Happening.Impression(subject);
      case "click" -> new Happening.Click(subject);
      case "conversion" ->
          new Happening.Conversion(
              subject, orderId, valueMicros, currency, row.getBoolean("by_click"));
      case "refund" -> new Happening.Refund(subject, orderId, valueMicros, currency);
      case "request" ->
          new Happening.Request(
              text(row, "exchange"),
              ByteBuffer.wrap(row.getBytes("request_body")),
              text(row, "request_reason"));
      default ->
          new Happening.Control(
              text(row, "control_action"), text(row, "control_target"),
              text(row, "control_value"), text(row, "control_actor"));
    };
  }

  private static long millis(ResultSet row, String column) throws SQLException {
    return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }
}
