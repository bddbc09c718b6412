package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.serve.DemoStore;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.ServedModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that is tried, on the bid path without sockets and threads. */
class TrialTest {
  private static final BidLimits LIMITS = BidLimits.of(64, 8);

  /** Where the demo says a probability of its own, another says half of it. */
  private static final Calibrations HALF =
      new Calibrations(
          Map.of(
              Head.CTR, CalibrationMap.of(new double[] {0.001, 0.9}, new double[] {1e-5, 2e-5})));

  @TempDir private static Path directory = Path.of("");

  private static ModelStore store;
  private static ServedModel served;
  private static String recalibrated = "";

  private final Map<String, Made> made = new HashMap<>();
  private final List<String> compared = new ArrayList<>();
  private int skipped;
  private long nowNs;
  private long lateNs;

  /** What was recorded of a bid. */
  private record Made(
      String model, float pCtr, long bidCpmMicros, @Nullable String shadow, float shadowPCtr) {}

  @BeforeAll
  static void serve() {
    store = DemoStore.in(directory);
    served = opened(store.currentId().orElseThrow());
    recalibrated = DemoStore.recalibrate(store, served.modelId(), HALF);
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @Test
  void shadowShouldPredictBesideTheServedVersionAndChangeNoBid() {
    bid(null, "r", "{}");
    Made alone = made("r");
    try (TriedModel shadow = tried(Trial.shadow(recalibrated))) {
      bid(shadow, "r", "{}");
    }
    Made beside = made("r");

    assertEquals(alone.model, beside.model);
    assertEquals(alone.pCtr, beside.pCtr);
    assertEquals(alone.bidCpmMicros, beside.bidCpmMicros);
    assertEquals(null, alone.shadow);
    assertEquals(recalibrated, beside.shadow);
    assertTrue(beside.shadowPCtr > 0 && beside.shadowPCtr <= 2e-5f, beside::toString);
    assertEquals(List.of("served 1 shadow 1"), compared);
  }

  @Test
  void shadowShouldPredictByItsOwnFeatures() {
    String other = DemoStore.publishReading(store, "site.domain", "site.ext.word");
    try (TriedModel shadow = tried(Trial.shadow(other))) {
      bid(shadow, "same", "{\"word\": \"daily-paper.org\"}");
      bid(shadow, "other", "{\"word\": \"cooking.example\"}");
    }
    assertEquals(other, made("same").shadow);
    assertEquals(made("same").pCtr, made("same").shadowPCtr);
    assertEquals(made("same").pCtr, made("other").pCtr);
    assertNotEquals(made("other").pCtr, made("other").shadowPCtr);
  }

  @Test
  void shadowShouldNotBeAskedWhenHalfOfTheTimeIsGone() {
    try (TriedModel shadow = tried(Trial.shadow(recalibrated))) {
      lateNs = 5_100_000_000L;
      bid(shadow, "late", "{}");
    }
    assertEquals(null, made("late").shadow);
    assertEquals(1, skipped);
    assertEquals(List.of(), compared);
  }

  @Test
  void canaryShouldBidInItsShareOfTheAuctionsAndAlwaysInTheSame() {
    List<String> ids = IntStream.range(0, 400).mapToObj(i -> "auction-" + i).toList();
    Map<String, Made> first = new HashMap<>();
    try (TriedModel canary = tried(Trial.canary(recalibrated, 0.25))) {
      bid(canary, "{}", ids);
      first.putAll(made);
      made.clear();
      bid(canary, "{}", ids.reversed());
    }
    assertEquals(first, made);
    long canarys = first.values().stream().filter(bid -> bid.model.equals(recalibrated)).count();
    assertTrue(canarys > 70 && canarys < 130, () -> canarys + " of 400");
    for (Made bid : first.values()) {
      assertEquals(bid.model.equals(recalibrated), bid.pCtr <= 2e-5f, bid::toString);
      assertEquals(null, bid.shadow);
    }
    assertTrue(compared.contains("canary") && compared.contains("served"), compared::toString);
  }

  @Test
  void canaryShouldReadTheFieldsOfItsOwnFeatures() {
    String other = DemoStore.publishReading(store, "site.domain", "site.ext.word");
    try (TriedModel canary = tried(Trial.canary(other, 0.999_999))) {
      bid(null, "r", "{}");
      float pCtr = made("r").pCtr;
      bid(canary, "r", "{\"word\": \"daily-paper.org\"}");
      assertEquals(other, made("r").model);
      assertEquals(pCtr, made("r").pCtr);
    }
  }

  @Test
  void servedVersionShouldBidInEveryAuctionWhenTheCanaryHasFailedOrItsTrialHasEnded() {
    List<String> why = new ArrayList<>();
    TriedModel canary =
        new TriedModel(
            Trial.canary(recalibrated, 0.999_999),
            opened(recalibrated),
            failure -> why.add(failure.getMessage()));
    try (canary) {
      canary.fail(new IllegalStateException("no more memory"));
      canary.fail(new IllegalStateException("no more memory"));
      bid(canary, "failed", "{}");
    }
    bid(canary, "ended", "{}");
    assertEquals(List.of("no more memory"), why);
    assertEquals(served.modelId(), made("failed").model);
    assertEquals(served.modelId(), made("ended").model);
  }

  private Made made(String request) {
    Made bid = made.get(request);
    assertNotNull(bid, request);
    return bid;
  }

  private static ServedModel opened(String id) {
    return new ServedModel(ScoringModel.open(store.open(id), ScoringOptions.defaults()), 0);
  }

  private static TriedModel tried(Trial trial) {
    return new TriedModel(
        trial,
        opened(trial.id()),
        why -> {
          throw new AssertionError("scoring failed", why);
        });
  }

  private void bid(@Nullable TriedModel tried, String id, String ext) {
    bid(tried, ext, List.of(id));
  }

  private void bid(@Nullable TriedModel tried, String ext, List<String> ids) {
    ServedCatalogue catalogue =
        ServedCatalogue.of(
            new CampaignIndex(
                OneAdEach.catalogue(
                    new Economics("USD", 80_000_000, 0.25, 0, Long.MAX_VALUE), "ad")),
            () -> "https://bid.example",
            false);
    BidPipeline pipeline =
        new BidPipeline(
            new Served(served, () -> catalogue, new CampaignsOut(), LIMITS, () -> tried),
            () -> nowNs,
            new Watching(),
            bid ->
                made.put(
                    bid.request().id.toString(),
                    new Made(
                        bid.modelId(),
                        bid.pCtr(),
                        bid.price().bidCpmMicros,
                        bid.shadowModelId(),
                        bid.shadowModelId() == null ? 0 : bid.shadowPCtr())));
    BidContext[] batch = new BidContext[LIMITS.requestsPerBatch()];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = new BidContext(i, LIMITS);
    }
    for (int from = 0; from < ids.size(); from += batch.length) {
      int count = Math.min(batch.length, ids.size() - from);
      for (int i = 0; i < count; i++) {
        byte[] json =
            """
            {"id": "%s", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}],
             "site": {"domain": "daily-paper.org", "ext": %s}}
            """
                .formatted(ids.get(from + i), ext)
                .getBytes(StandardCharsets.UTF_8);
        batch[i].begin(TestExchange.of(false), json, json.length, nowNs, 1_764_583_200_000L);
      }
      pipeline.bid(batch, count, Silent.INSTANCE);
    }
  }

  private final class Watching implements BidObserver {
    @Override
    public void passed(Stage stage, BidContext context, BoundModel with, long nanos) {
      nowNs += stage == Stage.ENCODE ? lateNs : 0;
    }

    @Override
    public void scoredInTrial(boolean byCanary, Predictions predictions) {
      compared.add(byCanary ? "canary" : "served");
    }

    @Override
    public void shadowed(Predictions served, Predictions shadow) {
      compared.add("served " + served.size() + " shadow " + shadow.size());
    }

    @Override
    public void shadowSkipped(int requests) {
      skipped += requests;
    }
  }
}
