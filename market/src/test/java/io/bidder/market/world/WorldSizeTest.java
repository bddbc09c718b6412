package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.file.CatalogueReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorldSizeTest {
  private static final int OPPORTUNITIES = 20_000;

  @ParameterizedTest
  @CsvSource({"1,1,2", "500,30,5", "1000000,300,200"})
  void worldShouldBeOfTheSizeThatIsAskedFor(
      int users, int sites, int campaigns, @TempDir Path directory) throws IOException {
    World world = World.of(7, new WorldSize(users, sites, campaigns));

    assertEquals(sites, world.sites().size());
    assertEquals(campaigns, world.campaigns().size());
    Path catalogue = directory.resolve("campaigns.yaml");
    try (Writer writer = Files.newBufferedWriter(catalogue)) {
      WorldCatalogue.write(world, writer);
    }
    assertEquals(campaigns, CatalogueReader.read(catalogue).campaigns().size());
    Set<Integer> seen = new HashSet<>();
    RandomStream random = new RandomStream(1);
    double clicks = 0;
    for (int i = 0; i < OPPORTUNITIES; i++) {
      Impression impression =
          world.traffic().impression(MarketClock.at((i + 0.5) / OPPORTUNITIES, 7), random);
      Opportunity opportunity = impression.opportunity();
      assertFalse(world.traffic().candidates(opportunity).isEmpty());
      assertTrue(opportunity.user().index() < users);
      seen.add(opportunity.user().index());
      clicks += world.clickProbability(impression);
    }
    assertTrue(seen.size() >= Math.min(users, OPPORTUNITIES) / 2, () -> seen.size() + " users");
    assertEquals(World.CLICK_RATE, clicks / OPPORTUNITIES, 0.1 * World.CLICK_RATE);
  }

  @Test
  void sizeShouldBeRefusedWhenSlotsWouldHaveNoAd() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new WorldSize(10, 10, 1));
    assertEquals("1 campaigns, expected 2 to 10000", refused.getMessage());
  }
}
