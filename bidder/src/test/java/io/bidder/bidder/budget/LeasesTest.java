package io.bidder.bidder.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.bank.Answer;
import io.bidder.bidder.bank.Ask;
import io.bidder.bidder.bank.Bank;
import io.bidder.bidder.bank.BankException;
import io.bidder.bidder.bank.MemoryBank;
import io.bidder.bidder.bank.Terms;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.CatalogueSlots;
import io.bidder.bidder.campaign.PacingMode;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.BankConfig;
import io.bidder.bidder.config.BudgetConfig;
import io.bidder.bidder.pacing.Earnings;
import io.bidder.bidder.pacing.Supply;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Servers that lease from one bank. Bids and bills are at 1,000 CPM: a unit of the currency. */
class LeasesTest {
  private static final long CPM = 1_000_000_000L;
  private static final CurrencyRates RATES = CurrencyRates.usdOnly();
  private static final BankConfig TERMS =
      new BankConfig("redis://r", null, null, Duration.ofSeconds(1), Duration.ofSeconds(30));
  private static final Duration RESERVATION = Duration.ofMinutes(1);

  private final MemoryBank bank = new MemoryBank(() -> Instant.ofEpochMilli(now()));
  private long now = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
  private @Nullable String away;
  private boolean isStrange;

  private long now() {
    return now;
  }

  private final class Server implements Bank {
    final CatalogueSlots slots = new CatalogueSlots();
    final Spend spend = new Spend();
    final List<Ask> asked = new ArrayList<>();
    final Budgets budgets =
        new Budgets(
            new BudgetConfig(RESERVATION, 1_000, TERMS),
            spend,
            new Pauses(),
            new Supply(),
            new Earnings(),
            RATES,
            () -> Instant.ofEpochMilli(now),
            _ -> {},
            () -> true,
            () -> {});
    final Leases leases = budgets.leaseFrom(this, TERMS, () -> now * 1_000_000);
    final Bank real;
    private long bids;

    Server(String name, Budget budget) {
      real = bank.of(name, Terms.of(TERMS.lease(), RESERVATION, TERMS.sync()));
      budgets.use(
          new CampaignIndex(
              new Catalogue(List.of(Campaigns.of("c", Campaigns.advertiser("UTC"), null, budget))),
              slots));
    }

    @Override
    public List<Answer> ask(List<Ask> asks) throws BankException {
      check(List.of());
      asked.addAll(asks);
      return isStrange ? List.of(new Answer.Refused("another shape")) : real.ask(asks);
    }

    @Override
    public void check(List<String> accounts) throws BankException {
      if (away != null) {
        throw new BankException(away, null);
      }
    }

    @Override
    public void close() {}

    void turn() {
      budgets.look();
      leases.sync();
    }

    boolean bid() {
      if (isOut() || !budgets.claim(slots.campaign("c"), CPM, RATES.usd())) {
        return false;
      }
      budgets.made(slots.campaign("c"), 1, ++bids, now);
      return true;
    }

    int bidAll() {
      int made = 0;
      while (bid()) {
        made++;
      }
      return made;
    }

    boolean isOut() {
      return CampaignsOut.has(budgets.out().bits(), slots.campaign("c"));
    }

    void billed(int count) {
      for (int i = 0; i < count; i++) {
        spend.on(
            new Event(
                new BidId(2, spend.hashCode() + i),
                now,
                now,
                new Happening.Billed(SpendTest.subject("c", CPM, "USD"), CPM, 0, now)),
            0);
      }
    }
  }

  private void pass(int seconds, Server... servers) {
    for (int i = 0; i < seconds; i++) {
      now += 1_000;
      for (Server server : servers) {
        server.turn();
      }
    }
  }

  private static Budget daily(double units, double withoutBank) {
    return new Budget(
        Long.MAX_VALUE, Math.round(units * 1e6), PacingMode.ASAP, Math.round(withoutBank * 1e6));
  }

  /** Bids that a server makes in some seconds, as many as it can. */
  private int bidFor(int seconds, Server server) {
    int made = 0;
    for (int i = 0; i < seconds; i++) {
      made += server.bidAll();
      pass(1, server);
    }
    return made;
  }

