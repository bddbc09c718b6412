package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.Refusal;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.publishing.Recalibration;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.testing.Waits;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server beside whose version others are tried, and which learns. */
class TrialFollowerTest {
  @TempDir private static Path models = Path.of("");
  @TempDir private static Path log = Path.of("");

  private static ModelStore store;
  private static RunningBidder bidder;

  @BeforeAll
  static void start() {
    store = DemoStore.in(models);
    bidder =
        new RunningBidder(
            "model.store=" + models,
            "model.pollInterval=20ms",
            "events.dir=" + log,
            "events.requestShare=0");
  }

  @AfterAll
  static void stop() {
    bidder.close();
  }

  @Test
  void versionsShouldBeTriedAsTheStoreSaysAndBadOnesDisturbNobody() throws Exception {
    String current = store.currentId().orElseThrow();
    String other =
        DemoStore.recalibrate(
            store,
            current,
            new Calibrations(
                Map.of(
                    Head.CTR,
                    CalibrationMap.of(new double[] {0.001, 0.9}, new double[] {0.4, 0.5}))));
    Path golden = models.resolve("versions").resolve(current).resolve(GoldenCheck.FILE);
    String wrong = Files.readString(golden).replaceFirst("\"ctr\":0\\.0", "\"ctr\":0.9");
    Waits.until("the first version", () -> bidder.server().modelId().equals(current));
    String bad =
        DemoStore.publish(store, Map.of(GoldenCheck.FILE, wrong.getBytes(StandardCharsets.UTF_8)));
    bid("before");

    store.tryOut(Trial.shadow(other), false);
    awaitMetric(info(other, "shadow"), 1);
    bid("shadowed");
    double ads = bidder.metric("bidder_trial_candidates_total{head=\"ctr\",role=\"shadow\"}");
    assertEquals(ads, bidder.metric("bidder_trial_candidates_total{head=\"ctr\",role=\"served\"}"));
    double predicted = bidder.metric("bidder_trial_predicted_total{head=\"ctr\",role=\"shadow\"}");
    assertEquals(0.45, predicted / ads, 0.05);

    store.tryOut(Trial.canary(bad, 0.999_999), false);
    awaitMetric("bidder_trial_failing", 1);
    assertEquals(1, bidder.metric("bidder_trial_refused_total{kind=\"invalid\"}"));
    assertEquals(200, bidder.readiness().statusCode());
    bid("undisturbed");

    store.tryOut(Trial.canary(other, 0.999_999), false);
    awaitMetric(info(other, "canary"), 1);
    assertEquals(0, bidder.metric("bidder_trial_failing"));
    bid("canary");

    store.endTrial();
    Waits.until("the end", () -> !scrape().contains(info(other, "canary")));
    bid("after");
    List<String> requests = List.of("before", "shadowed", "undisturbed", "canary", "after");
    Waits.until("what is recorded", () -> bids(requests).size() == requests.size());
    List<Happening.Bid> bids = bids(requests);
    assertEquals(
        List.of(current, current, current, other, current),
        bids.stream().map(bid -> bid.subject().modelVersion()).toList());
    Happening.Shadow shadow = bids.get(1).shadow();
    assertNotNull(shadow);
    assertEquals(other, shadow.modelVersion());
    assertEquals(0.45, shadow.pCtr(), 0.05);
    assertEquals(bids.get(0).pCtr(), bids.get(1).pCtr());
    assertEquals(0.45, bids.get(3).pCtr(), 0.05);
    assertNull(bids.get(0).shadow());
    assertNull(bids.get(3).shadow());
    assertNull(bids.get(4).shadow());
  }

