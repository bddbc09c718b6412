package io.bidder.bidder.campaign.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.modelstore.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue that ships in the repository. */
class DemoCatalogueTest {
  /** Tests run in the module's directory. */
  private static final Path DEMO = Path.of("demo/campaigns.yaml");

  private static final long NOW = Instant.parse("2026-06-01T12:00:00Z").toEpochMilli();

  @Test
  void recordedRequestsShouldMostlyFindCandidates() throws IOException {
    Selector selector = new Selector(new CampaignIndex(CatalogueReader.read(DEMO)));
    List<String> without = new ArrayList<>();
    int requests = 0;
    for (String directory : List.of("openrtb/requests", "openrtb/examples/bid-requests")) {
      try (Stream<Path> files = Files.list(SharedData.require(directory))) {
        for (Path file : files.sorted().toList()) {
          requests++;
          if (candidates(selector, file) == 0) {
            without.add(String.valueOf(file.getFileName()));
          }
        }
      }
    }
    assertEquals(44, requests);
    assertTrue(without.size() <= 4, () -> "no candidates for " + without);
  }

  private static int candidates(Selector selector, Path file) throws IOException {
    byte[] json = Files.readAllBytes(file);
    BidRequest request = new BidRequest();
    assertNull(new BidRequestReader().read(json, 0, json.length, ExtraPaths.none(), request));
    Candidates out = new Candidates();
    int candidates = 0;
    selector.begin(request, "default", NOW);
    for (int i = 0; i < request.imps.size(); i++) {
      selector.select(request.imps.get(i), out);
      candidates += out.size();
    }
    return candidates;
  }
}
