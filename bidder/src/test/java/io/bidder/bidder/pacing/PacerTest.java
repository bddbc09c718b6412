package io.bidder.bidder.pacing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days of a campaign in minutes, against a market in which more money buys more. */
class PacerTest {
  private static final double BUDGET_MICROS = 100_000_000;
  private static final double IMPRESSION_MICROS = 2_000;

  private final Random random = new Random(17);
  private double dearness = 1;
  private double elasticity = 2;
  private Pacer pacer = new Pacer(0.5);

  /** A day, of which the campaign could spend three times its budget at full bids. */
  private final class Day {
    private final int minutes;
    private final IntToDoubleFunction supply;
    private final IntToDoubleFunction forecast;
    private double budgetMicros = BUDGET_MICROS;
    double spentMicros;
    double least = 1;
    double most;
    int minute;

    Day(int minutes, IntToDoubleFunction supply, IntToDoubleFunction forecast) {
      this.minutes = minutes;
      this.supply = supply;
      this.forecast = forecast;
    }

    Day until(int end) {
      for (; minute < end; minute++) {
        double here = supply.applyAsDouble(minute);
        double aim =
            3
                * BUDGET_MICROS
                * here
                / sum(0, supply)
                * dearness
                * pacer.passShare()
                * Math.pow(pacer.multiplier(), elasticity);
        double impressions = poisson(aim / IMPRESSION_MICROS);
        double spent = Math.min(budgetMicros - spentMicros, impressions * IMPRESSION_MICROS);
        spentMicros += spent;
        pacer.turn(
            new Turn(
                spent,
                impressions,
                here,
                forecast.applyAsDouble(minute),
                budgetMicros,
                budgetMicros - spentMicros,
                sum(minute + 1, forecast),
                sum(0, forecast)));
        least = Math.min(least, pacer.multiplier());
        most = Math.max(most, pacer.multiplier());
      }
      return this;
    }

    private double sum(int from, IntToDoubleFunction of) {
      double sum = 0;
      for (int at = from; at < minutes; at++) {
        sum += of.applyAsDouble(at);
      }
      return sum;
    }

    Day whole() {
      return until(minutes);
    }

    double share() {
      return spentMicros / budgetMicros;
    }
  }

  private double poisson(double mean) {
    return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
  }

  private static double wave(int minute) {
    return 1000 * (1 + 0.6 * Math.cos(2 * Math.PI * (minute / 1440.0 + 0.5)));
  }

  private Day day() {
    return new Day(1440, PacerTest::wave, PacerTest::wave);
  }

  @ParameterizedTest
  @CsvSource({"1380, 0.7", "1440, 1", "1440, 1.5", "1440, 2", "1500, 3"})
  void pacerShouldSpendABudgetInADayWhateverItsLengthAndMarket(int minutes, double elasticity) {
    this.elasticity = elasticity;
    for (int i = 0; i < 3; i++) {
      Day day = new Day(minutes, PacerTest::wave, PacerTest::wave).whole();
      assertTrue(day.share() > 0.99, i + ": " + day.share());
    }
  }

  @Test
  void pacerShouldKeepToOneMultiplierWhereADayIsAsForecast() {
    day().whole();

    Day second = day().until(1380);

    assertEquals(Math.sqrt(1 / 3.0), second.least, 0.08);
    assertEquals(Math.sqrt(1 / 3.0), second.most, 0.08);
  }

  @Test
  void pacerShouldNotBurstAfterTwoHoursWithoutSupply() {
    day().whole();
    Day day =
        new Day(1440, minute -> minute >= 600 && minute < 720 ? 0 : wave(minute), PacerTest::wave);
    day.until(600);
    double before = pacer.multiplier();
    day.until(720);
    assertEquals(before, pacer.multiplier());

    day.until(730);

    assertTrue(pacer.multiplier() < 1.25 * before, before + " to " + pacer.multiplier());
    assertTrue(day.whole().share() > 0.99, "" + day.share());
  }

  @Test
  void pacerShouldHoldBackWhenSupplyDoubles() {
    day().whole();
    Day day =
        new Day(1440, minute -> minute >= 600 ? 2 * wave(minute) : wave(minute), PacerTest::wave);

    double atOnce = day.until(1200).share();

    // Nobody told it of the afternoon, so that it takes each hour's doubling for that hour's.
    assertTrue(atOnce < 0.97, "" + atOnce);
    assertTrue(day.whole().share() > 0.99, "" + day.share());
  }

  @Test
  void pacerShouldSpendABudgetThatIsRaisedInTheAfternoonInWhatIsLeftOfTheDay() {
    day().whole();
    Day day = day().until(900);
    double before = pacer.multiplier();
    day.budgetMicros = 1.3 * BUDGET_MICROS;

    day.until(920);

    assertTrue(pacer.multiplier() > 1.1 * before, before + " to " + pacer.multiplier());
    assertTrue(day.whole().share() > 0.98, "" + day.share());
  }

  @Test
  void pacerShouldPassRequestsByWhereEvenTheLeastBidsAreTooMany() {
    dearness = 50_000;

    // Nobody can know that on the first day.
    day().whole();

    Day day = day().until(720);

    assertTrue(pacer.passShare() < 0.5, "" + pacer.passShare());
    assertTrue(pacer.passShare() > 0);
    assertEquals(0.02, pacer.multiplier(), 1e-9);
    assertTrue(day.whole().share() > 0.99, "" + day.share());
  }

  @Test
  void pacerShouldBidInFullWhereABudgetCannotBeSpent() {
    dearness = 0.1;

    day().whole();

    assertEquals(1, pacer.multiplier());
    assertEquals(1, pacer.passShare());
  }
}
