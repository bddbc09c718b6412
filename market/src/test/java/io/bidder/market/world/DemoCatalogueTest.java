package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.file.CatalogueReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The demo's catalogue advertises what the demo's model learned about. */
class DemoCatalogueTest {
  /** Tests run in the module's directory. */
  private static final Path DEMO = Path.of("../bidder/demo/campaigns.yaml");

  /** The mean of a log-normal value whose median is 1 and whose deviation is 0.5. */
  private static final double MEAN_OF_ORDERS = StrictMath.exp(0.125);

  private static final Targeting NO_TARGETING = Targeting.everywhere();

  @Test
  void demoCatalogueShouldHaveTheMarketsCampaigns() throws IOException {
    World world = World.of(World.DEFAULT_SEED);
    List<String> expected = new ArrayList<>();
    for (Campaign campaign : world.campaigns()) {
      double mean = campaign.orderValueMicros() * MEAN_OF_ORDERS / 1e6;
      expected.add(
          campaign.id()
              + " {category="
              + Names.CAMPAIGN_CATEGORIES.get(campaign.category())
              + "} "
              + money(mean));
      for (Creative creative : world.creatives()) {
        if (creative.campaign().equals(campaign)) {
          expected.add(
              creative.id()
                  + " "
                  + Names.WIDTHS.get(creative.size())
                  + "x"
                  + Names.HEIGHTS.get(creative.size())
                  + " {format="
                  + Names.FORMATS.get(creative.format())
                  + ", price="
                  + money(creative.priceMicros() / 1e6)
                  + "}");
        }
      }
    }

    List<String> found = new ArrayList<>();
    for (io.bidder.bidder.campaign.Campaign campaign : CatalogueReader.read(DEMO).campaigns()) {
      if (campaign.id().matches("c\\d+")) {
        found.add(
            campaign.id()
                + " "
                + campaign.attributes()
                + " "
                + money(campaign.economics().averageOrderValueMicros() / 1e6));
        assertEquals(NO_TARGETING, campaign.targeting());
        for (io.bidder.bidder.campaign.Creative creative : campaign.creatives()) {
          CreativeContent.Banner banner =
              assertInstanceOf(CreativeContent.Banner.class, creative.content());
          Map<String, String> features = new TreeMap<>(creative.features());
          found.add(creative.id() + " " + banner.w() + "x" + banner.h() + " " + features);
        }
      }
    }
    assertEquals(expected, found);
  }

  private static String money(double units) {
    return String.format(Locale.ROOT, "%.2f", units);
  }
}
