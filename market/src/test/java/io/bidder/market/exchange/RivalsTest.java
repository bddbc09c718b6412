package io.bidder.market.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.market.world.RandomStream;
import org.junit.jupiter.api.Test;

class RivalsTest {
  private static final int DRAWS = 200_000;

  @Test
  void drawsShouldBeBelowAPriceAsOftenAsTheFormulaSays() {
    RandomStream random = new RandomStream(5);
    for (double median : new double[] {0.8, 3.2, 11}) {
      Rivals rivals = new Rivals(0.85, median, 2.2);
      for (double price : new double[] {0.1, 0.5, 1, 2, 4, 9, 30}) {
        int below = 0;
        for (int i = 0; i < DRAWS; i++) {
          below += rivals.highestCpm(random) < price ? 1 : 0;
        }
        double p = rivals.winProbability(price);
        assertEquals(p, (double) below / DRAWS, 5 * Math.sqrt(p * (1 - p) / DRAWS));
      }
    }
  }

  @Test
  void bestFirstPriceBidShouldEarnWhatNoOtherBidExceeds() {
    RandomStream random = new RandomStream(6);
    for (int i = 0; i < 500; i++) {
      Rivals rivals =
          new Rivals(
              random.nextDouble(), 0.1 + 8 * random.nextDouble(), 1.1 + 3 * random.nextDouble());
      double floor = 2 * random.nextDouble();
      double value = floor + 20 * random.nextDouble();
      double bid = rivals.bestFirstPriceBid(value, floor);
      assertTrue(bid >= floor && bid <= value);
      double best = 0;
      for (int step = 0; step <= 5_000; step++) {
        double other = floor + (value - floor) * step / 5_000;
        best = Math.max(best, (value - other) * rivals.winProbability(other));
      }
      double earned = (value - bid) * rivals.winProbability(bid);
      // The grid of the search may miss a hump that is narrower than its step.
      assertTrue(earned >= 0.999 * best, () -> rivals + " floor " + floor + " value " + value);
    }
  }
}
