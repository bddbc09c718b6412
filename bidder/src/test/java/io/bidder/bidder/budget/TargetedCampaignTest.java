package io.bidder.bidder.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.CatalogueSlots;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.PacingMode;
import io.bidder.bidder.campaign.Target;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.BudgetConfig;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.pacing.Earnings;
import io.bidder.bidder.pacing.Supply;
import io.bidder.bidder.pacing.TargetState;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Weeks of a campaign with a target, in a market of log-normal prices: some hundred orders a day,
 * of 50 USD each, of which all may be bid.
 */
class TargetedCampaignTest {
  private static final CurrencyRates RATES = CurrencyRates.usdOnly();
  private static final long STEP = 15 * 60_000L;
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final double ORDER = 50;
  private static final double RATE = 0.02;
  private static final Target FOURFOLD = new Target(4, 0);

  private final Random random = new Random(7);
  private final CatalogueSlots slots = new CatalogueSlots();
  private final Spend spend = new Spend();
  private final Earnings earnings = new Earnings();
  private final PriorityQueue<Event> outstanding =
      new PriorityQueue<>((a, b) -> Long.compare(a.ingestEpochMillis(), b.ingestEpochMillis()));
  private long now = 20_000 * DAY;
  private long bids;
  private final Budgets budgets =
      new Budgets(
          new BudgetConfig(Duration.ofMinutes(1), 100_000, ServerConfig.defaults().budget().bank()),
          spend,
          new Pauses(),
          new Supply(),
          earnings,
          RATES,
          () -> Instant.ofEpochMilli(now),
          _ -> {},
          () -> true,
          () -> {});

  private Campaign campaign = campaign(FOURFOLD, Budget.NONE);

  /** What the model says of an order that is as likely as this. */
  private DoubleUnaryOperator predicted = p -> p;

  /** From a bid to its order. */
  private double meanDelayMillis = 10 * 60_000;

  private double opportunitiesADay = 20_000;
  private double price = 0.2;
  private double leastPrice;
  private boolean firstPrice = true;
  private boolean ordersAreTold = true;

  private static Campaign campaign(Target target, Budget budget) {
    Campaign plain = Campaigns.of("c", Campaigns.advertiser("UTC"), null, budget);
    return new Campaign(
        plain.id(),
        plain.advertiser(),
        null,
        null,
        null,
        new Economics("USD", Math.round(1e6 * ORDER), 1, 0, Long.MAX_VALUE),
        budget,
        target,
        plain.targeting(),
        plain.deals(),
        plain.openAuction(),
        List.of(),
        Map.of(),
        plain.creatives());
  }

  /** What came of some days: spend in USD, and orders, whenever they come. */
  private record Came(double spent, int orders, double leastMultiplier) {
    double roas() {
      return ORDER * orders / spent;
    }
  }

  private Came days(double count) {
    budgets.use(new CampaignIndex(new Catalogue(List.of(campaign)), slots));
    int slot = slots.campaign("c");
    double spent = 0;
    int orders = 0;
    double leastMultiplier = 1;
    for (long end = now + Math.round(count * DAY); now < end; now += STEP) {
      while (!outstanding.isEmpty() && outstanding.peek().ingestEpochMillis() <= now) {
        earnings.on(outstanding.poll(), 0);
      }
      budgets.look();
      budgets.pace();
      leastMultiplier = Math.min(leastMultiplier, multiplier());
      for (int i = (int) (opportunitiesADay * STEP / DAY); i > 0; i--) {
        double p = RATE * Math.exp(0.5 * random.nextGaussian());
        double pSaid = Math.min(1, predicted.applyAsDouble(p));
        long value = Math.round(pSaid * ORDER * 1e9);
        long bid = budgets.pacing().pace(slot, value);
        assertTrue(bid <= value, "never above its value");
        long rival =
            Math.round(1e9 * Math.max(leastPrice, price * Math.exp(random.nextGaussian())));
        if (bid > rival && budgets.claim(slot, bid, RATES.usd())) {
          long price = firstPrice ? bid : rival;
          spent += price / 1e9;
          BidId id = new BidId(1, ++bids);
          Subject subject =
              new Subject("default", "shop", "c", "c-1", bid, "USD", "v", "", 0.5f, (float) pSaid);
          Event billed = new Event(id, now, now, new Happening.Billed(subject, price, 0, now));
          spend.on(billed, 0);
          earnings.on(billed, 0);
          if (random.nextDouble() < p) {
            orders++;
            order(id, subject);
          }
        }
      }
    }
    return new Came(spent, orders, leastMultiplier);
  }

  private void order(BidId id, Subject subject) {
    if (ordersAreTold) {
      long at = now + (long) (-meanDelayMillis * Math.log(1 - random.nextDouble()));
      outstanding.add(
          new Event(
              id,
              at,
              at,
              new Happening.Conversion(
                  subject, "o" + bids, Math.round(1e6 * ORDER), "USD", true, now)));
    }
  }