  @Test
  void budgetThatNobodyBidsForShouldAskForNothingAndItsFirstBidForALease() {
    Server server = new Server("a", daily(1_000, 0));
    pass(5, server);
    assertEquals(List.of(), server.asked);
    assertFalse(server.isOut());

    assertFalse(server.bid());
    server.turn();
    assertEquals(1, server.asked.size());
    assertEquals(1_000_000, server.asked.getFirst().leastMicros());
    // A bank that hears of a budget first listens for three seconds.
    pass(3, server);
    assertTrue(server.bid());
    assertFalse(server.isOut());
  }

  @Test
  void serversShouldSpendOneBudgetTogether() {
    Server a = new Server("a", daily(1_000, 0));
    Server b = new Server("b", daily(1_000, 0));
    int made = 0;
    for (int i = 0; i < 40; i++) {
      made += a.bidAll() + b.bidAll();
      pass(1, a, b);
    }
    assertEquals(1_000, made);
    assertTrue(a.isOut() && b.isOut());
  }

  @Test
  void serverThatEndsShouldGiveBackWhatItDoesNotNeed() {
    Server a = new Server("a", daily(1_000, 0));
    int made = bidFor(8, a);
    assertTrue(a.bid());
    a.leases.close();

    Server b = new Server("b", daily(1_000, 0));
    assertEquals(1_000 - made - 1, bidFor(20, b));
  }

  @Test
  void campaignShouldSpendItsLeaseAndStopWhenTheBankIsAway() {
    Server server = new Server("a", daily(1_000, 0));
    bidFor(8, server);
    away = "Redis at r:6379: Connection refused";
    pass(1, server);
    assertEquals(away, server.leases.away());
    int leased = server.bidAll();
    assertTrue(leased > 0 && leased < 900, () -> leased + " bids without the bank");
    // Its claims end, and with them the lease has.
    pass(100, server);
    assertEquals(0, server.bidAll());
    pass(1, server);
    assertTrue(server.budgets.out().why(server.slots.campaign("c")).endsWith(away));

    away = null;
    pass(2, server);
    assertNull(server.leases.away());
    assertTrue(server.bid());
  }

  @Test
  void campaignShouldGoOnUpToWhatItMayWhenTheBankIsAway() {
    Server server = new Server("a", daily(1_000, 300));
    away = "away";
    server.bid();
    pass(2, server);
    assertEquals(300, server.bidAll());
    server.billed(250);
    pass(100, server);
    // Of what was billed in the last hour some is held back.
    int more = server.bidAll();
    assertTrue(more > 40 && more <= 50, () -> more + " more");
  }

  @Test
  void budgetWhoseKeyIsSomebodyElsesShouldHaveNoLeaseUntilItIsGone() {
    Server server = new Server("a", daily(1_000, 0));
    isStrange = true;
    server.bid();
    pass(5, server);
    assertEquals(0, server.bidAll());
    assertEquals(1, server.leases.refusedAccounts());
    assertNull(server.leases.away());

    isStrange = false;
    pass(5, server);
    assertTrue(server.bid());
    assertEquals(0, server.leases.refusedAccounts());
  }

  @Test
  void lossShouldBeCountedWhenTheBankDoesNotKnowTheServerAnyMore() {
    Server server = new Server("a", daily(1_000, 0));
    bidFor(5, server);
    assertEquals(0, server.leases.losses());
    bank.clear();
    pass(1, server);
    assertEquals(1, server.leases.losses());
  }

  @Test
  void pacerShouldHaveThePartOfWhatIsLeftThatItsServerSeesOfTheSupply() {
    Budget budget = new Budget(Long.MAX_VALUE, 4_000_000_000L, PacingMode.TRAFFIC, 0);
    Server large = new Server("a", budget);
    Server small = new Server("b", budget);
    for (int i = 0; i < 400; i++) {
      see(large, 30);
      see(small, 10);
      pass(5, large, small);
      large.budgets.pace();
      small.budgets.pace();
    }
    assertEquals(3, supply(large) / supply(small), 0.1);
  }

  private static double supply(Server server) {
    return server.asked.getLast().supply();
  }

  /** Sees opportunities, of which each is bid for at twice the price of an impression it buys. */
  private static void see(Server server, int opportunities) {
    int slot = server.slots.campaign("c");
    for (int i = 0; i < opportunities; i++) {
      server.budgets.pacing().pace(slot, CPM);
      if (i % 5 == 0 && server.bid()) {
        server.billed(1);
      }
    }
  }
}
