package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.settings.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Caps from the catalogue to who is shown no more, over sockets and a restart. */
class CapsTest {
  private static final Pattern BURL = Pattern.compile("/n/b/[A-Za-z0-9_-]+");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String STOPPED = "bidder_caps_stopped_total";

  @TempDir private Path directory = Path.of("");

  private Path catalogue() throws Exception {
    return Files.writeString(
        directory.resolve("campaigns.yaml"),
        """
        advertisers: [{id: a, domain: a.example, seat: s}]
        campaigns:
          - id: spring
            advertiser: a
            economics: {averageOrderValue: 200, roasCoefficient: 0.25}
            caps: [{impressions: 3, per: day}, {impressions: 50, per: week, window: calendar}]
            creatives:
              - id: ad
                banner: {size: 300x250, markup: ad}
                caps: [{impressions: 10, per: flight}]
          - id: shy
            advertiser: a
            economics: {averageOrderValue: 200, roasCoefficient: 0.25}
            caps: [{impressions: 1, per: hour, withoutId: noBid}]
            creatives: [{id: tall, banner: {size: 160x600, markup: ad}}]
        """);
  }

  private RunningBidder bidder() throws Exception {
    return new RunningBidder(
        "catalogue.file=" + catalogue(),
        "events.dir=" + directory.resolve("events"),
        "events.sync=os");
  }

  private static String request(String person, int imps) {
    String all =
        IntStream.rangeClosed(1, imps)
            .mapToObj(i -> "{\"id\": \"%d\", \"banner\": {\"w\": 300, \"h\": 250}}".formatted(i))
            .collect(Collectors.joining(", "));
    return "{\"id\": \"r\", \"cur\": [\"USD\"], \"imp\": [%s]%s}"
        .formatted(all, person.isEmpty() ? "" : ", \"user\": {\"id\": \"" + person + "\"}");
  }

