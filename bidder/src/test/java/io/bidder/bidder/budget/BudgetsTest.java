package io.bidder.bidder.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.CatalogueSlots;
import io.bidder.bidder.campaign.Group;
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
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Bids and bills at a price of 1,000 CPM: a unit of the currency each. */
class BudgetsTest {
  private static final long CPM = 1_000_000_000L;
  private static final CurrencyRates RATES =
      CurrencyRates.of(Map.of("EUR", new BigDecimal("1.25")));
  private static final int USD = RATES.usd();
  private static final Advertiser SHOP = Campaigns.advertiser("America/New_York");
  private static final long MINUTE = 60_000;

  private final CatalogueSlots slots = new CatalogueSlots();
  private final List<Happening.Control> controls = new ArrayList<>();
  private final AtomicInteger full = new AtomicInteger();
  private final Spend spend = new Spend();
  private long now = Instant.parse("2026-03-07T17:00:00Z").toEpochMilli();
  private Budgets budgets = budgets(1_000_000);
  private long bids;
  private boolean billsAreTold = true;

  private Budgets budgets(int maxReservations) {
    return new Budgets(
        new BudgetConfig(
            Duration.ofMinutes(1), maxReservations, ServerConfig.defaults().budget().bank()),
        spend,
        new Pauses(),
        new Supply(),
        new Earnings(),
        RATES,
        () -> Instant.ofEpochMilli(now),
        controls::add,
        () -> billsAreTold,
        full::incrementAndGet);
  }

  private void use(Campaign... campaigns) {
    budgets.use(new CampaignIndex(new Catalogue(List.of(campaigns)), slots));
    for (Happening.Control control : controls) {
      spend.on(new Event(BidId.NONE, now, now, control), 0);
    }
    controls.clear();
  }

  private boolean bid(String campaign) {
    if (budgets.claim(slots.campaign(campaign), CPM, USD)) {
      budgets.made(slots.campaign(campaign), 1, ++bids, now);
      return true;
    }
    return false;
  }

  private int bidAll(String campaign) {
    int made = 0;
    while (bid(campaign)) {
      made++;
    }
    return made;
  }

  private void billed(String campaign, long bid, long cpmMicros) {
    spend.on(
        new Event(
            new BidId(1, bid),
            now,
            now,
            new Happening.Billed(SpendTest.subject(campaign, CPM, "USD"), cpmMicros, 0, now)),
        0);
  }

  private void lost(String campaign, long bid) {
    spend.on(
        new Event(
            new BidId(1, bid),
            now,
            now,
            new Happening.Loss(SpendTest.subject(campaign, CPM, "USD"), 102, 0)),
        0);
  }

  private void later(long millis) {
    now += millis;
    budgets.look();
  }

  private boolean isOut(String campaign) {
    return CampaignsOut.has(budgets.out().bits(), slots.campaign(campaign));
  }

