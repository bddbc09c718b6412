package io.bidder.trainer.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is told of logs in which something goes wrong, and of one in which nothing does. */
class ReportEventsTest {
  private static final int BIDS = 24_000;
  private static final long START = Instant.parse("2026-01-06T00:00:00Z").toEpochMilli();
  private static final long EVERY_MILLIS = 3_600;
  private static final float CTR = 0.2f;
  private static final float CVR = 0.2f;

  @TempDir private Path directory = Path.of("");

  private final EventWriter writer = new EventWriter();
  private final Random random = new Random(5);
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  /** How many times as often as predicted a bid leads to a click, and a click to an order. */
  @FunctionalInterface
  private interface Truth {
    double[] times(String campaign, String ad, String site, double day);
  }

  private JsonNode report(Truth truth, String... more) throws IOException {
    try (LogWriter log =
        LogWriter.open(
            directory.resolve("events"), SegmentSizes.defaults(), InstantSource.system())) {
      for (int i = 0; i < BIDS; i++) {
        story(log, i, truth);
      }
      append(
          log,
          BidId.NONE,
          START + BIDS * EVERY_MILLIS,
          new Happening.Control("pause", "campaign:c9", "", "ann"));
    }
    return report(more);
  }

  private JsonNode report(String... more) throws IOException {
    Path json = directory.resolve("report.json");
    String[] arguments = {
      "--events", directory.resolve("events").toString(),
      "--store", "../bidder/demo/store",
      "--json", json.toString()
    };
    assertEquals(ExitCode.DONE, run(concat(arguments, more)), errors::toString);
    return JsonMapper.shared().readTree(Files.readString(json));
  }

