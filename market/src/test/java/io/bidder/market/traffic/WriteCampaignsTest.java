package io.bidder.market.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.file.CatalogueReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteCampaignsTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void catalogueShouldBeOneThatAServerTakes() throws IOException {
    Path file = directory.resolve("campaigns.yaml");
    assertEquals(
        0, WriteCampaigns.commandLine().execute("--count", "200", "--out", file.toString()));
    Catalogue catalogue = CatalogueReader.read(file);
    assertEquals(200, catalogue.campaigns().size());
  }

  @Test
  void commandShouldSayWhatIsWrongWithACount() {
    assertEquals(
        2,
        WriteCampaigns.commandLine()
            .execute("--count", "0", "--out", directory.resolve("x").toString()));
  }
}
