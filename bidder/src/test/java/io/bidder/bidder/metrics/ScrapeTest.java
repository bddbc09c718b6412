package io.bidder.bidder.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.bidder.bidder.budget.Budgets;
import io.bidder.bidder.budget.Pauses;
import io.bidder.bidder.budget.Spend;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.exposure.Caps;
import io.bidder.bidder.exposure.Exposures;
import io.bidder.bidder.http.HttpLimit;
import io.bidder.bidder.http.Status;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.pacing.Earnings;
import io.bidder.bidder.pacing.Supply;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.modelstore.Trial;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A scrape shows all that is recorded, and only that. */
class ScrapeTest {
  private static final int ACME = 1;

  /** Metrics that have seen everything once. */
  static BidMetrics exercised() {
    BidMetrics metrics = new BidMetrics(List.of("default", "acme"), List.of("queue"));
    for (Outcome outcome : Outcome.values()) {
      metrics.answered(ACME, outcome, 3_000_000);
    }
    for (Stage stage : Stage.values()) {
      metrics.stage(stage, 20_000);
    }
    metrics.noBid(ACME, NoBidReason.NO_ELIGIBLE_AD);
    metrics.bidPrice(ACME, 2_500_000, "USD");
    metrics.candidates(7);
    metrics.ignoredFields(2);
    metrics.elementsLeftOut(3);
    metrics.categoriesUncompared();
    metrics.anonymous();
    metrics.invalidPredictions(4);
    metrics.limitReached("queue");
    metrics.limitReached(HttpLimit.MAX_BODY_BYTES);
    metrics.refused(Status.BODY_TOO_LARGE);
    metrics.connectionOpened();
    metrics.certificate(() -> 1_800_000_000);
    metrics.modelServing("v1", 1);
    metrics.modelRefused("invalid");
    metrics.live().add("c1", 1, 0.1, 0, 0.01, 0);
    metrics.live().show();
    metrics.trial().trying(Trial.shadow("v2"));
    metrics.catalogueServing(5, 6, 1, 1_500);
    metrics.catalogueRefused();
    metrics.queueDepth(() -> 8);
    metrics.ready(() -> true);
    metrics.budgets(
        new Budgets(
            ServerConfig.defaults().budget(),
            new Spend(),
            new Pauses(),
            new Supply(),
            new Earnings(),
            CurrencyRates.usdOnly(),
            InstantSource.system(),
            _ -> {},
            () -> true,
            () -> {}));
    metrics.caps().show(Caps.none(), new Exposures(ServerConfig.defaults().caps(), () -> {}));
    return metrics;
  }

  @Test
  void scrapeShouldShowWhatWasRecorded() {
    try (BidMetrics metrics = exercised()) {
      Scrape scrape = Scrape.of(metrics);
      assertEquals(1, scrape.value("bidder_requests_total{exchange=\"acme\",outcome=\"bid\"}"));
      assertEquals(1, scrape.value("bidder_requests_total{exchange=\"acme\",outcome=\"late\"}"));
      assertEquals(0, scrape.value("bidder_requests_total{exchange=\"default\",outcome=\"bid\"}"));
      assertEquals(
          1, scrape.value("bidder_no_bids_total{exchange=\"acme\",reason=\"NO_ELIGIBLE_AD\"}"));
      assertEquals(
          0, scrape.value("bidder_no_bids_total{exchange=\"acme\",reason=\"QUEUE_FULL\"}"));
      assertEquals(
          0, scrape.value("bidder_latency_seconds_bucket{exchange=\"acme\",le=\"0.002\"}"));
      assertEquals(
          Outcome.values().length,
          scrape.value("bidder_latency_seconds_bucket{exchange=\"acme\",le=\"0.003\"}"));
      assertEquals(0.00002, scrape.value("bidder_stage_seconds_sum{stage=\"score\"}"), 1e-12);
      assertEquals(2.5, scrape.value("bidder_bid_cpm_sum{currency=\"USD\",exchange=\"acme\"}"));
      assertEquals(7, scrape.value("bidder_candidates_sum"));
      assertEquals(2, scrape.value("bidder_request_fields_ignored_total"));
      assertEquals(3, scrape.value("bidder_request_elements_left_out_total"));
      assertEquals(1, scrape.value("bidder_requests_categories_uncompared_total"));
      assertEquals(1, scrape.value("bidder_requests_anonymous_total"));
      assertEquals(4, scrape.value("bidder_predictions_invalid_total"));
      assertEquals(1, scrape.value("bidder_limit_reached_total{limit=\"queue\"}"));
      assertEquals(1, scrape.value("bidder_limit_reached_total{limit=\"http.maxBodyBytes\"}"));
      assertEquals(0, scrape.value("bidder_limit_reached_total{limit=\"http.idleTimeout\"}"));
      assertEquals(1, scrape.value("bidder_http_refused_total{status=\"413\"}"));
      assertEquals(1, scrape.value("bidder_http_connections"));
      assertEquals(1, scrape.value("bidder_model_refused_total{kind=\"invalid\"}"));
      assertEquals(5, scrape.value("bidder_catalogue_campaigns"));
      assertEquals(6, scrape.value("bidder_catalogue_creatives"));
      assertEquals(1.5, scrape.value("bidder_catalogue_load_seconds"));
      assertEquals(1, scrape.value("bidder_catalogue_refused_total"));
      assertEquals(8, scrape.value("bidder_queue_depth"));
      assertTrue(scrape.value("jvm_threads_live_threads") > 0);
    }
  }

