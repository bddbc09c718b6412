package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.testing.Waits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model of clicks, or of orders, alone, and campaigns that it can price or cannot. */
class UnpricedTest {
  private static final String REQUEST =
      """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}], "site": {"domain": "news1.example"}}
      """;

  private static final String BY_MODEL = "{averageOrderValue: 80, roasCoefficient: 0.25}";
  private static final String BY_RATE =
      "{averageOrderValue: 80, roasCoefficient: 0.25, conversionRate: 0.02}";
  private static final String BY_CLICK = "{clickValue: 0.4}";
  private static final String UNPRICED = "bidder_catalogue_campaigns_unpriced";

  @TempDir private Path directory = Path.of("");

  private Path store(Head head) {
    Path store = directory.resolve("store");
    ModelStore into = new DirectoryModelStore(store);
    into.promote(DemoStore.publishWithHead(into, head));
    return store;
  }

  /** A catalogue of campaigns {@code c0, c1, ...} with an ad each. */
  private Path catalogue(String... economics) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("advertisers:\n  - {id: a, domain: a.example, seat: s}\ncampaigns:\n");
    for (int i = 0; i < economics.length; i++) {
      text.append("  - {id: c%d, advertiser: a, economics: %s, ".formatted(i, economics[i]))
          .append("creatives: [{id: cr%d, banner: {size: 300x250, markup: ad}}]}\n".formatted(i));
    }
    Path file = directory.resolve("next.yaml");
    Files.writeString(file, text);
    return Files.move(
        file, directory.resolve("campaigns.yaml"), StandardCopyOption.REPLACE_EXISTING);
  }

  private RunningBidder bidder(Head head, Path catalogue, String... more) {
    List<String> sets = new ArrayList<>(List.of(more));
    sets.add("model.store=" + store(head));
    sets.add("catalogue.file=" + catalogue);
    sets.add("catalogue.pollInterval=50ms");
    return new RunningBidder(sets.toArray(String[]::new));
  }

  private static JsonNode ad(RunningBidder bidder, int campaign) throws Exception {
    return JsonMapper.shared()
        .readTree(bidder.explain("campaign=c" + campaign, REQUEST).body())
        .at("/imps/0/campaigns/0/creatives/0");
  }

  @Test
  void campaignsShouldBidByClicksWhenTheModelPredictsNoOrders() throws Exception {
    try (RunningBidder bidder = bidder(Head.CTR, catalogue(BY_MODEL, BY_RATE, BY_CLICK))) {
      assertEquals(200, bidder.readiness().statusCode());
      assertEquals(1, bidder.metric(UNPRICED));
      JsonNode bid =
          JsonMapper.shared().readTree(bidder.bid(REQUEST).body()).at("/seatbid/0/bid/0");
      JsonNode byRate = ad(bidder, 1);
      JsonNode byClick = ad(bidder, 2);
      // An order of 80, a quarter of which may be spent, of every fiftieth click: 0.4, as it is
      // said.
      assertEquals(400 * byClick.get("pCtr").asDouble(), byClick.get("valueCpm").asDouble(), 1e-3);
      assertEquals(400 * byRate.get("pCtr").asDouble(), byRate.get("valueCpm").asDouble(), 1e-3);
      double best = Math.max(byClick.get("bidCpm").asDouble(), byRate.get("bidCpm").asDouble());
      assertEquals(best, bid.get("price").asDouble(), 1e-4 * best);
      assertEquals("UNPRICED", ad(bidder, 0).get("outcome").asString());
      assertFalse(byClick.has("pCvr"), byClick::toString);
    }
  }

  @Test
  void whatACampaignStatesShouldGoBeforeWhatTheModelPredicts() throws Exception {
    Path catalogue = catalogue(BY_MODEL, BY_RATE, BY_CLICK);
    try (RunningBidder bidder = new RunningBidder("catalogue.file=" + catalogue)) {
      assertEquals(0, bidder.metric(UNPRICED));
      JsonNode byModel = ad(bidder, 0);
      assertEquals(
          20_000 * byModel.get("pCtcvr").asDouble(), byModel.get("valueCpm").asDouble(), 1e-3);
      for (int stated : new int[] {1, 2}) {
        JsonNode ad = ad(bidder, stated);
        assertTrue(ad.get("pCvr").asDouble() > 0, ad::toString);
        assertEquals(400 * ad.get("pCtr").asDouble(), ad.get("valueCpm").asDouble(), 1e-3);
      }
    }
  }

  @Test
  void clicksShouldHaveNoPriceWhenTheModelPredictsOrdersAlone() throws Exception {
    try (RunningBidder bidder = bidder(Head.CVR, catalogue(BY_CLICK, BY_RATE))) {
      assertEquals(2, bidder.metric(UNPRICED));
      assertEquals(503, bidder.readiness().statusCode());
      assertEquals("UNPRICED", bidder.explain(REQUEST).at("/noBid/reason").asString());
    }
  }

  @Test
  void serverShouldNotBeReadyUntilSomeCampaignHasAPrice() throws Exception {
    try (LogLines log = new LogLines(Unpriced.class);
        RunningBidder bidder = bidder(Head.CTR, catalogue(BY_MODEL, BY_MODEL))) {
      String model = bidder.server().modelId();
      String told =
          "WARNING model version %s predicts no orders: %%d of 2 campaigns, without clickValue or"
                  .formatted(model)
              + " conversionRate, cannot bid: %s";
      assertEquals(List.of(told.formatted(2, "c0, c1")), log.lines());
      HttpResponse<String> readiness = bidder.readiness();
      assertEquals(503, readiness.statusCode());
      assertTrue(readiness.body().contains("predicts no orders"), readiness::body);
      HttpResponse<String> answer = bidder.bid(REQUEST);
      assertEquals(204, answer.statusCode());
      assertEquals("UNPRICED", answer.headers().firstValue("x-bidder-nobid").orElse(""));
      assertEquals(
          1, bidder.metric("bidder_no_bids_total{exchange=\"default\",reason=\"UNPRICED\"}"));
      assertEquals(0, bidder.metric("bidder_ready"));
      assertEquals(2, bidder.metric(UNPRICED));

      catalogue(BY_MODEL, BY_CLICK);
      Waits.until("a price", () -> bidder.readiness().statusCode() == 200);
      assertEquals(1, bidder.metric(UNPRICED));
      assertEquals(200, bidder.bid(REQUEST).statusCode());
      assertEquals(told.formatted(1, "c0"), log.lines().get(1));

      catalogue(BY_RATE, BY_CLICK);
      Waits.until("all prices", () -> bidder.metric(UNPRICED) == 0);
      Waits.until("a third line", () -> log.lines().size() == 3);
      assertEquals("INFO every campaign can be priced again", log.lines().get(2));
    }
  }

  /** Ads without a price are no candidates: however many there are, the others are scored. */
  @Test
  void adWithAPriceShouldBidAmongManyWithout() throws Exception {
    String[] economics = new String[50];
    Arrays.fill(economics, BY_MODEL);
    economics[30] = BY_CLICK;
    try (RunningBidder bidder =
        bidder(Head.CTR, catalogue(economics), "bid.candidateCap=1", "bid.threads=1")) {
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> answer = bidder.bid(REQUEST);
        assertTrue(answer.body().contains("\"cid\":\"c30\""), answer::body);
      }
    }
  }

  @Test
  void recordedBidShouldHaveNoProbabilityThatTheModelDoesNotGive() throws Exception {
    Path log = directory.resolve("log");
    try (RunningBidder bidder = bidder(Head.CTR, catalogue(BY_CLICK), "events.dir=" + log)) {
      assertEquals(200, bidder.bid(REQUEST).statusCode());
    }
    List<Happening.Bid> bids = new ArrayList<>();
    try (LogReader reader = LogReader.openAtStart(log)) {
      while (reader.next()) {
        if (Event.read(reader.payload()).happening() instanceof Happening.Bid bid) {
          bids.add(bid);
        }
      }
    }
    assertEquals(1, bids.size());
    Happening.Bid bid = bids.getFirst();
    assertTrue(bid.pCtr() > 0);
    assertEquals(0, bid.pCvr());
    assertEquals(0, bid.pCtcvr());
    assertEquals(400e6 * bid.pCtr(), (double) bid.valueCpmMicros(), 10);
  }
}
