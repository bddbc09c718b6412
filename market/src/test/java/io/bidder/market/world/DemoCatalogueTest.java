package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.file.CatalogueReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The demo's catalogue advertises what the demo's model learned about. */
class DemoCatalogueTest {
  /** Tests run in the module's directory. */
  private static final Path DEMO = Path.of("../bidder/demo/campaigns.yaml");

  private static final Targeting NO_TARGETING = Targeting.everywhere();

  @Test
  void demoCatalogueShouldHaveTheMarketsCampaigns() throws IOException {
    List<Campaign> campaigns =
        CatalogueReader.read(DEMO).campaigns().stream()
            .filter(campaign -> campaign.id().matches("c\\d+"))
            .toList();

    WorldCatalogueTest.assertCampaignsOf(World.of(World.DEFAULT_SEED), campaigns);
    for (Campaign campaign : campaigns) {
      assertEquals(NO_TARGETING, campaign.targeting());
    }
  }
}