  @Test
  void outcomesShouldBeTimedUntilAVersionBidsThatHasLearnedThem() throws Exception {
    String current = store.currentId().orElseThrow();
    String worse = DemoStore.publish(store);
    String markup =
        JsonMapper.shared().readTree(bid("clicked")).at("/seatbid/0/bid/0/adm").asString();
    Matcher click = Pattern.compile("/n/c/[A-Za-z0-9_-]+").matcher(markup);
    assertTrue(click.find(), markup);
    assertEquals(302, bidder.get(bidder.server().port(), click.group()).statusCode());
    awaitMetric("bidder_learning_unlearned_outcomes", 1);
    assertClickIsToldOf(markup);
    assertTrue(Double.isNaN(bidder.metric("bidder_learning_unlearned_seconds")));

    String learned;
    try (ScoringModel model = ScoringModel.open(store.open(current), ScoringOptions.defaults())) {
      Map<String, Object> upTo =
          Map.of("base", current, "outcomesUpTo", Instant.now().plusSeconds(60).toString());
      learned =
          Recalibration.publish(
                  store, model, Calibrations.none(), Map.of("learned", upTo), Map.of())
              .id();
    }
    store.promote(learned);
    Waits.until("the version", () -> bidder.server().modelId().equals(learned));
    assertEquals(0, bidder.metric("bidder_time_to_learning_seconds_count"));
    // The first bids may be made a moment before it is known what the version has learned.
    Waits.until(
        "the click's time to learning",
        () -> {
          bid("learned");
          return bidder.metric("bidder_time_to_learning_seconds_count") == 1;
        });
    assertTrue(bidder.metric("bidder_time_to_learning_seconds_sum") < 60);
    assertEquals(0, bidder.metric("bidder_learning_unlearned_seconds"));

    store.refuse(worse, "log-loss of ctr");
    awaitMetric("bidder_model_versions_refused{kind=\"gate\"}", 1);
    store.refuse(learned, Refusal.ROLLED_BACK + "log-loss of ctr");
    awaitMetric("bidder_model_rollbacks_total{actor=\"learner\"}", 1);
    assertEquals(1, bidder.metric("bidder_model_versions_refused{kind=\"rolled_back\"}"));
    store.rollback();
    awaitMetric("bidder_model_rollbacks_total{actor=\"hand\"}", 1);
  }

  /** The impression has what was predicted of it in its token. */
  private static void assertClickIsToldOf(String markup) throws Exception {
    Matcher shown = Pattern.compile("/n/i/[A-Za-z0-9_-]+").matcher(markup);
    assertTrue(shown.find(), markup);
    assertEquals(200, bidder.get(bidder.server().port(), shown.group()).statusCode());
    Happening.Bid bid = bids(List.of("clicked")).getFirst();
    String campaign = bid.subject().campaignId();
    awaitMetric("bidder_live_impressions{campaign=\"" + campaign + "\"}", 1);
    awaitMetric("bidder_live_actual{campaign=\"" + campaign + "\",head=\"ctr\"}", 1);
    assertEquals(
        bid.pCtr(),
        bidder.metric("bidder_live_predicted{campaign=\"" + campaign + "\",head=\"ctr\"}"),
        1e-9);
    JsonNode live =
        JsonMapper.shared()
            .readTree(bidder.explain("campaign=" + campaign, request("explained")).body())
            .get("live");
    assertEquals(1, live.at("/impressions").intValue());
    assertEquals(1, live.at("/clicks/actual").intValue());
    assertEquals(bid.pCtcvr(), live.at("/orders/predicted").doubleValue(), 1e-9);
    assertTrue(live.at("/orders/predictedOverActual").isMissingNode());
  }

  private static String bid(String id) throws Exception {
    HttpResponse<String> answer = bidder.bid(request(id));
    assertEquals(200, answer.statusCode());
    return answer.body();
  }

  private static String request(String id) {
    return """
    {"id": "%s", "imp": [{"id": "i1", "banner": {"w": 300, "h": 250}, "secure": 1}],
     "site": {"domain": "news1.example"}, "device": {"geo": {"country": "USA"}}}
    """
        .formatted(id);
  }

  private static String info(String version, String kind) {
    return "bidder_trial_info{kind=\"" + kind + "\",version=\"" + version + "\"}";
  }

  private static String scrape() throws Exception {
    return bidder.get(bidder.server().adminPort(), "/metrics").body();
  }

  private static void awaitMetric(String series, int value) throws Exception {
    Waits.until(series, () -> scrape().contains("\n" + series + " " + value));
  }

  /** Those of the requests of one test. */
  private static List<Happening.Bid> bids(List<String> requests) {
    List<Happening.Bid> bids = new ArrayList<>();
    try (LogReader reader = LogReader.openAtStart(log)) {
      while (reader.next()) {
        if (Event.read(reader.payload()).happening() instanceof Happening.Bid bid
            && requests.contains(bid.requestId())) {
          bids.add(bid);
        }
      }
    }
    return bids;
  }
}
