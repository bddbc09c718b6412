package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class WorldMovedTest {
  private static final World WORLD = World.of(World.DEFAULT_SEED);
  private static final int COUNT = 20_000;
  private static final List<Impression> IMPRESSIONS = impressions(WORLD);

  @Test
  void movedWorldShouldHaveTheSameCatalogueTrafficAndRates() throws IOException {
    World moved = WORLD.moved(5, 1, 0.25);

    assertEquals(catalogue(WORLD), catalogue(moved));
    assertEquals(IMPRESSIONS, impressions(moved));
    double clicks = sum(moved::clickProbability);
    double conversions = sum(i -> moved.clickProbability(i) * moved.conversionProbability(i));
    assertEquals(World.CLICK_RATE, clicks / COUNT, 0.1 * World.CLICK_RATE);
    assertEquals(World.CONVERSION_RATE, conversions / clicks, 0.15 * World.CONVERSION_RATE);
  }

  @Test
  void otherAdsShouldBeLikedBestWhenTastesMove() {
    assertEquals(1, sameFavourites(WORLD.moved(5, 0, 0)));
    double little = sameFavourites(WORLD.moved(5, 0.2, 0));
    double wholly = sameFavourites(WORLD.moved(5, 1, 0));
    assertTrue(little > 0.6 && little < 0.99, "moved by a fifth: " + little);
    assertTrue(wholly > 0.1 && wholly < 0.6, "moved wholly: " + wholly);
    assertTrue(sameFavourites(WORLD.moved(5, 1, 1)) < wholly);
  }

  @Test
  void moveShouldStartFromTheSeedsWorldWhenTheWorldHasMoved() {
    World twice = WORLD.moved(5, 1, 1).moved(6, 0.5, 0.5);
    World once = WORLD.moved(6, 0.5, 0.5);
    assertEquals(sum(once::clickProbability), sum(twice::clickProbability));
  }

  @Test
  void moveShouldBeRefusedWhenAShareIsNone() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> WORLD.moved(5, 1.5, 0));
    assertEquals("tasteShare is 1.5, expected 0 to 1", refused.getMessage());
  }

  /** The share of opportunities at which both worlds' people would rather click on the same ad. */
  private static double sameFavourites(World moved) {
    double same = 0;
    for (Impression impression : IMPRESSIONS) {
      same += favourite(WORLD, impression).equals(favourite(moved, impression)) ? 1 : 0;
    }
    return same / COUNT;
  }

  private static Creative favourite(World world, Impression impression) {
    Opportunity opportunity = impression.opportunity();
    return world.traffic().candidates(opportunity).stream()
        .max(
            Comparator.comparingDouble(
                ad -> world.clickProbability(new Impression(opportunity, ad, 0))))
        .orElseThrow();
  }

  private static double sum(ToDoubleFunction<Impression> probability) {
    return IMPRESSIONS.stream().mapToDouble(probability).sum();
  }

  private static List<Impression> impressions(World world) {
    RandomStream random = new RandomStream(11);
    List<Impression> impressions = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      impressions.add(world.traffic().impression(MarketClock.at((i + 0.5) / COUNT, 7), random));
    }
    return impressions;
  }

  private static String catalogue(World world) throws IOException {
    StringWriter text = new StringWriter();
    WorldCatalogue.write(world, text);
    return text.toString();
  }
}
