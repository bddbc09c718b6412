package io.bidder.market.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.market.world.Creative;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Requests are of each kind as often as the market says. */
class AsksTest {
  private static final int AUCTIONS = 40_000;
  private static final World WORLD = World.of(World.DEFAULT_SEED);
  private static final Asks ASKS = new Asks(WORLD, Markets.options(5, AUCTIONS, 0.5));
  private static final List<Ask> ALL = LongStream.range(0, AUCTIONS).mapToObj(ASKS::at).toList();
  private static final List<Slot> SLOTS =
      ALL.stream().flatMap(ask -> ask.slots().stream()).toList();

  private static <T> void assertShare(double expected, List<T> all, Predicate<T> kind) {
    long count = all.stream().filter(kind).count();
    double deviation = Math.sqrt(all.size() * expected * (1 - expected));
    assertEquals(0, (count - all.size() * expected) / deviation, 4);
  }

  @Test
  void requestsShouldBeOfEachKindAsOftenAsSaid() {
    assertShare(0.3, ALL, ask -> ask.consent() != Ask.Consent.NOT_NEEDED);
    assertShare(
        0.2,
        ALL.stream().filter(ask -> ask.consent() != Ask.Consent.NOT_NEEDED).toList(),
        ask -> ask.consent() == Ask.Consent.REFUSED);
    assertShare(0.2, ALL, Ask::zipped);
    assertShare(0.05, ALL, ask -> !ask.blocked().isEmpty());
    assertShare(0.08, ALL, ask -> ask.slots().size() == 2);
    assertShare(0.04, SLOTS, slot -> !slot.deal().isEmpty());
    assertShare(
        0.3,
        SLOTS.stream().filter(slot -> slot.opportunity().fitsNative()).toList(),
        slot -> slot.media() == Media.NATIVE);
    for (Ask ask : ALL) {
      assertEquals(ask.slots().getFirst().opportunity().isApp(), ask.isApp());
    }
    for (Slot slot : SLOTS) {
      assertEquals(slot.opportunity().isVideo(), slot.media() == Media.VIDEO);
      assertTrue(slot.opportunity().fitsNative() || slot.media() != Media.NATIVE);
    }
  }

  @Test
  void sitesShouldSellTheirOwnWay() {
    Map<Integer, Boolean> sites = new HashMap<>();
    Map<Integer, Double> floors = new HashMap<>();
    for (Slot slot : SLOTS) {
      int site = slot.opportunity().site().index();
      Boolean before = sites.put(site, slot.firstPrice());
      assertTrue(before == null || before == slot.firstPrice());
      if (slot.deal().isEmpty()) {
        Double floor = floors.put(site, slot.floorCpm());
        assertTrue(floor == null || floor == slot.floorCpm());
      } else {
        assertTrue(slot.floorCpm() > 2.5);
      }
    }
    assertShare(0.5, List.copyOf(sites.values()), isFirst -> isFirst);
    double[] sorted = floors.values().stream().mapToDouble(each -> each).sorted().toArray();
    assertEquals(0.45, sorted[sorted.length / 2], 0.15);
    for (double share : new double[] {0, 1}) {
      Asks asks = new Asks(WORLD, Markets.options(5, AUCTIONS, share));
      for (long i = 0; i < 1_000; i++) {
        assertEquals(share == 1, asks.at(i).slots().getFirst().firstPrice());
      }
    }
  }

  @Test
  void requestsShouldComeInTheHoursInWhichPeopleAreAwake() {
    double[] expected = new double[24];
    for (int i = 0; i < AUCTIONS; i++) {
      expected[hour(MarketClock.at((i + 0.5) / AUCTIONS, 1))]++;
    }
    double[] actual = new double[24];
    long before = MarketClock.START_MILLIS;
    for (Ask ask : ALL) {
      assertTrue(ask.timeMillis() >= before);
      before = ask.timeMillis();
      actual[hour(before)]++;
    }
    assertTrue(before < MarketClock.START_MILLIS + MarketClock.DAY_MILLIS);
    for (int hour = 0; hour < 24; hour++) {
      assertEquals(expected[hour], actual[hour], 2);
    }
    // American nights, as people there are asleep.
    assertTrue(actual[2] > 3 * actual[9]);
    long awake = ALL.stream().filter(ask -> localHour(ask) >= 18 && localHour(ask) < 22).count();
    long asleep = ALL.stream().filter(ask -> localHour(ask) >= 1 && localHour(ask) < 5).count();
    assertTrue(awake > 5 * asleep, awake + " in the evening, " + asleep + " at night");
  }

  private static int hour(long timeMillis) {
    return (int) ((timeMillis - MarketClock.START_MILLIS) / MarketClock.HOUR_MILLIS);
  }

  private static int localHour(Ask ask) {
    return ask.slots().getFirst().opportunity().localHour();
  }

  @Test
  void requestShouldBeTheSameForItsSeedAndNumberOnly() {
    Asks same = new Asks(WORLD, Markets.options(5, AUCTIONS, 0.5));
    Asks other = new Asks(WORLD, Markets.options(6, AUCTIONS, 0.5));
    for (int i = 999; i >= 0; i--) {
      assertEquals(ALL.get(i), same.at(i));
      assertNotEquals(ALL.get(i), other.at(i));
    }
  }

  @Test
  void adsOfABlockedCategoryShouldNotBeEligible() {
    int blocked = 0;
    for (Ask ask : ALL) {
      for (Slot slot : ask.slots()) {
        List<Creative> fitting = WORLD.traffic().candidates(slot.opportunity());
        List<Creative> eligible = ASKS.eligible(ask, slot);
        for (Creative each : fitting) {
          boolean isBlocked = ask.blocked().contains(each.campaign().advertiserCategory());
          assertEquals(!isBlocked, eligible.contains(each));
          blocked += isBlocked ? 1 : 0;
        }
      }
    }
    assertTrue(blocked > 0);
  }
}