  @Test
  void servedVersionShouldBeTheOnlyOneShownAndChangesCounted() {
    try (BidMetrics metrics = exercised()) {
      assertEquals(1, Scrape.of(metrics).value("bidder_model_info{version=\"v1\"}"));
      assertEquals(0, Scrape.of(metrics).value("bidder_model_swaps_total"));
      long now = System.currentTimeMillis();
      metrics.modelServing("v2", now);
      metrics.catalogueServing(1, 1, now, 1);
      Scrape scrape = Scrape.of(metrics);
      assertFalse(scrape.has("bidder_model_info{version=\"v1\"}"));
      assertEquals(1, scrape.value("bidder_model_info{version=\"v2\"}"));
      assertEquals(1, scrape.value("bidder_model_swaps_total"));
      assertEquals(1, scrape.value("bidder_catalogue_reloads_total"));
      assertTrue(scrape.value("bidder_model_age_seconds") >= 0);
      assertTrue(scrape.value("bidder_model_age_seconds") < 3600);
    }
  }

  @Test
  void scrapeShouldHaveEachCampaignOnceWhileTheyAreReplaced() throws Exception {
    BidMetrics metrics = exercised();
    metrics.live().add(LiveMetrics.OTHERS, 1, 0.1, 0, 0.01, 0);
    metrics.live().show();
    AtomicBoolean done = new AtomicBoolean();
    Thread replacing =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; !done.get(); i++) {
                metrics.live().add(LiveMetrics.OTHERS, i, 0.1, 0, 0.01, 0);
                metrics.live().show();
              }
            });
    try {
      for (int i = 0; i < 500; i++) {
        String scrape = metrics.scrape();
        assertTrue(scrape.contains("bidder_live_impressions{campaign=\"(others)\"}"), scrape);
      }
    } finally {
      done.set(true);
      replacing.join();
    }
  }

  @Test
  void unknownKindOfRefusalShouldBeABug() {
    try (BidMetrics metrics = exercised()) {
      assertThrows(IllegalArgumentException.class, () -> metrics.modelRefused("mood"));
    }
  }

  @Test
  void recordingShouldAllocateNothing() {
    try (BidMetrics metrics = exercised()) {
      record(metrics, 20_000);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      int requests = 10_000;
      long before = threads.getCurrentThreadAllocatedBytes();
      record(metrics, requests);
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;
      // Less than a byte a request: counters may grow another cell once.
      assertTrue(bytes < requests, bytes + " bytes");
    }
  }

  private static void record(BidMetrics metrics, int requests) {
    for (int i = 0; i < requests; i++) {
      metrics.stage(Stage.DECODE, i);
      metrics.stage(Stage.SCORE, i);
      metrics.candidates(i & 63);
      metrics.ignoredFields(1);
      metrics.anonymous();
      metrics.bidPrice(ACME, i, "USD");
      metrics.noBid(ACME, NoBidReason.QUEUE_FULL);
      metrics.answered(ACME, Outcome.BID, i);
      metrics.limitReached(HttpLimit.MAX_PIPELINED);
    }
  }
}
