package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.bid.ServedCatalogue;
import io.bidder.bidder.campaign.AdCensus;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.modelstore.schema.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueFollowerTest {
  private final List<String> events = new ArrayList<>();
  private final List<String> counts = new ArrayList<>();
  private List<Head> heads = List.of(Head.CTR, Head.CVR);

  @TempDir private Path directory = Path.of("");

  private final CatalogueFollower.Listener listener =
      new CatalogueFollower.Listener() {
        @Override
        public void serving(ServedCatalogue catalogue, long loadedAtEpochMillis, long tookMillis) {
          events.add("serving " + catalogue.index().campaignCount());
        }

        @Override
        public void refused(String problems) {
          events.add("refused " + problems);
        }

        @Override
        public void counted(AdCensus ads) {
          counts.add(ads.toString());
        }
      };

  @Test
  void pollShouldKeepServingWhenTheNewCataloguesVastIsOfAnotherDuration() throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(
        file,
        """
        advertisers: [{id: a, domain: a.example, seat: s}]
        campaigns:
          - id: c
            advertiser: a
            economics: {averageOrderValue: 20, roasCoefficient: 0.25}
            creatives:
              - {id: k, audio: {durationSeconds: 15, mimes: [audio/mpeg], markupFile: spot.xml}}
        """);
    writeSpot("00:00:15");
    CatalogueFollower follower =
        CatalogueFollower.start(
            ServerConfig.load(null, List.of("catalogue.file=" + file)),
            () -> "https://bid.example",
            InstantSource.system(),
            InstantSource.system(),
            () -> heads,
            _ -> {},
            listener);
    follower.count();
    ServedCatalogue first = follower.get();
    writeSpot("00:00:30");
    follower.poll();
    follower.poll();
    assertSame(first, follower.get());
    assertEquals(2, events.size(), events::toString);
    String problem = "c.yaml:7: campaigns[0].creatives[0].audio.markupFile: spot.xml:2: ";
    assertTrue(events.getLast().startsWith("refused "), events::toString);
    assertTrue(events.getLast().contains(problem), events::toString);

    writeSpot("00:00:15.001");
    follower.poll();
    follower.poll();
    assertNotSame(first, follower.get());
    assertEquals("serving 1", events.getLast());
  }

  @Test
  void pollShouldCountAgainWhenAFlightBeginsAndWhenItEnds() throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(
        file,
        """
        advertisers: [{id: a, domain: a.example, seat: s}]
        campaigns:
          - id: c
            advertiser: a
            flight: {start: 2026-03-01, end: 2026-03-02}
            economics: {averageOrderValue: 20, roasCoefficient: 0.25}
            creatives:
              - {id: k, banner: {size: 300x250, markup: b}}
              - {id: l, banner: {size: 300x250, markup: b}}
          - id: d
            advertiser: a
            economics: {averageOrderValue: 20, roasCoefficient: 0.25, currency: XTS}
            creatives:
              - {id: m, banner: {size: 300x250, markup: b}}
        """);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-02-28T23:59:59Z"));
    CatalogueFollower follower =
        CatalogueFollower.start(
            ServerConfig.load(null, List.of("catalogue.file=" + file)),
            () -> "https://bid.example",
            InstantSource.system(),
            now::get,
            () -> heads,
            _ -> {},
            listener);
    follower.count();
    follower.poll();
    now.set(Instant.parse("2026-03-01T00:00:00Z"));
    follower.poll();
    follower.poll();
    now.set(Instant.parse("2026-03-03T00:00:00Z"));
    follower.poll();
    follower.poll();
    assertEquals(
        List.of(
            "no ad can bid now: 2 whose flight has not begun, 1 in a currency without a rate",
            "2 ads of 1 campaign can bid now; 1 cannot: 1 in a currency without a rate",
            "no ad can bid now: 2 whose flight is over, 1 in a currency without a rate"),
        counts);
    assertTrue(follower.census().isDead());

    now.set(Instant.parse("2026-03-01T00:00:00Z"));
    heads = List.of(Head.CTR);
    follower.poll();
    assertEquals(
        "no ad can bid now: 1 in a currency without a rate, 2 that the model does not price",
        counts.getLast());
  }

  private void writeSpot(String duration) throws IOException {
    Files.writeString(
        directory.resolve("spot.xml"),
        "<VAST version='4.3'><Ad><InLine>\n<Duration>"
            + duration
            + "</Duration><MediaFile type='audio/mpeg'>https://a.example</MediaFile>"
            + "</InLine></Ad></VAST>");
  }
}
