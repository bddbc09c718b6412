package io.bidder.bidder.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Cases;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogueSlotsTest {
  @Test
  void slotsShouldBeDenseDistinctAndKeptWhateverBecomesOfTheCatalogue() {
    Cases.forAll(
        20261129,
        300,
        draw -> {
          CatalogueSlots slots = new CatalogueSlots();
          Map<String, Integer> campaigns = new HashMap<>();
          Map<String, Integer> creatives = new HashMap<>();
          // Catalogues that are reordered, shortened and grown again, of ids from one pool.
          for (int catalogue = 0; catalogue < 5; catalogue++) {
            for (int number : draw.list(0, 20, () -> draw.intBetween(0, 30))) {
              String id = "id" + number;
              int campaign = slots.campaign(id);
              assertEquals(campaigns.computeIfAbsent(id, _ -> campaign), campaign);
              int creative = slots.creative(id + "-ad");
              assertEquals(creatives.computeIfAbsent(id + "-ad", _ -> creative), creative);
            }
            assertDense(campaigns, slots.campaignCount());
            assertDense(creatives, slots.creativeCount());
          }
        });
  }

  private static void assertDense(Map<String, Integer> slots, int count) {
    assertEquals(slots.size(), count);
    assertEquals(count, new HashSet<>(slots.values()).size());
    assertTrue(slots.values().stream().allMatch(slot -> slot >= 0 && slot < count));
  }
}
