package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.testing.Waits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of what is wrong with a model or a catalogue, for as long as it is. */
class RefusedNowTest {
  private static final String GAUGE = "bidder_catalogue_file_refused";
  private static final String ABLE = "bidder_catalogue_ads{state=\"can_bid\"}";
  private static final String OVER = "bidder_catalogue_ads{state=\"flight_over\"}";

  @TempDir private Path directory = Path.of("");

  @Test
  void gaugeShouldBeOneWhileTheCatalogueIsRefused() throws Exception {
    Path file = directory.resolve("campaigns.yaml");
    replace(file, catalogue("9998-01-01"));
    try (RunningBidder bidder =
        new RunningBidder("catalogue.file=" + file, "catalogue.pollInterval=10ms")) {
      assertEquals(0, bidder.metric(GAUGE));
      replace(file, "campaigns: [");
      Waits.until("a refusal", () -> bidder.metric(GAUGE) == 1);
      assertEquals(1, bidder.metric("bidder_catalogue_refused_total"));
      // As it was: nothing new to serve, and yet it is right again.
      replace(file, catalogue("9998-01-01"));
      Waits.until("a recovery", () -> bidder.metric(GAUGE) == 0);
    }
  }

  @Test
  void gaugeShouldBeOneWhileTheCurrentVersionIsRefused() throws Exception {
    ModelStore store = DemoStore.in(directory);
    try (RunningBidder bidder =
        new RunningBidder("model.store=" + directory, "model.pollInterval=10ms")) {
      assertEquals(0, bidder.metric("bidder_model_current_refused"));
      Path golden =
          directory
              .resolve("versions")
              .resolve(store.currentId().orElseThrow())
              .resolve(GoldenCheck.FILE);
      String wrong = Files.readString(golden).replaceFirst("\"ctr\":0\\.0", "\"ctr\":0.9");
      store.promote(
          DemoStore.publish(
              store, Map.of(GoldenCheck.FILE, wrong.getBytes(StandardCharsets.UTF_8))));
      Waits.until("a refusal", () -> bidder.metric("bidder_model_current_refused") == 1);
      store.rollback();
      Waits.until("a recovery", () -> bidder.metric("bidder_model_current_refused") == 0);
    }
  }

  @Test
  void adsThatCanBidShouldBeNoneWhenTheCatalogueIsDead() throws Exception {
    Path file = directory.resolve("campaigns.yaml");
    replace(file, catalogue("9998-01-01"));
    try (RunningBidder bidder =
        new RunningBidder("catalogue.file=" + file, "catalogue.pollInterval=10ms")) {
      assertEquals(1, bidder.metric(ABLE));
      assertEquals(0, bidder.metric(OVER));
      replace(file, catalogue("2026-01-01"));
      Waits.until("a dead catalogue", () -> bidder.metric(OVER) == 1);
      assertEquals(0, bidder.metric(ABLE));
      assertEquals(200, bidder.readiness().statusCode());
      assertEquals(204, bidder.bid(WarmUp.requests().getFirst()).statusCode());
    }
  }

  private static String catalogue(String end) {
    return """
    advertisers: [{id: a, domain: a.example, seat: s}]
    campaigns:
      - id: c
        advertiser: a
        flight: {end: %s}
        economics: {averageOrderValue: 20, roasCoefficient: 0.25}
        creatives: [{id: k, banner: {size: 300x250, markup: b}}]
    """
        .formatted(end);
  }

  private void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(directory.resolve("next"), text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
