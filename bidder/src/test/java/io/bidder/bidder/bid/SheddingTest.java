package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.http.BidServer;
import io.bidder.bidder.http.HttpEvents;
import io.bidder.bidder.metrics.BidMetrics;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Pace;
import io.bidder.bidder.pricing.Shade;
import io.bidder.bidder.serve.DemoStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.ServedModel;
import io.bidder.modelstore.testing.Waits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;

/** A server whose only thread is held up, from an exchange's side of the socket. */
class SheddingTest {
  private static final String REQUEST =
      "{\"id\": \"r\", \"imp\": [{\"id\": \"i\", \"banner\": {\"w\": 300, \"h\": 250}}]}";

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  private final BidMetrics metrics =
      new BidMetrics(
          List.of("default"),
          List.of(BidLimits.CANDIDATES, BidLimits.ANSWER_BYTES, BidThreads.QUEUE));

  private CompletableFuture<HttpResponse<String>> post(BidServer server) {
    URI uri = URI.create("http://localhost:" + server.port() + "/openrtb2/bid");
    return client.sendAsync(
        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(REQUEST)).build(),
        BodyHandlers.ofString());
  }

  /** The catalogue of every batch, for the first of which the thread has to wait. */
  private Supplier<ServedCatalogue> holding(ServedCatalogue catalogue) {
    boolean[] made = {false};
    return () -> {
      if (made[0]) {
        held.countDown();
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      made[0] = true;
      return catalogue;
    };
  }

  private void whileHeld(int queueLimit, Admission admission, NoBidReason expected)
      throws Exception {
    ServerConfig config =
        ServerConfig.load(
            null,
            List.of(
                "http.port=0",
                "bid.deadline=10s",
                "catalogue.file=" + Path.of("demo/campaigns.yaml").toAbsolutePath()));
    InstantSource clock = InstantSource.system();
    CurrencyRates rates = CurrencyRates.of(config.currency().usdPerUnit());
    ExchangeConfig exchange = config.exchanges().getFirst();
    Supplier<ServedCatalogue> catalogue =
        holding(
            ServedCatalogue.of(
                new CampaignIndex(CatalogueReader.read(config.catalogue().file())),
                "https://bid.example"));
    DirectoryModelStore store = new DirectoryModelStore(DemoStore.DEMO);
    ScoringModel opened =
        ScoringModel.open(store.open(store.currentId().orElseThrow()), ScoringOptions.defaults());
    try (ServedModel model = new ServedModel(opened, 1);
        BidThreads threads =
            new BidThreads(
                List.of(Exchange.of(exchange, rates, Pace.NONE, Shade.NONE)),
                () ->
                    new BidPipeline(
                        new Served(model, catalogue, new CampaignsOut(), BidLimits.of(64, 8)),
                        SystemNanoClock.INSTANCE,
                        new StageMetrics(metrics),
                        null),
                metrics,
                clock,
                SystemNanoClock.INSTANCE,
                1,
                queueLimit,
                8,
                admission);
        BidServer server = BidServer.start(config, threads, List.of(), HttpEvents.NONE)) {
      CompletableFuture<HttpResponse<String>> first = post(server);
      held.await();
      for (int i = 0; i < queueLimit; i++) {
        var _ = post(server);
        int before = i;
        Waits.until(
            "the request to be queued", () -> threads.queued() > before || admission.costNs() != 0);
      }
      HttpResponse<String> shed = post(server).get();
      assertEquals(204, shed.statusCode());
      assertEquals(expected.name(), shed.headers().firstValue("x-bidder-nobid").orElse(""));
      String scraped = metrics.scrape();
      String reason = "reason=\"" + expected + "\"} ";
      assertTrue(scraped.contains("bidder_no_bids_total{exchange=\"default\"," + reason), scraped);
      assertFalse(scraped.contains(reason + "0.0"), scraped);
      assertTrue(scraped.contains("bidder_shed_seconds_count"), scraped);
      release.countDown();
      assertTrue(Set.of(200, 204).contains(first.get().statusCode()));
    } finally {
      release.countDown();
      metrics.close();
    }
  }

  @Test
  void bidShouldCountAsLateWhenItWasNotSent() throws Exception {
    try (BidThreads threads =
            new BidThreads(
                List.of(),
                () -> {
                  throw new AssertionError("no thread bids");
                },
                metrics,
                InstantSource.system(),
                SystemNanoClock.INSTANCE,
                0,
                1,
                1,
                new Admission(1));
        BidServer server =
            BidServer.start(
                ServerConfig.load(null, List.of("http.port=0")),
                bid -> {
                  threads.onSent(bid, true);
                  threads.onSent(bid, false);
                  bid.noBid("");
                },
                List.of(),
                HttpEvents.NONE)) {
      assertEquals(204, post(server).get().statusCode());
      String scraped = metrics.scrape();
      for (String series :
          List.of(
              "bidder_requests_total{exchange=\"default\",outcome=\"bid\"} 1.0",
              "bidder_requests_total{exchange=\"default\",outcome=\"late\"} 1.0",
              "bidder_no_bids_total{exchange=\"default\",reason=\"LATE_BEFORE_WRITE\"} 1.0")) {
        assertTrue(scraped.contains(series), series);
      }
    } finally {
      metrics.close();
    }
  }

  @Test
  void requestShouldBeShedAtOnceWhenThoseAheadTakeTooLong() throws Exception {
    Admission admission = new Admission(1);
    admission.took(1, 3_600_000_000_000L);
    whileHeld(1, admission, NoBidReason.OVERLOADED);
  }

  @Test
  void requestShouldBeShedAtOnceWhenTheQueueIsFull() throws Exception {
    whileHeld(1, new Admission(1), NoBidReason.QUEUE_FULL);
  }
}
