package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.bid.ServedCatalogue;
import io.bidder.bidder.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueFollowerTest {
  private final List<String> events = new ArrayList<>();

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
            listener);
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

  private void writeSpot(String duration) throws IOException {
    Files.writeString(
        directory.resolve("spot.xml"),
        "<VAST version='4.3'><Ad><InLine>\n<Duration>"
            + duration
            + "</Duration><MediaFile type='audio/mpeg'>https://a.example</MediaFile>"
            + "</InLine></Ad></VAST>");
  }
}