  private static String reason(RunningBidder bidder, String request) {
    try {
      return bidder.bid(request).headers().firstValue("x-bidder-nobid").orElse("");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Bids for a person, and shows what was bid; returns how many ads that were. */
  private static int show(RunningBidder bidder, String request) throws Exception {
    var answer = bidder.bid(request);
    if (answer.statusCode() != 200) {
      return 0;
    }
    int shown = 0;
    for (JsonNode bid : JsonMapper.shared().readTree(answer.body()).at("/seatbid/0/bid")) {
      Matcher bill = BURL.matcher(bid.path("burl").asString());
      assertTrue(bill.find(), bid::toString);
      for (int twice = 0; twice < 2; twice++) {
        String url = bill.group() + "?price=1&cur=USD";
        assertEquals(200, bidder.get(bidder.server().port(), url).statusCode());
      }
      shown++;
    }
    return shown;
  }

  private static void await(BooleanSupplier holds) throws InterruptedException {
    long untilNs = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertTrue(System.nanoTime() < untilNs, "in time");
      Thread.onSpinWait();
    }
  }

  /** How often the campaign was shown to a person, as its next bid would be recorded. */
  private static int known(RunningBidder bidder, String request) {
    try {
      JsonNode ad = bidder.explain(request).at("/imps/0/campaigns/0/creatives/0");
      Matcher count = Pattern.compile("has had (\\d+)").matcher(ad.path("cappedWhy").asString());
      return count.find() ? Integer.parseInt(count.group(1)) : 0;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void personShouldBeShownNoMoreThanTheCapWhenImpressionsAreCountedAndAfterARestart()
      throws Exception {
    String ann = request("ann", 1);
    try (RunningBidder bidder = bidder()) {
      await(() -> metric(bidder, "bidder_caps_uncounted") == 0);
      // Of one request's impressions, no more are bid for than the person may be shown.
      assertEquals(3, show(bidder, request("ann", 5)));
      await(() -> reason(bidder, ann).equals("CAPPED"));
      assertEquals(3, known(bidder, ann));
      JsonNode ad = bidder.explain(ann).at("/imps/0/campaigns/0/creatives/0");
      assertEquals("CAPPED", ad.path("outcome").asString());
      assertEquals(
          "campaign spring has a cap of 3 impressions per sliding day; the person has had 3",
          ad.path("cappedWhy").asString());
      assertTrue(bidder.metric(STOPPED + "{of=\"campaign\",per=\"day\"}") >= 3);
      assertEquals(0, bidder.metric(STOPPED + "{of=\"creative\",per=\"flight\"}"));

      // Another person is not concerned, and one without an id is counted as such.
      assertEquals(1, show(bidder, request("bob", 1)));
      assertEquals(0, bidder.metric("bidder_caps_unusable_total{of=\"campaign\",per=\"day\"}"));
      assertEquals(1, show(bidder, request("", 1)));
      assertEquals(1, bidder.metric("bidder_caps_unusable_total{of=\"campaign\",per=\"day\"}"));
      String shy = request("", 1).replace("300", "160").replace("250", "600");
      assertEquals("CAPPED", reason(bidder, shy));
      assertEquals(1, bidder.metric("bidder_caps_unusable_total{of=\"campaign\",per=\"hour\"}"));
    }

    // Whoever starts knows what was shown, from the log.
    try (RunningBidder bidder = bidder()) {
      assertEquals("CAPPED", reason(bidder, ann));
      assertEquals("", reason(bidder, request("carl", 1)));
    }
  }

  /** The exposures that a person's bid is scored with; -1 where they are missing. */
  private static int exposures(RunningBidder bidder, String request) {
    try {
      return bidder
          .explain(request)
          .at("/imps/0/campaigns/0/creatives/0/features/exposures/value")
          .asInt(-1);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, Long> lastRecordedExposures() {
    Map<String, Long> last = new HashMap<>();
    try (LogReader reader = LogReader.openAtStart(directory.resolve("events"))) {
      while (reader.next()) {
        Event event = Event.read(reader.payload());
        if (event.happening() instanceof Happening.Bid bid) {
          long exposures =
              bid.values().stream()
                  .filter(value -> value.source().equals("campaign.exposures"))
                  .mapToLong(value -> ((Value.Whole) value).number())
                  .findFirst()
                  .orElse(-1);
          last.put(bid.subject().person().isEmpty() ? "nobody" : bid.requestId(), exposures);
        }
      }
    }
    return last;
  }

  @Test
  void exposuresShouldBeTheSameWhereTheyAreScoredAndWhereTheyAreRecorded() throws Exception {
    String dora = request("dora", 1);
    try (RunningBidder bidder = bidder()) {
      assertEquals(1, show(bidder, request("", 1)));
      await(() -> exposures(bidder, dora) == 0);
      assertEquals(1, show(bidder, dora.replace("\"r\"", "\"first\"")));
      await(() -> exposures(bidder, dora) == 1);
      assertEquals(1, show(bidder, dora.replace("\"r\"", "\"second\"")));
      await(() -> exposures(bidder, dora) == 2);
      assertEquals(0, exposures(bidder, request("emil", 1)));
      assertEquals(-1, exposures(bidder, request("", 1)));
    }
    assertEquals(Map.of("nobody", -1L, "first", 0L, "second", 1L), lastRecordedExposures());
  }

  private static double metric(RunningBidder bidder, String series) {
    try {
      return bidder.metric(series);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void startShouldSayWhatIsMissingWhenThereAreCapsAndNoEvents() throws Exception {
    Path file = catalogue();

    var e =
        assertThrows(
            InvalidInputException.class, () -> new RunningBidder("catalogue.file=" + file));

    assertTrue(
        String.valueOf(e.getMessage())
            .contains(
                file
                    + ":6: campaigns[0].caps: expected none without events.dir: only the event log"
                    + " tells what was shown"),
        e::getMessage);
  }
}
