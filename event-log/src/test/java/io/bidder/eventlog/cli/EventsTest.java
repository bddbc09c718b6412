package io.bidder.eventlog.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.join.MadeUpEvents;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import io.bidder.settings.command.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EventsTest {
  private static final SegmentSizes SMALL = new SegmentSizes(64 << 10, Duration.ofHours(1));
  private static final BidId ID = new BidId(0x0123456789abcdefL, 0x1122334455667788L);
  private static final long AT = Instant.parse("2026-11-02T10:00:00.250Z").toEpochMilli();
  private static final Subject SUBJECT =
      new Subject("acme", "a1", "c1", "ad1", 2_500_000, "USD", "m1", "0102");

  @TempDir Path temporary;
  private final EventWriter writer = new EventWriter();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path directory = Path.of("");

  @BeforeEach
  void setUp() {
    directory = temporary.resolve("events");
  }

  private void write(List<Event> events) {
    try (LogWriter log = LogWriter.open(directory, SMALL, InstantSource.system())) {
      events.forEach(event -> append(log, event));
    }
  }

  private void append(LogWriter log, Event event) {
    writer.write(event);
    log.append(ByteBuffer.wrap(writer.bytes(), 0, writer.length()));
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Events.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private List<JsonNode> cat(String... options) {
    String[] all =
        Stream.concat(Stream.of("cat", "--events", directory.toString()), Stream.of(options))
            .toArray(String[]::new);
    assertEquals(ExitCode.DONE, run(all), err::toString);
    return out.toString().lines().map(JsonMapper.shared()::readTree).toList();
  }

  private static List<Event> oneOfEachKind() {
    return Stream.of(
            new Happening.Bid(
                SUBJECT,
                "r1",
                "i1",
                "d1",
                "s1",
                2,
                3,
                0.25f,
                0.5f,
                0.125f,
                4,
                3,
                2,
                1,
                0.75f,
                -300,
                List.of(
                    new Value.OfText("site.domain", "größer.example"),
                    new Value.OfText("user.data.segment.id", "7"),
                    new Value.OfText("user.data.segment.id", "9"),
                    new Value.Whole("/odd", -2),
                    new Value.OfNumber("user.ext.recency_days", 1.5))),
            new Happening.Win(SUBJECT, 2_000_000, 9_000_000, 1_500_000),
            new Happening.Billed(SUBJECT, 2_000_000, 0),
            new Happening.Loss(SUBJECT, 102, 3_000_000, 2_900_000),
            new Happening.Impression(SUBJECT),
            new Happening.Click(SUBJECT),
            new Happening.Conversion(SUBJECT, "o1", 5_000_000, "EUR", true),
            new Happening.Refund(SUBJECT, "o1", 1_000_000, "EUR"),
            new Happening.Request("acme", utf8("{\"id\":\"r1\""), "malformed"),
            new Happening.Control("pause", "campaign:c1", "", "ann"))
        .map(happening ->
            new Event(
                happening instanceof Happening.OfBid ? ID : BidId.NONE, AT, AT + 1, happening))
        .toList();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void catShouldWriteEveryFieldWhenEventsAreOfAllKinds() {
    write(oneOfEachKind());

    List<JsonNode> lines = cat();

    assertEquals(
        Stream.of(Kind.values()).map(Kind::toString).toList(),
        lines.stream().map(line -> line.get("kind").asString()).toList());
    assertEquals(
        """
        {"kind":"bid","bidId":"0123456789abcdef1122334455667788",\
        "eventTime":"2026-11-02T10:00:00.250Z","ingestTime":"2026-11-02T10:00:00.251Z",\
        "exchange":"acme","advertiserId":"a1","campaignId":"c1","creativeId":"ad1","bidCpmMicros":2500000,\
        "currency":"USD","modelVersion":"m1","person":"0102",\
        "requestId":"r1","impId":"i1","dealId":"d1","seat":"s1",\
        "auctionType":"second","consentBasis":"denied","pCtr":0.25,"pCvr":0.5,"pCtcvr":0.125,\
        "valueCpmMicros":4,"pacedCpmMicros":3,"shadedCpmMicros":2,"floorCpmMicros":1,\
        "propensity":0.75,"utcOffsetMinutes":-300,\
        "values":{"site.domain":["größer.example"],"user.data.segment.id":["7","9"],\
        "/odd":[-2],"user.ext.recency_days":[1.5]}}\
        """,
        out.toString().lines().findFirst().orElseThrow());
    assertEquals(9_000_000, lines.get(1).get("claimedCpmMicros").asLong());
    assertEquals(2_000_000, lines.get(2).get("priceCpmMicros").asLong());
    assertEquals(1_500_000, lines.get(1).get("minToWinCpmMicros").asLong());
    assertEquals(102, lines.get(3).get("reason").asInt());
    assertEquals(3_000_000, lines.get(3).get("minToWinCpmMicros").asLong());
    assertEquals(2_900_000, lines.get(3).get("priceCpmMicros").asLong());
    assertEquals("EUR", lines.get(6).get("orderCurrency").asString());
    assertTrue(lines.get(6).get("byClick").asBoolean());
    assertEquals("o1", lines.get(7).get("orderId").asString());
    assertEquals("{\"id\":\"r1\"", lines.get(8).get("body").asString());
    assertEquals("campaign:c1", lines.get(9).get("target").asString());
  }

  @Test
  void catShouldWriteABodyByteForByteWhenItIsNoText() {
    ByteBuffer body = ByteBuffer.wrap(new byte[] {(byte) 0xff, 1});
    write(List.of(new Event(BidId.NONE, AT, AT, new Happening.Request("acme", body, "malformed"))));

    assertEquals("/wE=", cat().getFirst().get("bodyBase64").asString());
  }

  @Test
  void catShouldWriteOnlyWhatIsAskedForWhenThereAreOptions() {
    write(oneOfEachKind());
    write(MadeUpEvents.of(1, 50));

    assertEquals(8, cat("--bid", ID.toString()).size());
    assertEquals(1, cat("--bid", ID.toString(), "--kind", "click").size());
    assertEquals(2, cat("--bid", ID.toString(), "--kind", "click", "--kind", "bid").size());
    assertEquals(
        10, cat("--from", "2026-11-02T10:00:00.251Z", "--to", "2026-11-02T10:00:00.252Z").size());
    assertEquals(0, cat("--from", "2027-11-02T10:00:00Z").size());

    assertEquals(ExitCode.WRONG_INPUT, run("cat", "--events", directory.toString(), "--bid", "x"));
    assertTrue(
        err.toString().contains("--bid is x, expected 32 hexadecimal digits"), err::toString);
    assertEquals(ExitCode.WRONG_INPUT, run("cat", "--events", directory.toString(), "--kind", "x"));
    assertTrue(err.toString().contains("expected one of [bid, win,"), err::toString);
    assertEquals(ExitCode.WRONG_INPUT, run("cat", "--events", temporary + "/none"));
    assertTrue(err.toString().contains("no such directory"), err::toString);
    assertEquals(ExitCode.WRONG_INPUT, run());
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void catShouldGoOnWhenSomebodyAppendsAndItFollows() throws IOException, InterruptedException {
    List<Event> events = oneOfEachKind();
    try (PipedReader read = new PipedReader();
        PipedWriter written = new PipedWriter(read);
        BufferedReader lines = new BufferedReader(read);
        LogWriter log = LogWriter.open(directory, SMALL, InstantSource.system())) {
      append(log, events.get(5));
      log.flush();
      Thread following =
          Thread.ofPlatform()
              .start(() ->
                  Events.run(
                      new PrintWriter(written),
                      new PrintWriter(err),
                      "cat",
                      "--follow",
                      "--events",
                      directory.toString()));
      assertTrue(lines.readLine().contains("\"click\""));
      append(log, events.get(6));
      log.flush();
      assertTrue(lines.readLine().contains("\"conversion\""));
      following.interrupt();
      following.join();
    }
  }

  @Test
  void statsShouldCountByKindAndHourWhenTheLogIsWhole() throws IOException {
    List<Event> events = MadeUpEvents.of(2, 500);
    write(events);
    Path json = temporary.resolve("stats.json");

    assertEquals(
        ExitCode.DONE, run("stats", "--events", directory.toString(), "--json", json.toString()));

    JsonNode stats = JsonMapper.shared().readTree(Files.readString(json));
    for (Kind kind : Kind.values()) {
      long expected =
          events.stream().filter(event -> event.happening().kind().equals(kind.toString())).count();
      assertEquals(expected, stats.get("events").get(kind.toString()).asLong(), kind::toString);
      long byHour = 0;
      for (JsonNode hour : stats.get("hours")) {
        byHour += hour.path(kind.toString()).asLong();
      }
      assertEquals(expected, byHour, kind::toString);
    }
    assertTrue(stats.get("hours").has("2026-11-02T10:00:00Z"));
    assertEquals(0, stats.get("damaged").asInt());
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> segments = files.filter(file -> file.toString().endsWith(".events")).toList();
      assertEquals(segments.size(), stats.get("segments").asInt());
      assertTrue(segments.size() > 2);
      assertEquals(
          segments.stream().mapToLong(file -> file.toFile().length()).sum(),
          stats.get("bytes").asLong());
    }
    assertTrue(out.toString().contains("CONVERSION"), out::toString);
  }

  @Test
  void verifyShouldNameFileAndByteWhenSomethingIsDamaged() throws IOException {
    List<Event> events = MadeUpEvents.of(3, 500);
    write(events);
    List<Path> segments = segments();
    flip(segments.getFirst(), 40_000);
    flip(segments.get(1), 3);

    assertEquals(ExitCode.WRONG_INPUT, run("verify", "--events", directory.toString()));

    List<String> told = err.toString().lines().toList();
    assertEquals(2, told.size(), err::toString);
    assertTrue(
        told.getFirst().startsWith(segments.getFirst() + ": damaged at byte "), err::toString);
    assertTrue(told.getFirst().contains("no valid record before byte "), err::toString);
    assertTrue(told.get(1).startsWith(segments.get(1) + ": damaged at byte 0: "), err::toString);
    // All but the one record that is damaged.
    assertTrue(
        out.toString().startsWith("2 damaged places: %,d events".formatted(events.size() - 1)),
        out::toString);
  }

  @Test
  void verifyShouldNameWhatIsMissingWhenASegmentIs() throws IOException {
    write(MadeUpEvents.of(3, 500));
    List<Path> segments = segments();
    Files.delete(segments.get(1));

    assertEquals(ExitCode.WRONG_INPUT, run("verify", "--events", directory.toString()));

    assertTrue(
        err.toString().startsWith(segments.getFirst() + ": damaged at byte "), err::toString);
    assertTrue(err.toString().contains("where the next segment begins"), err::toString);
  }

  @Test
  void verifyShouldFindNothingWrongWhenTheEndIsHalfWritten() throws IOException {
    write(MadeUpEvents.of(3, 500));
    Path last = segments().getLast();
    try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
      file.setLength(file.length() - 7);
    }

    assertEquals(ExitCode.DONE, run("verify", "--events", directory.toString()), err::toString);
    assertTrue(out.toString().contains("at the end are half written"), out::toString);
    assertFalse(err.toString().contains("damaged"));
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void verifyAndCatShouldFindNothingWrongWhenSomebodyAppendsMeanwhile()
      throws InterruptedException {
    List<Event> events = MadeUpEvents.of(4, 500);
    write(events);
    Thread appending =
        Thread.ofPlatform()
            .start(() -> {
              SegmentSizes tiny = new SegmentSizes(16 << 10, Duration.ofHours(1));
              try (LogWriter log = LogWriter.open(directory, tiny, InstantSource.system())) {
                for (int i = 0; i < 40_000; i++) {
                  append(log, events.get(i % events.size()));
                  log.flush();
                }
              }
            });
    while (appending.isAlive()) {
      assertEquals(ExitCode.DONE, run("verify", "--events", directory.toString()), err::toString);
      cat("--kind", "control");
    }
    appending.join();
    assertEquals(ExitCode.DONE, run("verify", "--events", directory.toString()), err::toString);
    assertTrue(
        out.toString().startsWith("ok: %,d events".formatted(40_000 + events.size())),
        out::toString);
  }

  @Test
  void verifyShouldNameARecordWhenItIsNoEvent() {
    try (LogWriter log = LogWriter.open(directory, SMALL, InstantSource.system())) {
      append(log, oneOfEachKind().getFirst());
      log.append(utf8("no event"));
    }

    assertEquals(ExitCode.WRONG_INPUT, run("verify", "--events", directory.toString()));
    assertTrue(err.toString().contains("a record that is no event"), err::toString);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".events")).sorted().toList();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int before = bytes.read();
      bytes.seek(at);
      bytes.write(before ^ 1);
    }
  }
}
