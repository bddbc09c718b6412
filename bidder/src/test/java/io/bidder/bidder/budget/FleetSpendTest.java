package io.bidder.bidder.budget;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.bank.Answer;
import io.bidder.bidder.bank.Ask;
import io.bidder.bidder.bank.Bank;
import io.bidder.bidder.bank.BankException;
import io.bidder.bidder.bank.MemoryBank;
import io.bidder.bidder.bank.Terms;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.CatalogueSlots;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The fleet's bound of docs/reference/budgets.md: mornings of servers that share a daily budget, in
 * simulated time, of which any is killed or away for long, with a bank that is away, loses its data
 * and has its answers lost, and an exchange that tells late, twice and to any server.
 */
class FleetSpendTest {
  private static final CurrencyRates RATES = CurrencyRates.usdOnly();
  private static final long START = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();
  private static final long DAY_MILLIS = 86_400_000;
  private static final int DAYS = 2;

  /** The part of a day that is played; the budget is enough for two hours. */
  private static final int SECONDS = 3 * 3_600;

  private static final double WON = 0.3;
  private static final double DOUBLED = 0.05;
  private static final double LATE = 0.02;
  private static final double ANSWER_LOST = 0.01;
  private static final int IMPRESSIONS = 8_000;
  private static final long CPM_MICROS = 2_000_000;
  private static final double BUDGET = IMPRESSIONS * CPM_MICROS / 1e9;

  private static final BankConfig TERMS =
      new BankConfig("redis://r", null, null, Duration.ofSeconds(1), Duration.ofSeconds(30));
  private static final Duration RESERVATION = Duration.ofMinutes(1);

  private final MemoryBank bank = new MemoryBank(() -> Instant.ofEpochMilli(now()));
  private final Set<BidId> told = new HashSet<>();
  private final List<Server> servers = new ArrayList<>();
  private final long[] billedCpmMicros = new long[DAYS + 1];
  private final PriorityQueue<Event> coming =
      new PriorityQueue<>(Comparator.comparingLong(Event::eventEpochMillis));
  private long now = START;
  private long bankAwayUntil;
  private Random random = new Random(0);
  private long bids;

  private long now() {
    return now;
  }

  /** A server with its log, which it keeps. */
  private final class Server {
    final String name;
    final CatalogueSlots slots = new CatalogueSlots();
    final List<Event> log = new ArrayList<>();
    long downUntil;
    Spend spend = new Spend();
    @Nullable Budgets budgets;
    @Nullable Leases leases;

    Server(String name) {
      this.name = name;
      start();
    }

    void start() {
      spend = new Spend();
      for (Event event : log) {
        spend.on(event, 0);
      }
      Budgets started =
          new Budgets(
              new BudgetConfig(RESERVATION, 100_000, TERMS),
              spend,
              new Pauses(),
              new Supply(),
              new Earnings(),
              RATES,
              () -> Instant.ofEpochMilli(now),
              _ -> {},
              () -> true,
              () -> {});
      Bank asked = bank.of(name, Terms.of(TERMS.lease(), RESERVATION, TERMS.sync()));
      leases = started.leaseFrom(new BrokenAtTimes(asked), TERMS, () -> now * 1_000_000);
      started.use(
          new CampaignIndex(
              new Catalogue(
                  List.of(
                      Campaigns.of(
                          "c", Campaigns.advertiser("UTC"), null, Campaigns.daily(BUDGET)))),
              slots));
      budgets = started;
    }

    void turn() {
      if (budgets != null && leases != null) {
        budgets.look();
        leases.sync();
      }
    }

    void bid(boolean lossesAreTold) {
      Budgets by = budgets;
      int slot = slots.campaign("c");
      long cpm = (long) (CPM_MICROS * (0.5 + random.nextDouble()));
      if (by == null
          || CampaignsOut.has(by.out().bits(), slot)
          || !by.claim(slot, cpm, RATES.usd())) {
        return;
      }
      BidId id = new BidId(7, random.nextLong());
      bids++;
      by.made(slot, id.high(), id.low(), now);
      tell(id, cpm, lossesAreTold);
    }

    void take(Event event) {
      log.add(event);
      spend.on(event, 0);
    }
  }

  /** Now and then it does not answer, and it is not known what it has taken. */
  private final class BrokenAtTimes implements Bank {
    private final Bank asked;

