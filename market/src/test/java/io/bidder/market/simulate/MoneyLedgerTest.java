package io.bidder.market.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.PacingMode;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.market.exchange.Bill;
import io.bidder.market.exchange.Drift;
import io.bidder.market.exchange.MarketOptions;
import io.bidder.market.simulate.MoneyLedger.CapResult;
import io.bidder.market.simulate.MoneyLedger.Day;
import io.bidder.market.simulate.MoneyPlan.Budget;
import io.bidder.market.world.Campaign;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.World;
import io.bidder.market.world.WorldCatalogue;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoneyLedgerTest {
  private static final World WORLD = World.of(World.DEFAULT_SEED);
  private static final long HOUR = MarketClock.HOUR_MILLIS;
  private static final long END = MarketClock.START_MILLIS + 2 * MarketClock.DAY_MILLIS;
  private static final MoneyPlan PLAN = new MoneyPlan(WORLD, options(), 0.1, 100, false);
  private static final long LONG_AGO_NS = System.nanoTime() - TimeUnit.MINUTES.toNanos(1);

  private final MoneyLedger ledger = new MoneyLedger(PLAN);

  private static MarketOptions options() {
    return new MarketOptions(
        3,
        40_000,
        20_000,
        false,
        0.5,
        0.3,
        600,
        2,
        10_000,
        MarketOptions.NoticeFaults.NONE,
        Drift.NONE);
  }

  private static Campaign campaign(int number) {
    return WORLD.campaigns().get(number - 1);
  }

  private void bill(int campaign, int user, long afterMillis, long micros) {
    bill(campaign, user, afterMillis, micros, true, LONG_AGO_NS);
  }

  private void bill(
      int campaign, int user, long afterMillis, long micros, boolean hasId, long askedNs) {
    ledger.add(
        new Bill(
            campaign(campaign),
            user,
            hasId,
            MarketClock.START_MILLIS + afterMillis,
            1_000 * micros,
            askedNs,
            CompletableFuture.completedFuture(null)));
  }

  private List<Day> days(int campaign) {
    return ledger.days(PLAN.budget(campaign(campaign)), END);
  }

  private CapResult cap(int campaign, String cap) {
    return ledger.caps().stream()
        .filter(each -> each.campaign().equals("c" + campaign) && each.cap().equals(cap))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void catalogueShouldHaveThePlansBudgetsAndCapsWhenABidderReadsIt(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("campaigns.yaml");
    try (Writer writer = Files.newBufferedWriter(file)) {
      WorldCatalogue.write(WORLD, PLAN, writer);
    }

    for (var read : CatalogueReader.read(file).campaigns()) {
      Campaign campaign = campaign(Integer.parseInt(read.id().substring(1)));
      Budget planned = PLAN.budget(campaign);
      var group = read.group();
      var budget = group == null ? read.budget() : group.budget();
      assertEquals(
          planned.micros(), planned.isTotal() ? budget.totalMicros() : budget.dailyMicros());
      assertEquals(PacingMode.valueOf(planned.mode().name()), budget.pacing());
      assertEquals(planned.zone().getRules(), read.advertiser().timeZone().getRules());
      assertEquals(planned.flightEnd(), read.end());
      assertEquals(PLAN.caps(campaign).size(), read.caps().size());
      assertEquals(
          group != null, List.of("c1", "c9").contains(read.id()), "cars share an advertiser");
    }
  }

  @Test
  void dayShouldTellWhatIsBilledAboveItsBudgetAndWhatIsLeftOfIt() {
    long budget = PLAN.budget(campaign(2)).micros();
    bill(2, 1, HOUR, budget);
    bill(2, 2, 23 * HOUR, budget / 100);
    bill(2, 3, 25 * HOUR, budget / 2);

    List<Day> days = days(2);

    assertEquals(List.of("2026-01-05", "2026-01-06"), days.stream().map(Day::name).toList());
    assertEquals(1, days.getFirst().overspendPercent(), 0.01);
    assertEquals(0, days.getFirst().strandedMicros());
    assertEquals(0, days.getLast().overspendMicros());
    assertEquals(50, days.getLast().strandedPercent(), 0.01);
  }

  @Test
  void daysShouldBeThoseOfTheAdvertisersZone() {
    long budget = PLAN.budget(campaign(12)).micros();
    // Midnight in New York is at five.
    bill(12, 1, 5 * HOUR - 1, budget);
    bill(12, 1, 5 * HOUR, budget / 2);

    List<Day> days = days(12);

    assertEquals(
        List.of("2026-01-04", "2026-01-05", "2026-01-06"), days.stream().map(Day::name).toList());
    assertEquals(budget, days.getFirst().billedMicros());
    assertFalse(days.getFirst().isWhole());
    assertTrue(days.get(1).isWhole());
    assertEquals(50, days.get(1).strandedPercent(), 0.01);
    assertEquals(0, days.getLast().strandedMicros(), "it is not over");
  }

  @Test
  void groupAndTotalShouldBeOfAllTheirBills() {
    Budget cars = PLAN.budget(campaign(1));
    assertEquals(cars, PLAN.budget(campaign(9)));
    bill(1, 1, HOUR, 30);
    bill(9, 2, HOUR, 12);
    bill(10, 1, HOUR, 5);
    bill(10, 1, 30 * HOUR, 6);

    assertEquals(42, days(1).getFirst().billedMicros());
    assertEquals(List.of(11L), days(10).stream().map(Day::billedMicros).toList());
    assertTrue(days(10).getFirst().isWhole());
  }

  @Test
  void capShouldCountWhatAPersonIsShownAboveItInItsWindow() {
    // One an hour.
    bill(1, 7, 0, 1);
    bill(1, 7, HOUR, 1);
    bill(1, 7, 2 * HOUR - 1, 1);
    bill(1, 8, HOUR, 1);
    bill(1, 9, HOUR, 1, false, LONG_AGO_NS);
    bill(1, 9, HOUR, 1, false, LONG_AGO_NS);
    // Two a calendar day.
    for (long hour : new long[] {21, 22, 25, 26, 27}) {
      bill(2, 7, hour * HOUR, 1);
    }

    CapResult perHour = cap(1, "1 per hour");
    CapResult perDay = cap(2, "2 per day of the calendar");

    assertEquals(
        List.of(4L, 1L, 1L),
        List.of(perHour.impressions(), perHour.personsAbove(), perHour.above()));
    assertEquals(
        List.of(5L, 1L, 1L), List.of(perDay.impressions(), perDay.personsAbove(), perDay.above()));
    assertEquals(0, perHour.aboveCounted(), "it was bid for before the other was told");
  }

  @Test
  void capShouldTellWhatWasBidForAlthoughItWasCounted() {
    long later = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    bill(1, 7, 0, 1);
    bill(1, 7, HOUR / 2, 1, true, later);

    assertEquals(1, cap(1, "1 per hour").aboveCounted());
  }
}
