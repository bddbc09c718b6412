package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.kafka.Broker;
import io.bidder.eventlog.kafka.ShipOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Two bidders that ship to one topic, and follow it: notices count once, caps hold for both. */
class FleetTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String ACCEPTED = "bidder_outcomes_total{kind=\"win\",result=\"accepted\"}";
  private static final String DUPLICATE =
      "bidder_outcomes_total{kind=\"win\",result=\"duplicate\"}";
  private static final String REQUEST =
      """
      {"id": "r1", "imp": [{"id": "i1", "banner": {"w": 300, "h": 250}, "secure": 1}],
       "site": {"domain": "news1.example"}, "device": {"geo": {"country": "USA"}}}
      """;

  @TempDir private Path directory = Path.of("");

  private RunningBidder bidder(Broker broker, String name) throws IOException {
    Path catalogue =
        Files.writeString(
            directory.resolve("campaigns.yaml"),
            """
            advertisers: [{id: a, domain: a.example, seat: s}]
            campaigns:
              - id: spring
                advertiser: a
                economics: {averageOrderValue: 200, roasCoefficient: 0.25}
                caps: [{impressions: 1, per: day}]
                creatives: [{id: ad, banner: {size: 300x250, markup: ad}}]
            """);
    return new RunningBidder(
        "catalogue.file=" + catalogue,
        "events.dir=" + directory.resolve(name),
        "events.sync=os",
        "events.requestShare=0",
        "events.kafka=" + broker.address(),
        "events.follow=kafka");
  }

  private static String win(RunningBidder bidder) throws IOException, InterruptedException {
    String url =
        JsonMapper.shared()
            .readTree(bidder.bid(REQUEST).body())
            .at("/seatbid/0/bid/0/nurl")
            .asString();
    return url.substring(url.indexOf("/n/"))
        .replace("${AUCTION_PRICE}", "0.01")
        .replace("${AUCTION_CURRENCY}", "USD")
        .replaceAll("[$][{][A-Z_]+[}]", "");
  }

  private static void awaitMetric(RunningBidder bidder, String series, double value)
      throws IOException, InterruptedException {
    long endNs = System.nanoTime() + PATIENCE.toNanos();
    while (bidder.metric(series) != value) {
      assertTrue(System.nanoTime() < endNs, series);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /**
   * Waits until the second knows what was told to the first before: each notice is told to it later
   * than the one before was, until it has come by way of the topic first.
   */
  private static void awaitKnown(RunningBidder first, RunningBidder second)
      throws IOException, InterruptedException {
    long endNs = System.nanoTime() + PATIENCE.toNanos();
    List<String> told = new ArrayList<>();
    while (second.metric(DUPLICATE) == 0) {
      assertTrue(System.nanoTime() < endNs);
      for (int i = 0; i < 2; i++) {
        String later = win(first);
        tell(first, later);
        told.add(later);
      }
      tell(second, told.get(told.size() / 2 - 1));
    }
  }

  private static void tell(RunningBidder bidder, String notice)
      throws IOException, InterruptedException {
    assertEquals(200, bidder.get(bidder.server().port(), notice).statusCode());
  }

  /** A person that was shown an ad by the first is shown it no more by the second. */
  private static void assertCapHolds(RunningBidder first, RunningBidder second)
      throws IOException, InterruptedException {
    String request = REQUEST.replace("\"device\"", "\"user\": {\"id\": \"ann\"}, \"device\"");
    String burl =
        JsonMapper.shared()
            .readTree(first.bid(request).body())
            .at("/seatbid/0/bid/0/burl")
            .asString();
    tell(first, burl.substring(burl.indexOf("/n/"), burl.indexOf('?')) + "?price=1&cur=USD");
    long toldNs = System.nanoTime();
    while (second.bid(request).headers().firstValue("x-bidder-nobid").isEmpty()) {
      assertTrue(System.nanoTime() - toldNs < PATIENCE.toNanos());
      LockSupport.parkNanos(1_000_000);
    }
    assertEquals("CAPPED", second.bid(request).headers().firstValue("x-bidder-nobid").orElse(""));
  }

  @Test
  void noticeShouldCountOnceWhenItIsToldToTwoBiddersAlsoAfterARestart() throws Exception {
    try (Broker broker = new Broker(directory.resolve("broker"))) {
      broker.create(ShipOptions.TOPIC, 1);
      String win;
      try (RunningBidder a = bidder(broker, "a")) {
        Files.createDirectories(directory.resolve("b"));
        for (String secret : List.of("outcome.keys", "person.salt")) {
          Files.copy(
              directory.resolve("a").resolve(secret), directory.resolve("b").resolve(secret));
        }
        try (RunningBidder b = bidder(broker, "b")) {
          awaitMetric(b, "bidder_events_fleet_unknown", 0);
          win = win(a);
          tell(a, win);
          awaitKnown(a, b);
          double accepted = b.metric(ACCEPTED);
          tell(b, win);
          assertEquals(accepted, b.metric(ACCEPTED));
          assertEquals(2, b.metric(DUPLICATE));
          awaitMetric(b, "bidder_caps_uncounted", 0);
          assertCapHolds(a, b);
        }
      }
      // Of what it knows of the other, the second forgets nothing while the brokers are away.
      broker.stop();
      try (RunningBidder b = bidder(broker, "b")) {
        assertEquals(1, b.metric("bidder_events_fleet_unknown"));
        tell(b, win);
        assertEquals(0, b.metric(ACCEPTED));
        assertEquals(1, b.metric(DUPLICATE));
      }
    }
  }
}