    BrokenAtTimes(Bank asked) {
      this.asked = asked;
    }

    @Override
    public List<Answer> ask(List<Ask> asks) throws BankException {
      if (now < bankAwayUntil) {
        throw new BankException("away", null);
      }
      List<Answer> answers = asked.ask(asks);
      if (random.nextDouble() < ANSWER_LOST) {
        throw new BankException("no answer", null);
      }
      return random.nextDouble() < DOUBLED ? asked.ask(asks) : answers;
    }

    @Override
    public void check(List<String> accounts) throws BankException {
      if (now < bankAwayUntil) {
        throw new BankException("away", null);
      }
    }

    @Override
    public void close() {}
  }

  private void tell(BidId id, long cpm, boolean lossesAreTold) {
    boolean won = random.nextDouble() < WON;
    if (!won && !lossesAreTold) {
      return;
    }
    long delay =
        random.nextDouble() < LATE
            ? random.nextLong(3_600_000)
            : (long) (-3_000 * Math.log(1 - random.nextDouble()));
    Happening happening =
        won
            ? new Happening.Billed(SpendTest.subject("c", cpm, "USD"), cpm, 0, now)
            : new Happening.Loss(SpendTest.subject("c", cpm, "USD"), 102, 0);
    coming.add(new Event(id, now + delay, now + delay, happening));
    if (random.nextDouble() < DOUBLED) {
      coming.add(new Event(id, now + 2 * delay, now + 2 * delay, happening));
    }
  }

  /** What the exchange tells by now, each once, to any server that is there. */
  private void takeAll() {
    while (!coming.isEmpty() && coming.element().eventEpochMillis() <= now) {
      Event event = coming.remove();
      if (told.add(event.bidId())) {
        Server to = servers.get(random.nextInt(servers.size()));
        while (to.downUntil > now) {
          to = servers.get(random.nextInt(servers.size()));
        }
        to.take(new Event(event.bidId(), now, now, event.happening()));
        if (event.happening() instanceof Happening.Billed billed) {
          billedCpmMicros[(int) ((now - START) / DAY_MILLIS)] += billed.priceCpmMicros();
        }
      }
    }
  }

  private void breakSomething(int second) {
    if (second % 1_200 == 600) {
      // Killed; at times for so long that its lease ends.
      Server victim = servers.get(random.nextInt(servers.size()));
      if (servers.stream().noneMatch(server -> server.downUntil > now)) {
        victim.budgets = null;
        victim.leases = null;
        victim.downUntil = now + 1_000L * (random.nextBoolean() ? 10 : 600);
      }
    }
    if (second % 2_000 == 1_000) {
      bankAwayUntil = now + 1_000L * (random.nextBoolean() ? 5 : 200);
    }
    if (second % 2_500 == 1_500) {
      bank.clear();
    }
    for (Server server : servers) {
      if (server.budgets == null && server.downUntil <= now) {
        server.start();
      }
    }
  }

  /**
   * Plays days.
   *
   * @param count of servers, of which each sees half as much as the one before
   */
  @ParameterizedTest
  @CsvSource({"1, 1, true", "2, 2, true", "3, 2, false", "4, 5, true", "5, 5, false"})
  void fleetShouldSpendItsBudgetAndNoMoreWhenAnythingBreaks(
      long seed, int count, boolean lossesAreTold) {
    random = new Random(seed);
    for (int i = 0; i < count; i++) {
      servers.add(new Server("s" + i));
    }
    double bidsPerSecond = IMPRESSIONS / WON / 7_200;
    double due = 0;
    for (int day = 0; day < DAYS; day++) {
      for (int second = 0; second < SECONDS; second++) {
        now = START + day * DAY_MILLIS + second * 1_000L;
        if (count > 1) {
          breakSomething(second);
        }
        takeAll();
        servers.forEach(Server::turn);
        for (due += bidsPerSecond; due >= 1; due--) {
          int to = 0;
          while (to < count - 1 && random.nextBoolean()) {
            to++;
          }
          servers.get(to).bid(lossesAreTold);
        }
      }
    }

    for (int day = 0; day < DAYS; day++) {
      double share = billedCpmMicros[day] / 1e9 / BUDGET;
      assertTrue(share <= 1.005, () -> "billed " + share + " of the budget, " + bids + " bids");
      assertTrue(share >= 0.99, () -> "billed " + share + " of the budget, " + bids + " bids");
    }
  }
}