  @Test
  void claimShouldBeGrantedUntilNothingIsLeftWhenNothingIsBilledYet() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(10)));

    assertEquals(10, bidAll("c"));
    assertFalse(isOut("c"));
    later(Budgets.LOOK_MILLIS);
    assertTrue(isOut("c"));
    assertEquals(1, budgets.refusedBids());
    assertEquals(1, budgets.campaignsOut());
  }

  @Test
  void claimShouldEndAfterItsTimeWhenNothingIsToldOfItsBid() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(10)));
    bidAll("c");
    later(0);

    later(MINUTE);
    assertFalse(bid("c"));
    later(MINUTE / 10);
    assertFalse(isOut("c"));
    assertEquals(10, bidAll("c"));
  }

  @Test
  void claimsShouldNotEndWhileNobodyTellsWhatIsBilled() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(10)));
    billsAreTold = false;
    int made = 0;
    for (int i = 0; i < 1_000; i++) {
      later(MINUTE / 10);
      made += bid("c") ? 1 : 0;
    }
    assertEquals(10, made);

    billsAreTold = true;
    later(0);
    later(MINUTE);
    assertTrue(isOut("c"));
    later(MINUTE / 10);
    assertEquals(10, bidAll("c"));
  }

  @Test
  void claimShouldEndAfterItsTimeWhenTheClockWasSetBack() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(10)));
    bidAll("c");
    later(0);

    later(-1_000 * MINUTE);
    assertTrue(isOut("c"));
    later(MINUTE);
    assertTrue(isOut("c"));
    later(MINUTE / 10);
    assertEquals(10, bidAll("c"));
  }

  @Test
  void claimShouldEndAtOnceWhenItsBidIsLostNearTheLimit() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(10)));
    // From here on bids are remembered.
    bid("c");
    bid("c");
    bid("c");
    later(Budgets.LOOK_MILLIS);
    assertEquals(7, bidAll("c"));
    later(Budgets.LOOK_MILLIS);
    assertTrue(isOut("c"));
    assertEquals(7, budgets.reservedBids());

    lost("c", 5);
    lost("c", 5);
    lost("c", 6);
    // The first was not remembered; it ends in its time.
    lost("c", 1);
    later(Budgets.LOOK_MILLIS);
    assertFalse(isOut("c"));
    assertEquals(2, bidAll("c"));
  }

  @Test
  void bidsShouldNotTakeMoreThanTheBudgetWhenTheyAreBilledWhileOthersAreMade() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(100)));
    for (int i = 0; i < 10_000; i++) {
      if (bid("c") && i % 3 == 0) {
        billed("c", bids, CPM);
      }
      later(Budgets.LOOK_MILLIS);
      // What is held back for late bills is had again when the hour is over.
      later(i == 5_000 ? 90 * MINUTE : 0);
    }

    assertEquals(100, spend.campaign("c").totalMicros(RATES, USD) / 1e6, 1);
    assertEquals(0, budgets.overspentShare());
  }

  @Test
  void budgetShouldBeThereAgainWhenTheAdvertisersDayBegins() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(10)));
    assertEquals(10, bidAll("c"));
    for (int i = 1; i <= 10; i++) {
      billed("c", i, CPM);
    }
    later(10 * MINUTE);
    assertTrue(isOut("c"));
    // Midnight in New York.
    now = Instant.parse("2026-03-08T04:59:59Z").toEpochMilli();
    later(0);
    assertTrue(isOut("c"));
    later(1_000);
    assertFalse(isOut("c"));
    assertEquals(10, bidAll("c"));

    // The day that begins has 23 hours.
    for (int i = 11; i <= 20; i++) {
      billed("c", i, CPM);
    }
    later(0);
    now = Instant.parse("2026-03-09T03:59:59Z").toEpochMilli();
    later(0);
    assertTrue(isOut("c"));
    later(1_000);
    assertFalse(isOut("c"));
  }

  @Test
  void totalShouldHoldBeyondTheDay() {
    use(Campaigns.of("c", SHOP, null, new Budget(15_000_000, 10_000_000, PacingMode.ASAP, 0)));
    for (int i = 1; i <= 10; i++) {
      billed("c", i, CPM);
    }
    later(36 * 60 * MINUTE);

    assertEquals(5, bidAll("c"));
  }

  @Test
  void groupShouldBeOutWithAllItsCampaignsWhenTheyHaveSpentItsBudget() {
    Group group = new Group("g", SHOP, "USD", Campaigns.daily(10));
    Campaign a = Campaigns.of("a", SHOP, group, Budget.NONE);
    Campaign b = Campaigns.of("b", SHOP, group, Campaigns.daily(4));
    Campaign other = Campaigns.of("c", SHOP, null, Budget.NONE);
    use(a, b, other);

    assertEquals(4, bidAll("b"));
    assertEquals(6, bidAll("a"));
    later(Budgets.LOOK_MILLIS);
    assertTrue(isOut("a"));
    assertTrue(isOut("b"));
    assertFalse(isOut("c"));
    assertTrue(bid("c"));

    // A campaign that leaves the catalogue leaves what it has spent in the group.
    for (int i = 1; i <= 4; i++) {
      billed("b", i, CPM);
    }
    use(a, other);
    later(2 * MINUTE);
    assertEquals(5, bidAll("a"));
  }

  @Test
  void budgetShouldHoldAsItIsWhenItIsRaisedOrCut() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(10)));
    bidAll("c");
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(13)));
    assertEquals(3, bidAll("c"));
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(5)));
    assertTrue(isOut("c"));
    later(2 * MINUTE);
    assertEquals(5, bidAll("c"));
    use(Campaigns.of("c", SHOP, null, Budget.NONE));
    assertTrue(bid("c"));
    assertFalse(isOut("c"));
  }

  @Test
  void bidsShouldBeAssumedInFlightWhenTheServerWasStartedWhileTheCampaignSpent() {
    for (int i = 1; i <= 15; i++) {
      now += MINUTE;
      billed("c", i, CPM);
    }
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(20)));

    // 15 billed, one more in flight, one held back.
    assertEquals(3, bidAll("c"));
    later(2 * MINUTE);
    assertEquals(1, bidAll("c"));
  }

  @Test
  void priceShouldBeConvertedUpToTheCampaignsCurrencyWhenTheBidIsInAnother() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(0.000002)));
    int eur = RATES.numberOf("EUR");

    // 0.8 thousandths of a euro's micro are a micro of a dollar.
    assertTrue(budgets.claim(slots.campaign("c"), 800, eur));
    assertFalse(budgets.claim(slots.campaign("c"), 801, eur));
    assertTrue(budgets.claim(slots.campaign("c"), 1, eur));
    assertFalse(budgets.claim(slots.campaign("c"), 1, eur));
  }

  @Test
  void lookingShouldClaimNothing() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(1)));
    Claims looking = budgets.looking();
    for (int i = 0; i < 10; i++) {
      assertTrue(looking.claim(slots.campaign("c"), CPM, USD));
    }
    assertTrue(bid("c"));
    assertFalse(looking.claim(slots.campaign("c"), CPM, USD));
  }

  @Test
  void whyShouldSayWhatIsWantedAndWhatIsThere() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(10)));
    billed("c", 1, CPM);
    later(0);
    bidAll("c");
    later(Budgets.LOOK_MILLIS);

    assertEquals(
        "daily budget of campaign c is 10 USD; 1 billed since 2026-03-07T05:00:00Z, 8 in flight,"
            + " 0.02 held back for late bills, wanted at least 1 left",
        budgets.out().why(slots.campaign("c")));
  }

  @Test
  void claimsShouldStayWithinTheBudgetWhenManyThreadsClaimAtOnce() throws InterruptedException {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(50_000)));
    int slot = slots.campaign("c");
    int threads = 4;
    AtomicInteger granted = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      int thread = t;
      Thread.ofPlatform()
          .start(() -> {
            for (int i = 0; i < 20_000; i++) {
              if (budgets.claim(slot, CPM, USD)) {
                granted.incrementAndGet();
                budgets.made(slot, thread, i, now);
              }
            }
            done.countDown();
          });
    }
    while (!done.await(1, TimeUnit.MILLISECONDS)) {
      budgets.look();
    }
    assertEquals(50_000, granted.get());
  }

  @Test
  void bidsShouldEndInTheirTimeWhenTooManyAreToBeRemembered() {
    budgets = budgets(1_000);
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(2_000)));
    for (int i = 0; i < 501; i++) {
      bid("c");
    }
    later(Budgets.LOOK_MILLIS);
    assertEquals(1_499, bidAll("c"));
    later(0);
    assertEquals(1_000, budgets.reservedBids());
    assertEquals(499, full.get());
    later(2 * MINUTE);
    assertEquals(2_000, bidAll("c"));
  }

  @Test
  void claimsShouldAllocateNothing() {
    use(Campaigns.of("c", SHOP, null, Campaigns.daily(100)));
    int slot = slots.campaign("c");
    bid("c");
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      later(Budgets.LOOK_MILLIS);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        if (budgets.claim(slot, CPM / 1_000, USD)) {
          budgets.made(slot, 1, ++bids, now);
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }
}
