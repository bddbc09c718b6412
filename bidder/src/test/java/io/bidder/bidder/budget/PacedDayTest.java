package io.bidder.bidder.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.CatalogueSlots;
import io.bidder.bidder.campaign.PacingMode;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.BudgetConfig;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.pacing.Earnings;
import io.bidder.bidder.pacing.Supply;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Days of a campaign that is paced by its budgets, from catalogue to bills, in turns of a minute.
 * At full bids it could spend three times its daily budget.
 */
class PacedDayTest {
  private static final CurrencyRates RATES = CurrencyRates.usdOnly();
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Advertiser SHOP = Campaigns.advertiser("Europe/Berlin");
  private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);
  private static final long MINUTE = 60_000;
  private static final int HOURS = 24;
  private static final long CPM_MICROS = 2_000_000;
  private static final double DAILY = 40;
  private static final int OPPORTUNITIES_AN_HOUR = 10_000;
  private static final double WON_IN_FULL = 0.25;

  private final Random random = new Random(3);
  private final CatalogueSlots slots = new CatalogueSlots();
  private final Spend spend = new Spend();
  private final Supply supply = new Supply();
  private final double[] spentByHour = new double[HOURS + 1];
  private long now = MONDAY.atStartOfDay(BERLIN).toInstant().toEpochMilli();
  private long bids;
  private final Budgets budgets =
      new Budgets(
          new BudgetConfig(Duration.ofMinutes(1), 100_000, ServerConfig.defaults().budget().bank()),
          spend,
          new Pauses(),
          supply,
          new Earnings(),
          RATES,
          () -> Instant.ofEpochMilli(now),
          control -> supply.on(new Event(BidId.NONE, now, now, control), 0),
          () -> true,
          () -> {});

  private void use(double total, double daily, @Nullable Instant end) {
    Campaign plain = Campaigns.of("c", SHOP, null, Campaigns.daily(daily));
    Campaign paced =
        new Campaign(
            plain.id(),
            plain.advertiser(),
            null,
            null,
            end,
            plain.economics(),
            new Budget(micros(total), micros(daily), PacingMode.TRAFFIC, 0),
            plain.targeting(),
            plain.deals(),
            plain.openAuction(),
            plain.attributes(),
            plain.creatives());
    budgets.use(new CampaignIndex(new Catalogue(List.of(paced)), slots));
  }

  private static long micros(double units) {
    return units == Double.MAX_VALUE ? Long.MAX_VALUE : Math.round(1e6 * units);
  }

  private static Instant at(LocalDate day, int hour) {
    return day.atTime(hour, 0).atZone(BERLIN).toInstant();
  }

  /** Has time go by, in which a bid wins the more often the more it is, and pays what it is. */
  private void until(Instant end, IntToDoubleFunction supplyOfHour) {
    int slot = slots.campaign("c");
    while (now < end.toEpochMilli()) {
      budgets.look();
      budgets.pace();
      int hour = Instant.ofEpochMilli(now).atZone(BERLIN).getHour();
      int come =
          (int)
              (supplyOfHour.applyAsDouble(hour) * OPPORTUNITIES_AN_HOUR / 60 + random.nextDouble());
      for (int i = 0; i < come; i++) {
        long bid = budgets.pacing().pace(slot, CPM_MICROS);
        if (bid > 0 && budgets.claim(slot, bid, RATES.usd())) {
          BidId id = new BidId(1, ++bids);
          budgets.made(slot, id.high(), id.low(), now);
          boolean won = random.nextDouble() < WON_IN_FULL * bid / CPM_MICROS;
          Happening happening =
              won
                  ? new Happening.Billed(SpendTest.subject("c", bid, "USD"), bid, 0, now)
                  : new Happening.Loss(SpendTest.subject("c", bid, "USD"), 102, 0);
          spend.on(new Event(id, now, now, happening), 0);
          spentByHour[hour] += won ? bid / 1e9 : 0;
        }
      }
      now += MINUTE;
    }
  }

  private static double flat(int hour) {
    return 1;
  }

  private static double wave(int hour) {
    return 1 + 0.6 * Math.sin(2 * Math.PI * hour / HOURS);
  }

  /** A day from which the next one's forecast and multiplier come. */
  private void learnADay(IntToDoubleFunction supplyOfHour) {
    until(at(MONDAY.plusDays(1), 0), supplyOfHour);
    Arrays.fill(spentByHour, 0);
  }

  private double spent() {
    return Arrays.stream(spentByHour).sum();
  }

  @Test
  void dailyBudgetShouldLastUntilNoonWhenTheFlightEndsThen() {
    use(Double.MAX_VALUE, DAILY, null);
    learnADay(PacedDayTest::flat);
    Instant noon = at(MONDAY.plusDays(1), 12);
    use(Double.MAX_VALUE, DAILY, noon);

    until(noon, PacedDayTest::flat);

    assertEquals(DAILY, spent(), 0.015 * DAILY);
    for (int hour = 2; hour < 12; hour++) {
      assertEquals(DAILY / 12, spentByHour[hour], 0.3 * DAILY / 12, "hour " + hour);
    }
  }

  @Test
  void totalShouldBeSpreadByTheHoursThatAreLeftWhenTheFlightEndsAtNoon() {
    Instant noon = at(MONDAY.plusDays(1), 12);
    use(1.5 * DAILY, 1.5 * DAILY, noon);

    until(at(MONDAY.plusDays(1), 0), PacedDayTest::flat);
    assertEquals(DAILY, spent(), 0.05 * DAILY);
    until(noon, PacedDayTest::flat);

    assertEquals(1.5 * DAILY, spent(), 0.015 * 1.5 * DAILY);
  }

  @Test
  void budgetThatIsRaisedAtThreeShouldBeSpentInWhatIsLeftOfTheDayWithoutABurst() {
    use(Double.MAX_VALUE, DAILY, null);
    learnADay(PacedDayTest::flat);
    until(at(MONDAY.plusDays(1), 15), PacedDayTest::flat);
    use(Double.MAX_VALUE, 1.4 * DAILY, null);

    until(at(MONDAY.plusDays(2), 0), PacedDayTest::flat);

    assertEquals(1.4 * DAILY, spent(), 0.015 * 1.4 * DAILY);
    // For each of nine hours: what was left of the budget before, and what came to it.
    double right = (DAILY * 9 / 24 + 0.4 * DAILY) / 9;
    for (int hour = 15; hour < 23; hour++) {
      assertTrue(spentByHour[hour] < 1.3 * right, "hour " + hour + ": " + spentByHour[hour]);
    }
  }

  @Test
  void whatTwoHoursWithoutSupplyLeaveShouldBeSpreadOverTheRestOfTheDay() {
    use(Double.MAX_VALUE, DAILY, null);
    learnADay(PacedDayTest::wave);

    until(at(MONDAY.plusDays(2), 0), hour -> hour == 10 || hour == 11 ? 0 : wave(hour));

    assertEquals(DAILY, spent(), 0.015 * DAILY);
    double before = spentByHour[9] / wave(9);
    for (int hour = 12; hour < 23; hour++) {
      double now = spentByHour[hour] / wave(hour);
      assertTrue(now < 1.5 * before, "hour " + hour + ": " + now + ", before " + before);
    }
  }

  @Test
  void budgetShouldLastForTheDayWhenSupplyDoublesAtTen() {
    use(Double.MAX_VALUE, DAILY, null);
    learnADay(PacedDayTest::flat);

    until(at(MONDAY.plusDays(2), 0), hour -> hour < 10 ? 1 : 2);

    assertEquals(DAILY, spent(), 0.015 * DAILY);
    assertTrue(spentByHour[22] > 0.3 * DAILY / HOURS, "the last hours have their part");
    assertTrue(spentByHour[10] < 2.2 * DAILY / HOURS, "and the first twofold one has no more");
  }
}
