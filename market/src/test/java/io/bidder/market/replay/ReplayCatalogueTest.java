package io.bidder.market.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.file.CatalogueReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReplayCatalogueTest {
  @Test
  void catalogueShouldHoldOneAdThatRunsEverywhere() throws IOException {
    Catalogue catalogue = CatalogueReader.read(Path.of("replay", "catalogue-2997.yaml"));

    assertEquals(1, catalogue.campaigns().size());
    assertEquals(1, catalogue.campaigns().getFirst().creatives().size());
  }
}
