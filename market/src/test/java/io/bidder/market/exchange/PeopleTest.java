package io.bidder.market.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.market.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** People do what the closed forms say. */
class PeopleTest {
  private static final int AUCTIONS = 40_000;
  private static final double ORDER_MEDIAN_SECONDS = 600;
  private static final double ORDER_DEVIATION = 2;

  /** Of the standard normal: the quantiles of 0.1, 0.5 and 0.9. */
  private static final double[] NORMAL = {-1.2816, 0, 1.2816};

  private static final World WORLD = World.of(World.DEFAULT_SEED);
  private static final MarketOptions OPTIONS = Markets.options(3, AUCTIONS, 0.5);

  @Test
  void delaysShouldHaveTheQuantilesOfTheirDistributions() {
    List<People> people = new ArrayList<>();
    Asks asks = new Asks(WORLD, OPTIONS);
    for (long i = 0; i < AUCTIONS; i++) {
      Ask ask = asks.at(i);
      people.add(People.at(ask, ask.slots().getFirst(), 3, ORDER_MEDIAN_SECONDS, ORDER_DEVIATION));
    }
    assertLogNormal(people, People::shownAfterMillis, 800, 0.7);
    assertLogNormal(people, People::clickAfterMillis, 9_000, 0.9);
    assertLogNormal(people, People::orderAfterMillis, 1000 * ORDER_MEDIAN_SECONDS, ORDER_DEVIATION);
    double shown = people.stream().filter(People::isShown).count() / (double) AUCTIONS;
    assertEquals(0.97, shown, 0.005);
    double returned =
        people.stream().filter(each -> each.returnAfterMillis() >= 0).count() / (double) AUCTIONS;
    assertEquals(0.04, returned, 0.005);
  }

  private static void assertLogNormal(
      List<People> people, ToDoubleFunction<People> delay, double medianMillis, double deviation) {
    double[] sorted = people.stream().mapToDouble(delay).sorted().toArray();
    for (int i = 0; i < NORMAL.length; i++) {
      double expected = Math.log(medianMillis) + deviation * NORMAL[i];
      double actual = Math.log(sorted[(int) ((0.1 + 0.4 * i) * sorted.length)]);
      assertEquals(expected, actual, 6 * deviation / Math.sqrt(AUCTIONS) + 0.01);
    }
  }

  @Test
  void clicksAndOrdersShouldComeAsOftenAsTheTruthSays() {
    Asks asks = new Asks(WORLD, OPTIONS);
    Truth truth = new Truth(WORLD, WORLD, Drift.NONE, OPTIONS.seed());
    int[] nobody = new int[WORLD.campaigns().size()];
    int[] never = new int[WORLD.creatives().size()];
    double clicks = 0;
    double expectedClicks = 0;
    double clickVariance = 0;
    double orders = 0;
    double expectedOrders = 0;
    for (long i = 0; i < AUCTIONS; i++) {
      Ask ask = asks.at(i);
      Slot slot = ask.slots().getFirst();
      People people = People.at(ask, slot, OPTIONS.seed(), 1, 1);
      Offer offer =
          truth
              .offers(slot, WORLD.traffic().candidates(slot.opportunity()), nobody, never)
              .getFirst();
      boolean isClick = people.clicks(offer);
      clicks += isClick ? 1 : 0;
      orders += isClick && people.orders(offer) ? 1 : 0;
      expectedClicks += offer.click();
      clickVariance += offer.click() * (1 - offer.click());
      expectedOrders += offer.clickAndConversion();
    }
    assertEquals(expectedClicks, clicks, 4 * Math.sqrt(clickVariance));
    assertEquals(expectedOrders, orders, 4 * Math.sqrt(expectedOrders));
  }
}
