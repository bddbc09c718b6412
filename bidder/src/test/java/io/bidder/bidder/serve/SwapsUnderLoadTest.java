package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.calibration.CampaignOffsets;
import io.bidder.modelstore.publishing.Recalibration;
import io.bidder.modelstore.runtime.NativeCounts;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.testing.Waits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions and catalogues change while exchanges send requests. */
class SwapsUnderLoadTest {
  private static final int CHANGES = 20;
  private static final int CLIENTS = 3;
  private static final String REQUEST =
      """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 320, "h": 50}}],
       "site": {"domain": "news1.example"}, "device": {"geo": {"country": "USA"}}}
      """;

  @TempDir private Path directory = Path.of("");

  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicLong answers = new AtomicLong();
  private final Set<String> unexpected = new ConcurrentSkipListSet<>();

  @Test
  void noRequestShouldFailWhenModelsAndCataloguesChange() throws Exception {
    Path storeDirectory = directory.resolve("store");
    ModelStore store = DemoStore.in(storeDirectory);
    Path catalogue = directory.resolve("campaigns.yaml");
    String campaigns = Files.readString(Path.of("demo/campaigns.yaml"));
    Files.writeString(catalogue, campaigns);
    try (RunningBidder bidder =
            new RunningBidder(
                "model.store=" + storeDirectory,
                "model.pollInterval=10ms",
                "catalogue.file=" + catalogue,
                "catalogue.pollInterval=10ms");
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(() -> send(bidder)));
      }
      try {
        for (int change = 1; change <= CHANGES; change++) {
          boolean broken = change % 5 == 0;
          long before = answers.get();
          model(bidder, store, storeDirectory, broken);
          catalogue(bidder, catalogue, campaigns, change, broken);
          Waits.until("an answer", () -> answers.get() > before);
        }
      } finally {
        done.set(true);
      }
      for (Future<?> client : running) {
        client.get();
      }
      assertEquals(Set.of(), unexpected);
      // The new one bids a moment before that is counted.
      Waits.until(
          "every swap to be counted", () -> bidder.metric("bidder_model_swaps_total") == 16);
      assertEquals(4, bidder.metric("bidder_model_refused_total{kind=\"invalid\"}"));
      assertEquals(16, bidder.metric("bidder_catalogue_reloads_total"));
      assertEquals(4, bidder.metric("bidder_catalogue_refused_total"));
    }
  }

  @Test
  void bidsShouldStayWhenTheServedFilesAreOverwrittenAndCut() throws Exception {
    Path storeDirectory = directory.resolve("store");
    ModelStore store = DemoStore.in(storeDirectory);
    Path served = storeDirectory.resolve("versions").resolve(store.currentId().orElseThrow());
    try (RunningBidder bidder =
        new RunningBidder("model.store=" + storeDirectory, "model.pollInterval=10ms")) {
      String price = price(bidder);
      for (String file : List.of("tables.bin", "request.onnx", "candidate.onnx")) {
        byte[] flipped = Files.readAllBytes(served.resolve(file));
        for (int i = 0; i < flipped.length; i++) {
          flipped[i] ^= 0x40;
        }
        Files.write(served.resolve(file), flipped, StandardOpenOption.WRITE);
        assertEquals(price, price(bidder));
        Files.write(served.resolve(file), new byte[0]);
        for (int i = 0; i < 20; i++) {
          assertEquals(price, price(bidder));
        }
      }

      model(bidder, store, storeDirectory, false);
      assertEquals(price, price(bidder));
    }
  }

  @Test
  void bidsShouldFollowACampaignsCalibrationWhileRequestsComeAndNothingIsOpenedAgain()
      throws Exception {
    Path storeDirectory = directory.resolve("store");
    ModelStore store = DemoStore.in(storeDirectory);
    ModelVersion first = store.open(store.currentId().orElseThrow());
    Calibrations before = Calibrations.read(first.file(Calibrations.FILE));
    try (RunningBidder bidder =
            new RunningBidder("model.store=" + storeDirectory, "model.pollInterval=10ms");
        ScoringModel parent = ScoringModel.open(first, ScoringOptions.defaults());
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      double price = Double.parseDouble(price(bidder));
      String campaign = of(bidder, "\"cid\":\"([^\"]+)\"");
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(() -> send(bidder)));
      }
      long sessions = NativeCounts.SESSIONS_OPENED.sum();
      try {
        for (int change = 1; change <= CHANGES; change++) {
          double offset = 0.02 * change;
          Calibrations next =
              new Calibrations(
                  before.maps(), Map.of(campaign, new CampaignOffsets(offset, offset)));
          String id = Recalibration.publish(store, parent, next, Map.of(), Map.of()).id();
          store.promote(id);
          Waits.until("model " + id, () -> bidder.server().modelId().equals(id));
          // Rare enough that odds are as good as probabilities.
          double expected = price * Math.exp(offset);
          assertEquals(expected, Double.parseDouble(price(bidder)), 0.03 * expected);
          assertEquals(campaign, of(bidder, "\"cid\":\"([^\"]+)\""));
        }
      } finally {
        done.set(true);
      }
      for (Future<?> client : running) {
        client.get();
      }
      assertEquals(Set.of(), unexpected);
      Waits.until(
          "every swap to be counted", () -> bidder.metric("bidder_model_swaps_total") == CHANGES);
      assertEquals(sessions, NativeCounts.SESSIONS_OPENED.sum());
    }
  }

  private static String price(RunningBidder bidder) throws Exception {
    return of(bidder, "\"price\":([0-9.]+)");
  }

  /** What the answer to a request has where a pattern's group is. */
  private static String of(RunningBidder bidder, String pattern) throws Exception {
    HttpResponse<String> answer = bidder.bid(REQUEST);
    assertEquals(200, answer.statusCode());
    return answer.body().replaceFirst("(?s).*" + pattern + ".*", "$1");
  }

  private void send(RunningBidder bidder) {
    while (!done.get()) {
      try {
        HttpResponse<String> answer = bidder.bid(REQUEST);
        if (answer.statusCode() != 200) {
          unexpected.add(answer.statusCode() + " " + answer.headers().map());
        }
        answers.incrementAndGet();
      } catch (IOException e) {
        unexpected.add(e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void model(
      RunningBidder bidder, ModelStore store, Path storeDirectory, boolean broken)
      throws Exception {
    String id = DemoStore.publish(store);
    if (!broken) {
      store.promote(id);
      Waits.until("model " + id, () -> bidder.server().modelId().equals(id));
      return;
    }
    double refused = bidder.metric("bidder_model_refused_total{kind=\"invalid\"}");
    DemoStore.tamper(storeDirectory, id);
    // What promotion would refuse, somebody does by hand.
    Files.writeString(storeDirectory.resolve("CURRENT"), id + "\n");
    Waits.until(
        "the model's refusal",
        () -> bidder.metric("bidder_model_refused_total{kind=\"invalid\"}") == refused + 1);
    Files.writeString(storeDirectory.resolve("CURRENT"), bidder.server().modelId() + "\n");
  }

  private static void catalogue(
      RunningBidder bidder, Path file, String campaigns, int change, boolean broken)
      throws Exception {
    String series = broken ? "bidder_catalogue_refused_total" : "bidder_catalogue_reloads_total";
    double before = bidder.metric(series);
    String changed =
        broken
            ? campaigns + "\nnonsense" + change + ": true\n"
            : campaigns.replaceFirst("averageOrderValue: [0-9.]+", "averageOrderValue: " + change);
    assertTrue(!changed.equals(campaigns));
    // As an editor or a deployment does it: a reader sees the old file or the new one.
    Path next = file.resolveSibling("next.yaml");
    Files.writeString(next, changed);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    Waits.until(series, () -> bidder.metric(series) == before + 1);
  }
}
