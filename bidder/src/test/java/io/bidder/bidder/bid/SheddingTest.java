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
import io.bidder.bidder.nobid.AdFates;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;

/** A server whose only thread is held up, from an exchange's side of the socket. */
class SheddingTest {
  private static final String REQUEST =
      "{\"id\": \"r\", \"imp\": [{\"id\": \"i\", \"banner\": {\"w\": 300, \"h\": 250}}]}";

  /** Less than the exchange's deadline, more than half of what is left of it then. */
  private static final long TOOK_NS = 5_000_000_000L;

  private final AtomicLong skippedNs = new AtomicLong();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  private final BidMetrics metrics = new BidMetrics(List.of("default"), BidLimits.NAMES);

  private CompletableFuture<HttpResponse<String>> post(BidServer server) {
    URI uri = URI.create("http://localhost:" + server.port() + "/openrtb2/bid");
    return client.sendAsync(
        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(REQUEST)).build(),
        BodyHandlers.ofString());
  }

  /** The catalogue of every batch, for which the thread has to wait if the batch is to be held. */
  private Supplier<ServedCatalogue> holding(ServedCatalogue catalogue, int heldBatch) {
    int[] batches = {-1}; // The pipeline looks at the catalogue when it is made.
    return () -> {
      if (batches[0] == heldBatch) {
        held.countDown();
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      } else if (batches[0] >= 0) {
        skippedNs.addAndGet(TOOK_NS);
      }
      batches[0]++;
      return catalogue;
    };
  }

  /**
   * Holds a batch up.
   *
   * @param before requests that are answered before, each of which takes {@link #TOOK_NS}
   * @param queued requests that wait behind it, which is as many as may
   */
  private void whileHeld(int before, int queued, int queueBytes, NoBidReason expected)
      throws Exception {
    NanoClock clock = () -> System.nanoTime() + skippedNs.get();
    ServerConfig config =
        ServerConfig.load(
            null,
            List.of(
                "http.port=0",
                "bid.deadline=10s",
                "catalogue.file=" + Path.of("demo/campaigns.yaml").toAbsolutePath()));
    CurrencyRates rates = CurrencyRates.of(config.currency().usdPerUnit());
    ExchangeConfig exchange = config.exchanges().getFirst();
    Supplier<ServedCatalogue> catalogue =
        holding(
            ServedCatalogue.of(
                new CampaignIndex(CatalogueReader.read(config.catalogue().file())),
                () -> "https://bid.example",
                false),
            before);
    DirectoryModelStore store = new DirectoryModelStore(DemoStore.DEMO);
    ScoringModel opened =
        ScoringModel.open(store.open(store.currentId().orElseThrow()), ScoringOptions.defaults());
    try (ServedModel model = new ServedModel(opened, 1);
        BidThreads threads =
            new BidThreads(
                List.of(Exchange.of(exchange, rates, Long.MAX_VALUE, Pace.NONE, Shade.NONE)),
                () ->
                    new BidPipeline(
                        new Served(model, catalogue, new CampaignsOut(), BidLimits.of(64, 8)),
                        clock,
                        new StageMetrics(metrics, new AdFates().counter())),
                metrics,
                InstantSource.system(),
                clock,
                1,
                Math.max(1, queued),
                queueBytes,
                BidLimits.of(64, 8));
        BidServer server = BidServer.start(config, threads, List.of(), HttpEvents.NONE)) {
      for (int i = 0; i < before; i++) {
        assertTrue(Set.of(200, 204).contains(post(server).get().statusCode()));
      }
      CompletableFuture<HttpResponse<String>> first = post(server);
      held.await();
      for (int i = 0; i < queued; i++) {
        var _ = post(server);
        int waiting = i + 1;
        Waits.until("the request to be queued", () -> threads.queued() == waiting);
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
                BidLimits.of(64, 8));
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
    whileHeld(1, 0, 1 << 20, NoBidReason.OVERLOADED);
  }

  @Test
  void requestShouldBeShedAtOnceWhenTheQueueIsFull() throws Exception {
    whileHeld(0, 1, 1 << 20, NoBidReason.QUEUE_FULL);
  }

  @Test
  void requestShouldBeShedAtOnceWhenThoseThatWaitHaveTooManyBytes() throws Exception {
    whileHeld(0, 0, 1, NoBidReason.QUEUE_FULL);
  }
}
