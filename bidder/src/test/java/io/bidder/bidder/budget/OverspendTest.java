package io.bidder.bidder.budget;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.CatalogueSlots;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.BudgetConfig;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.pacing.Earnings;
import io.bidder.bidder.pacing.Supply;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The bound of docs/reference/budgets.md: two days of an exchange that tells late and twice, and of
 * a server that is killed five times a day, in simulated time.
 */
class OverspendTest {
  private static final CurrencyRates RATES = CurrencyRates.usdOnly();
  private static final long DAY_MILLIS = 86_400_000;
  private static final long START = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();
  private static final int DAYS = 2;
  private static final int KILLS_A_DAY = 5;
  private static final double WON = 0.3;
  private static final double DOUBLED = 0.05;
  private static final double LATE = 0.02;

  /** Impressions that the daily budget is enough for. */
  private static final int IMPRESSIONS = 20_000;

  private static final long CPM_MICROS = 2_000_000;
  private static final long BUDGET_MICROS = IMPRESSIONS * CPM_MICROS / 1_000;

  private final CatalogueSlots slots = new CatalogueSlots();
  private final List<Event> log = new ArrayList<>();
  private final Set<BidId> told = new HashSet<>();
  private final PriorityQueue<Event> coming =
      new PriorityQueue<>(Comparator.comparingLong(Event::eventEpochMillis));
  private final long[] billedCpmMicros = new long[DAYS + 1];
  private long now = START;
  private long bids;
  private byte[] snapshot = {};
  private int snapshotAt;
  private Spend spend = new Spend();
  private Budgets budgets = start();

  /** A server that knows what the log says. */
  private Budgets start() {
    spend = new Spend();
    try {
      if (snapshot.length > 0) {
        spend.readFrom(new DataInputStream(new ByteArrayInputStream(snapshot)));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    for (Event event : log.subList(snapshotAt, log.size())) {
      spend.on(event, 0);
    }
    Budgets started =
        new Budgets(
            new BudgetConfig(
                Duration.ofMinutes(1), 100_000, ServerConfig.defaults().budget().bank()),
            spend,
            new Pauses(),
            new Supply(),
            new Earnings(),
            RATES,
            () -> Instant.ofEpochMilli(now),
            _ -> {},
            () -> true,
            () -> {});
    Advertiser shop = Campaigns.advertiser("UTC");
    started.use(
        new CampaignIndex(
            new Catalogue(
                List.of(Campaigns.of("c", shop, null, Campaigns.daily(BUDGET_MICROS / 1e6)))),
            slots));
    return started;
  }

  private void keep() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    spend.writeTo(new DataOutputStream(bytes));
    snapshot = bytes.toByteArray();
    snapshotAt = log.size();
  }

  /** Takes what the exchange tells by now, each once; the notices do so before the log. */
  private void take() {
    while (!coming.isEmpty() && coming.element().eventEpochMillis() <= now) {
      Event event = coming.remove();
      if (told.add(event.bidId())) {
        Event taken = new Event(event.bidId(), now, now, event.happening());
        log.add(taken);
        spend.on(taken, 0);
        if (event.happening() instanceof Happening.Billed billed) {
          billedCpmMicros[(int) ((now - START) / DAY_MILLIS)] += billed.priceCpmMicros();
        }
      }
    }
  }

  private void bid(Random random, boolean lossesAreTold) {
    long cpm = (long) (CPM_MICROS * (0.5 + random.nextDouble()));
    int slot = slots.campaign("c");
    if (!budgets.claim(slot, cpm, RATES.usd())) {
      return;
    }
    BidId id = new BidId(7, random.nextLong());
    bids++;
    budgets.made(slot, id.high(), id.low(), now);
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

  /**
   * Plays days.
   *
   * @param hours that the budget lasts in, if all is bid that can be
   */
  @ParameterizedTest
  @CsvSource({
    "1, 0.3, true",
    "2, 0.3, false",
    "3, 2, true",
    "4, 2, false",
    "5, 12, true",
    "6, 12, false",
    "7, 22, true",
    "8, 22, false"
  })
  void budgetShouldHoldAndBeSpentWhenNoticesAreLateAndDoubledAndTheServerIsKilled(
      long seed, double hours, boolean lossesAreTold) throws IOException {
    Random random = new Random(seed);
    double bidsPerSecond = IMPRESSIONS / WON / (hours * 3_600);
    Set<Long> kills = new HashSet<>();
    for (int day = 0; day < DAYS; day++) {
      // Two while it spends fast, three about when nothing is left.
      for (int kill = 0; kill < KILLS_A_DAY; kill++) {
        double at = kill < 2 ? random.nextDouble() : 0.97 + 0.03 * random.nextDouble();
        kills.add(Math.round(day * DAY_MILLIS / 1_000.0 + at * hours * 3_600));
      }
    }
    double due = 0;
    for (long second = 0; second < DAYS * DAY_MILLIS / 1_000; second++) {
      now = START + second * 1_000;
      if (second % 300 == 0) {
        keep();
      }
      if (kills.contains(second)) {
        // What was in flight is forgotten, and for ten seconds nothing is taken.
        second += 10;
        now = START + second * 1_000;
        budgets = start();
      }
      take();
      budgets.look();
      due += bidsPerSecond;
      boolean out = CampaignsOut.has(budgets.out().bits(), slots.campaign("c"));
      for (; due >= 1 && !out; due--) {
        bid(random, lossesAreTold);
      }
      due %= 1;
    }

    long made = bids;
    for (int day = 0; day < DAYS; day++) {
      double share = billedCpmMicros[day] / 1_000.0 / BUDGET_MICROS;
      assertTrue(share <= 1.005, () -> "billed " + share + " of the budget, " + made + " bids");
      assertTrue(share >= 0.999, () -> "billed " + share + " of the budget, " + made + " bids");
    }
  }
}