  private TargetState state() {
    return Objects.requireNonNull(earnings.state(campaign, RATES, now));
  }

  private double multiplier() {
    return budgets.pacing().pace(slots.campaign("c"), 1_000_000) / 1e6;
  }

  @Test
  void targetShouldBeKeptToWhenTheModelIsRight() {
    Came came = days(28);

    assertEquals(4, came.roas(), 0.05 * 4);
  }

  @Test
  void targetShouldBeKeptToWhenTheModelPredictsAThirdTooMuch() {
    predicted = p -> 1.3 * p;

    Came came = days(28);

    assertEquals(4, came.roas(), 0.05 * 4);
    assertFalse(state().isMissed());
  }

  @Test
  void bidsShouldBeHigherThanTheTargetWhereAuctionsCostLessThanBids() {
    firstPrice = false;
    price = 0.4;

    Came came = days(28);

    assertEquals(4, came.roas(), 0.05 * 4);
    assertTrue(multiplier() > 0.3, "" + multiplier());
  }

  @Test
  void targetShouldBeKeptToWhenOrdersComeDaysLater() {
    predicted = p -> 1.3 * p;
    meanDelayMillis = 36 * HOUR;

    Came early = days(3);
    Came late = days(25);

    assertEquals(4, late.roas(), 0.05 * 4);
    assertTrue(early.leastMultiplier > 0.5 / 1.3 / 4, "what is to come is not missed");
  }

  @Test
  void targetShouldBeKeptToWhenSupplyDoubles() {
    Came before = days(14);
    opportunitiesADay *= 2;

    Came after = days(14);

    assertEquals(4, after.roas(), 0.05 * 4);
    assertEquals(2 * before.spent, after.spent, 0.1 * after.spent);
  }

  @Test
  void ordersShouldCostWhatTheyMayWhereThatIsTheTarget() {
    campaign = campaign(new Target(0, 12_500_000), Budget.NONE);
    predicted = p -> 1.3 * p;

    Came came = days(28);

    assertEquals(12.5, came.spent / came.orders, 0.05 * 12.5);
  }

  @Test
  void bidsShouldBeInFullWhereTheTargetAllowsMore() {
    campaign = campaign(new Target(0.5, 0), Budget.NONE);

    days(2);

    assertEquals(1, multiplier());
  }

  @Test
  void campaignShouldBidLittleWhileNoOrdersAreToldAndRecoverWhenTheyAre() {
    Came before = days(14);
    ordersAreTold = false;
    Came without = days(14);
    ordersAreTold = true;
    days(28);
    Came recovered = days(7);

    assertTrue(without.spent < 0.5 * before.spent, without::toString);
    assertTrue(recovered.spent / 7 > 0.8 * before.spent / 14, recovered::toString);
    assertEquals(4, recovered.roas(), 0.1 * 4);
  }

  @Test
  void campaignWithoutOrdersShouldTryAgainWhereItsLowestBidsBuyNothing() {
    leastPrice = 0.3;
    ordersAreTold = false;
    Came first = days(7);
    Came second = days(7);
    Came third = days(42);

    assertTrue(first.spent > 0);
    assertTrue(second.spent < 0.3 * first.spent, second::toString);
    assertTrue(third.spent / 6 > 0.03 * first.spent, third::toString);
    assertTrue(third.spent / 6 < 0.3 * first.spent, third::toString);
  }

  @Test
  void lesserOfTheMultipliersOfBudgetAndTargetShouldHold() {
    double free = days(7).spent / 7;
    double byTarget = multiplier();
    long daily = Math.round(1e6 * free / 4);
    campaign = campaign(FOURFOLD, new Budget(Long.MAX_VALUE, daily, PacingMode.EVEN, 0));

    Came came = days(7);

    assertEquals(free / 4, came.spent / 7, 0.05 * free / 4);
    assertTrue(multiplier() < byTarget);
    assertTrue(came.roas() > 4);
    assertTrue(budgets.pacing().why(slots.campaign("c")).contains(" by its target"));
    campaign = campaign(FOURFOLD, new Budget(Long.MAX_VALUE, 100 * daily, PacingMode.EVEN, 0));
    days(1);
    assertEquals(byTarget, multiplier(), 0.1 * byTarget);
    assertEquals(1, budgets.campaignsLoweredByTarget());
  }

  @Test
  void restartShouldGoOnWithWhatTheLogTold() throws IOException {
    predicted = p -> 1.3 * p;
    meanDelayMillis = 36 * HOUR;
    days(5);
    ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
    earnings.writeTo(new DataOutputStream(snapshot));
    Earnings restored = new Earnings();
    restored.readFrom(new DataInputStream(new ByteArrayInputStream(snapshot.toByteArray())));
    for (int i = 0; i < 20; i++) {
      Event event = Objects.requireNonNull(outstanding.poll());
      earnings.on(event, 0);
      restored.on(event, 0);
    }

    assertEquals(state(), restored.state(campaign, RATES, now));
  }
}
