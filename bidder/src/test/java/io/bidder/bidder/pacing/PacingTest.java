package io.bidder.bidder.pacing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.PacingMode;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Days of one campaign, which bids through {@link Pacing#pace} and is told of by {@link Supply}.
 */
class PacingTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final long BUDGET_MICROS = 1_000_000_000;
  private static final long VALUE_CPM_MICROS = 2_000_000;
  private static final double OPPORTUNITIES_A_DAY = 3_000_000;
  private static final LocalDate MONDAY = LocalDate.of(2026, 3, 23);

  private final Random random = new Random(5);
  private Supply supply = new Supply();
  private Pacing pacing = new Pacing(supply, this::log);
  private PacingMode mode = PacingMode.TRAFFIC;
  private final double[] spentByHour = new double[25];

  private void log(Happening.Control control) {
    supply.on(new Event(BidId.NONE, 0, 0, control), 0);
  }

  /**
   * Has a day go by. The campaign wins by the square root of what it bids, and pays what it bids:
   * spend grows with the multiplier's power of 1.5, to three times the budget at most.
   *
   * @return what was spent
   */
  private double day(LocalDate day, int... hoursWithoutSupply) {
    long from = day.atStartOfDay(BERLIN).toInstant().toEpochMilli();
    long until = day.plusDays(1).atStartOfDay(BERLIN).toInstant().toEpochMilli();
    double spent = 0;
    for (long now = from; now < until; now += Pacing.TURN_MILLIS) {
      int hour = (int) ((now - from) / Supply.HOUR_MILLIS);
      double wave = 1 + 0.6 * Math.sin(2 * Math.PI * hour / 24.0);
      boolean dry = IntStream.of(hoursWithoutSupply).anyMatch(dryHour -> dryHour == hour);
      int come =
          dry ? 0 : (int) (OPPORTUNITIES_A_DAY / 17_280 * wave * (0.7 + 0.6 * random.nextDouble()));
      pacing.turn(
          now,
          1,
          List.of(new Paced("a", mode, List.of(0), from, until, BUDGET_MICROS, (long) spent)));
      for (int i = 0; i < come; i++) {
        double bid = pacing.pace(0, VALUE_CPM_MICROS);
        double share = Math.sqrt(bid / VALUE_CPM_MICROS) / 2;
        if (random.nextDouble() < share && spent + bid / 1000 <= BUDGET_MICROS) {
          spent += bid / 1000;
          spentByHour[hour] += bid / 1000;
        }
      }
    }
    return spent;
  }

  @Test
  void trafficShouldSpendABudgetByOneMultiplierOnceItKnowsADay() {
    day(MONDAY);
    double first = pacing.multiplier(0);

    double spent = day(MONDAY.plusDays(1));

    assertTrue(spent > 0.99 * BUDGET_MICROS, "" + spent);
    // 1.5 = 3 / 2 opportunities bring, at full bids, three times the budget.
    assertEquals(Math.pow(1 / 3.0, 1 / 1.5), first, 0.15);
    assertTrue(spentByHour[6] > 2 * spentByHour[18], "it spends where supply is");
  }

  @Test
  void evenShouldSpendAsMuchInEachHour() {
    mode = PacingMode.EVEN;
    day(MONDAY);
    Arrays.fill(spentByHour, 0);

    double spent = day(MONDAY.plusDays(1));

    assertTrue(spent > 0.98 * BUDGET_MICROS, "" + spent);
    for (int hour = 1; hour < 23; hour++) {
      assertEquals(BUDGET_MICROS / 24.0, spentByHour[hour], 0.25 * BUDGET_MICROS / 24, "" + hour);
    }
  }

  @Test
  void asapShouldBidInFull() {
    mode = PacingMode.ASAP;

    day(MONDAY);

    assertEquals(1, pacing.multiplier(0));
  }

  @Test
  void budgetsShouldLastOnDaysOf23And25Hours() {
    LocalDate spring = LocalDate.of(2026, 3, 29);
    LocalDate autumn = LocalDate.of(2026, 10, 25);
    day(spring.minusDays(1));
    assertTrue(day(spring) > 0.985 * BUDGET_MICROS);
    day(autumn.minusDays(1));
    assertTrue(day(autumn) > 0.985 * BUDGET_MICROS);
  }

  @Test
  void twoHoursWithoutSupplyShouldCostNoBudget() {
    day(MONDAY);

    assertTrue(day(MONDAY.plusDays(1), 10, 11) > 0.985 * BUDGET_MICROS);
  }

  @Test
  void aRestartShouldGoOnWithTheMultiplierAndForecastOfTheLog() throws IOException {
    day(MONDAY);
    double before = pacing.multiplier(0);
    ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
    supply.writeTo(new DataOutputStream(snapshot));
    supply = new Supply();
    supply.readFrom(new DataInputStream(new ByteArrayInputStream(snapshot.toByteArray())));
    pacing = new Pacing(supply, this::log);

    long from = MONDAY.plusDays(1).atStartOfDay(BERLIN).toInstant().toEpochMilli();
    pacing.turn(
        from,
        1,
        List.of(
            new Paced(
                "a", mode, List.of(0), from, from + 24 * Supply.HOUR_MILLIS, BUDGET_MICROS, 0)));

    assertEquals(before, pacing.multiplier(0), 0.15, "as it was at the last full hour");
    assertTrue(
        supply.between(from, from + 12 * Supply.HOUR_MILLIS)
            > 2 * supply.between(from + 12 * Supply.HOUR_MILLIS, from + 24 * Supply.HOUR_MILLIS));
  }

  @Test
  void campaignOfAGroupShouldBidByTheLesserOfBothMultipliers() {
    Supply known = new Supply();
    known.on(new Event(BidId.NONE, 0, 0, Supply.of("own", 0.8)), 0);
    known.on(new Event(BidId.NONE, 0, 0, Supply.of("group", 0.3)), 0);
    Pacing both = new Pacing(known, _ -> {});

    both.turn(
        1,
        3,
        List.of(
            new Paced("own", PacingMode.EVEN, List.of(1), 0, 100, 100, 0),
            new Paced("group", PacingMode.TRAFFIC, List.of(0, 1), 0, 100, 100, 0)));

    assertEquals(300, both.pace(0, 1_000));
    assertEquals(300, both.pace(1, 1_000));
    assertEquals(1_000, both.pace(2, 1_000));
    assertEquals(1_000, both.pace(3, 1_000), "of a catalogue that is newer");
  }

  @Test
  void supplyShouldPassOverEventsThatItDoesNotKnow() {
    supply.on(
        new Event(BidId.NONE, 0, 0, new Happening.Control("supply", "noon", "1", "pacing")), 0);
    supply.on(new Event(BidId.NONE, 0, 0, new Happening.Control("pace", "a", "-1", "pacing")), 0);

    assertEquals(0.5, supply.multiplier("a", 0.5));
    assertEquals(24, supply.between(0, 24 * Supply.HOUR_MILLIS));
  }
}
