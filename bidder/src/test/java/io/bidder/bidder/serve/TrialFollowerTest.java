package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.testing.Waits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server beside whose version others are tried. */
class TrialFollowerTest {
  @TempDir private Path models = Path.of("");
  @TempDir private Path log = Path.of("");

  @Test
  void versionsShouldBeTriedAsTheStoreSaysAndBadOnesDisturbNobody() throws Exception {
    ModelStore store = DemoStore.in(models);
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
    String bad =
        DemoStore.publish(store, Map.of(GoldenCheck.FILE, wrong.getBytes(StandardCharsets.UTF_8)));
    try (RunningBidder bidder =
        new RunningBidder(
            "model.store=" + models,
            "model.pollInterval=20ms",
            "events.dir=" + log,
            "events.requestShare=0")) {
      bid(bidder, "before");

      store.tryOut(Trial.shadow(other), false);
      awaitMetric(bidder, info(other, "shadow"), 1);
      bid(bidder, "shadowed");
      double ads = bidder.metric("bidder_trial_candidates_total{head=\"ctr\",role=\"shadow\"}");
      assertEquals(
          ads, bidder.metric("bidder_trial_candidates_total{head=\"ctr\",role=\"served\"}"));
      double predicted =
          bidder.metric("bidder_trial_predicted_total{head=\"ctr\",role=\"shadow\"}");
      assertEquals(0.45, predicted / ads, 0.05);

      store.tryOut(Trial.canary(bad, 0.999_999), false);
      awaitMetric(bidder, "bidder_trial_failing", 1);
      assertEquals(1, bidder.metric("bidder_trial_refused_total{kind=\"invalid\"}"));
      assertEquals(200, bidder.readiness().statusCode());
      bid(bidder, "undisturbed");

      store.tryOut(Trial.canary(other, 0.999_999), false);
      awaitMetric(bidder, info(other, "canary"), 1);
      assertEquals(0, bidder.metric("bidder_trial_failing"));
      bid(bidder, "canary");

      store.endTrial();
      Waits.until("the end", () -> !scrape(bidder).contains(info(other, "canary")));
      bid(bidder, "after");
    }
    List<Happening.Bid> bids = bids();
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

  private static void bid(RunningBidder bidder, String id) throws Exception {
    String json =
        """
        {"id": "%s", "imp": [{"id": "i1", "banner": {"w": 300, "h": 250}, "secure": 1}],
         "site": {"domain": "news1.example"}, "device": {"geo": {"country": "USA"}}}
        """
            .formatted(id);
    assertEquals(200, bidder.bid(json).statusCode());
  }

  private static String info(String version, String kind) {
    return "bidder_trial_info{kind=\"" + kind + "\",version=\"" + version + "\"}";
  }

  private static String scrape(RunningBidder bidder) throws Exception {
    return bidder.get(bidder.server().adminPort(), "/metrics").body();
  }

  private static void awaitMetric(RunningBidder bidder, String series, int value) throws Exception {
    Waits.until(series, () -> scrape(bidder).contains(series + " " + value));
  }

  private List<Happening.Bid> bids() {
    List<Happening.Bid> bids = new ArrayList<>();
    try (LogReader reader = LogReader.openAtStart(log)) {
      while (reader.next()) {
        bids.add((Happening.Bid) Event.read(reader.payload()).happening());
      }
    }
    return bids;
  }
}