  private static String[] concat(String[] some, String... more) {
    String[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  private int run(String... arguments) {
    return Commands.of(new ReportEvents())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }

  private void story(LogWriter log, int i, Truth truth) {
    BidId id = new BidId(3, i + 1);
    long at = START + i * EVERY_MILLIS;
    String campaign = "c" + random.nextInt(3);
    String ad = campaign + "-a" + random.nextInt(2);
    String site = "news%d.example".formatted(random.nextInt(6));
    Subject subject = new Subject("acme", "a1", campaign, ad, 1_500_000, "USD", "m1", "");
    List<Value> values =
        List.of(
            new Value.Whole("user.age", i % 2 == 0 ? 30 : 60),
            new Value.OfText("site.domain", site),
            new Value.OfText("creative.id", ad),
            new Value.OfText("campaign.id", campaign));
    append(log, id, at, bid(subject, values));
    if (i % 2 == 1) {
      // The old are bid on once more, in vain.
      append(log, new BidId(4, i + 1), at, bid(subject, values));
    }
    append(log, id, at + 100, new Happening.Win(subject, 1_000_000, 1_000_000));
    append(log, id, at + 1_000, new Happening.Impression(subject));
    double[] times = truth.times(campaign, ad, site, (double) i / BIDS);
    if (random.nextDouble() < CTR * times[0]) {
      append(log, id, at + 9_000, new Happening.Click(subject));
      if (random.nextDouble() < CVR * times[1]) {
        // Hours, of which those of the newest clicks are not over.
        long delay = (long) (-2 * 3_600_000 * Math.log(random.nextDouble()));
        if (at + 9_000 + delay < START + BIDS * EVERY_MILLIS) {
          append(
              log,
              id,
              at + 9_000 + delay,
              new Happening.Conversion(subject, "o" + i, 1_000_000, "USD", true));
        }
      }
    }
  }

  private static Happening.Bid bid(Subject subject, List<Value> values) {
    return new Happening.Bid(
        subject, "r", "1", "", "", 1, 1, CTR, CVR, CTR * CVR, 0, 0, 0, 0, 1, 0, values);
  }

  private void append(LogWriter log, BidId id, long at, Happening happening) {
    writer.write(new Event(id, at, at + 5, happening));
    log.append(ByteBuffer.wrap(writer.bytes(), 0, writer.length()));
  }

  /** The alarms but for drift: these bids are not what the demo's model was made on. */
  private static Set<String> alarms(JsonNode report) {
    TreeSet<String> alarms = new TreeSet<>();
    for (JsonNode alarm : report.get("alarms")) {
      if (!alarm.get("kind").asString().equals("drift")) {
        alarms.add(
            String.join(
                " ",
                alarm.get("kind").asString(),
                alarm.get("of").asString(),
                alarm.get("name").asString(),
                alarm.get("outcome").asString()));
      }
    }
    return alarms;
  }

  private static String answer(JsonNode report, String question) {
    for (JsonNode each : report.get("questions")) {
      if (each.get("question").asString().equals(question)) {
        return each.get("answer").asString();
      }
    }
    throw new AssertionError("no question " + question);
  }

  @Test
  void nothingShouldBeNamedWhereAllIsAsPredictedThoughOrdersComeLate() throws IOException {
    JsonNode report = report((campaign, ad, site, day) -> new double[] {1, 1});
    assertEquals(Set.of(), alarms(report));
    JsonNode all = report.get("predictedOverActual").get(0);
    for (String outcome : List.of("clicks", "conversions", "ordersOfClicks")) {
      assertTrue(all.get(outcome).get("low").asDouble() < 1.02, all::toString);
      assertTrue(all.get(outcome).get("high").asDouble() > 0.98, all::toString);
    }
    assertEquals("pass", answer(report, "data completeness"));
    assertEquals("pass", answer(report, "label quality"));
    assertEquals("pass", answer(report, "feedback latency"));
    assertEquals("pass", answer(report, "owner"));
    assertEquals("unknown", answer(report, "cold-start plan"));
  }

  @Test
  void groupShouldHaveItsWinRateAndItsPredictionsOverWhatCame() throws IOException {
    // Of those of 60, who are the odd ones, clicks come half as often as predicted.
    boolean[] old = {true};
    JsonNode report =
        report(
            (campaign, ad, site, day) -> {
              old[0] ^= true;
              return new double[] {old[0] ? 0.5 : 1, 1};
            },
            "--by",
            "user.age,site.domain");
    JsonNode groups = report.get("groups");
    assertEquals(2 + 6, groups.size());
    JsonNode aged = groups.get(6);
    assertEquals("user.age", aged.get("by").asString());
    assertEquals("60", aged.get("name").asString());
    assertEquals(BIDS, aged.get("bids").asInt());
    assertEquals(0.5, aged.get("winRate").asDouble(), 1e-9);
    assertEquals(2, aged.get("clicks").get("ratio").asDouble(), 0.15);
    JsonNode young = groups.get(7);
    assertEquals("30", young.get("name").asString());
    assertEquals(1, young.get("winRate").asDouble(), 1e-9);
    assertTrue(young.get("winRateLow").asDouble() > 0.999, young::toString);
    assertEquals(1, young.get("clicks").get("ratio").asDouble(), 0.1);
    assertTrue(out.toString().contains("user.age 60"), out::toString);

    int status =
        run(
            "--events",
            directory.resolve("events").toString(),
            "--store",
            "../bidder/demo/store",
            "--by",
            "user.gendre");
    assertEquals(ExitCode.WRONG_INPUT, status);
    assertTrue(errors.toString().contains("--by: user.gendre: no bid in "), errors::toString);
    assertTrue(errors.toString().contains("site.domain, user.age"), errors::toString);
  }

  @Test
  void adThatTiresShouldBeNamedAndItsCampaignsOtherAdNot() throws IOException {
    JsonNode report =
        report((campaign, ad, site, day) ->
            new double[] {ad.equals("c1-a0") && day > 0.4 ? 0.55 : 1, 1});
    Set<String> alarms = alarms(report);
    assertTrue(alarms.contains("fatigue ad c1-a0 clicks"), alarms::toString);
    assertFalse(alarms.contains("fatigue ad c1-a1 clicks"), alarms::toString);
    for (JsonNode alarm : report.get("alarms")) {
      if (alarm.get("kind").asString().equals("fatigue")) {
        long since = Instant.parse(alarm.get("since").asString()).toEpochMilli();
        assertEquals(0.4, (since - START) / (BIDS * (double) EVERY_MILLIS), 0.08);
      }
    }
  }

  @Test
  void siteWhoseClicksLeadNowhereShouldBeNamed() throws IOException {
    JsonNode report =
        report((campaign, ad, site, day) ->
            site.equals("news3.example") ? new double[] {2.5, 0.02} : new double[] {1, 1});
    Set<String> alarms = alarms(report);
    assertTrue(
        alarms.contains("clicks without orders site news3.example orders"), alarms::toString);
    assertTrue(alarms.contains("prediction off site news3.example clicks"), alarms::toString);
    assertFalse(
        alarms.contains("clicks without orders site news2.example orders"), alarms::toString);
    assertEquals("fail", answer(report, "label quality"));
  }

  @Test
  void campaignWhoseTruthMovesShouldBeNamedOnlyOnceItDid() throws IOException {
    JsonNode report =
        report(
            (campaign, ad, site, day) ->
                new double[] {campaign.equals("c2") && day > 0.5 ? 2 : 1, 1},
            "--html",
            directory.resolve("report.html").toString(),
            "--metrics",
            directory.resolve("bidder.prom").toString());
    assertTrue(
        alarms(report).contains("prediction off campaign c2 clicks"), () -> "" + alarms(report));
    assertFalse(
        alarms(report).contains("prediction off campaign c1 clicks"), () -> "" + alarms(report));
    String page = Files.readString(directory.resolve("report.html"));
    assertTrue(page.contains("prediction off: campaign c2"), page);
    assertFalse(page.contains("<script"), page);
    List<String> metrics = Files.readAllLines(directory.resolve("bidder.prom"));
    assertTrue(metrics.contains("bidder_report_alarms{kind='fatigue'} 0".replace('\'', '"')));
    String one =
        "bidder_report_alarm{kind='prediction off',of='campaign',name='c2',outcome='clicks'} 1";
    assertTrue(metrics.contains(one.replace('\'', '"')), metrics::toString);
    assertFalse(Files.exists(directory.resolve("bidder.prom.new")));
    JsonNode morning =
        report("--as-of", Instant.ofEpochMilli(START + BIDS * EVERY_MILLIS / 2).toString());
    assertFalse(
        alarms(morning).contains("prediction off campaign c2 clicks"), () -> "" + alarms(morning));
  }

  @Test
  void featureThatGoesConstantShouldBeNamed() throws IOException {
    JsonNode report = report((campaign, ad, site, day) -> new double[] {1, 1});
    boolean named = false;
    for (JsonNode alarm : report.get("alarms")) {
      // None of these bids has it, which two thirds of those that the model was made on do.
      named |=
          alarm.get("kind").asString().equals("drift")
              && alarm.get("name").asString().equals("browser");
    }
    assertTrue(named, report::toPrettyString);
    assertEquals("fail", answer(report, "context fit"));
  }

  @Test
  void emptyLogShouldBeRefused() {
    Path events = directory.resolve("events");
    try (LogWriter log = LogWriter.open(events, SegmentSizes.defaults(), InstantSource.system())) {
      append(log, BidId.NONE, START, new Happening.Control("pause", "campaign:c9", "", "ann"));
    }
    assertEquals(
        ExitCode.WRONG_INPUT,
        run("--events", events.toString(), "--store", "../bidder/demo/store"));
    assertTrue(errors.toString().contains("nothing to report"), errors::toString);
  }
}
