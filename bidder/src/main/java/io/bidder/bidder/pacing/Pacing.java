package io.bidder.bidder.pacing;

import io.bidder.bidder.campaign.PacingMode;
import io.bidder.bidder.pricing.Pace;
import io.bidder.eventlog.event.Happening;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/**
 * Paces campaigns: one multiplier each on its bids, the least of its own budget's, its group's and
 * its target's, set anew in each {@link #turn} and by {@link #aim}. Threads that bid call {@link
 * #pace} and meet no lock.
 */
public final class Pacing implements Pace {
  /** The time between two turns. */
  public static final long TURN_MILLIS = 5_000;

  /** Where a campaign begins of which nothing is known. */
  private static final double FIRST = 0.5;

  private static final double IMPRESSIONS_PER_CPM = 1_000;

  /** How much of an hour must have been seen to tell of it. */
  private static final double ENOUGH_OF_HOUR = 0.5;

  /** What was seen of a campaign's share of supply counts for half after so much of a span. */
  private static final double SHARE_MEMORY = 0.5;

  private final Supply supply;
  private final Consumer<Happening.Control> log;
  private final Map<String, Account> accounts = new HashMap<>();
  private volatile Slots slots = new Slots(0);

  /** By campaign slot, what targets leave of bids; 1 without one. */
  private volatile double[] byTarget = {};

  private long turnMillis;
  private long hour;
  private long hourFromMillis;
  private double hourSeen;

  /** By campaign slot. */
  private static final class Slots {
    /** Others bid in full, and nobody counts what they see. */
    final boolean[] paced;

    final double[] multipliers;
    final double[] passShares;

    /** Opportunities seen; some that two threads count at once are missed. */
    final AtomicLongArray seen;

    /** What was last bid for a thousand impressions. */
    final AtomicLongArray bidCpmMicros;

    Slots(int count) {
      paced = new boolean[count];
      multipliers = new double[count];
      passShares = new double[count];
      seen = new AtomicLongArray(count);
      bidCpmMicros = new AtomicLongArray(count);
      Arrays.fill(multipliers, 1);
      Arrays.fill(passShares, 1);
    }
  }

  private static final class Account {
    final Pacer pacer;
    long fromMillis;
    long spentMicros;
    double seen;
    double expected;
    boolean isNew = true;

    Account(double multiplier) {
      pacer = new Pacer(multiplier);
    }
  }

  /**
   * Pacing of nothing yet.
   *
   * @param supply that is expected
   * @param log takes what is to be known of pacing after a restart
   */
  public Pacing(Supply supply, Consumer<Happening.Control> log) {
    this.supply = supply;
    this.log = log;
  }

  @Override
  public long pace(int campaignSlot, long valueCpmMicros) {
    Slots now = slots;
    double byTarget = byTarget(campaignSlot);
    if (campaignSlot >= now.paced.length || !now.paced[campaignSlot]) {
      return byTarget < 1 ? (long) (byTarget * valueCpmMicros) : valueCpmMicros;
    }
    now.seen.setOpaque(campaignSlot, now.seen.getOpaque(campaignSlot) + 1);
    double passShare = now.passShares[campaignSlot];
    if (passShare < 1 && ThreadLocalRandom.current().nextDouble() >= passShare) {
      return 0;
    }
    long paced = (long) (Math.min(byTarget, now.multipliers[campaignSlot]) * valueCpmMicros);
    now.bidCpmMicros.setOpaque(campaignSlot, paced);
    return paced;
  }

  @Override
  public String why(int campaignSlot) {
    return multiplier(campaignSlot) < 1
        ? String.format(
            Locale.ROOT,
            "%.3f by its budgets, %.3f by its target: the lesser",
            byBudget(campaignSlot),
            byTarget(campaignSlot))
        : "";
  }

  /** What a campaign's bids are multiplied by. */
  public double multiplier(int campaignSlot) {
    return Math.min(byBudget(campaignSlot), byTarget(campaignSlot));
  }

  /** The multiplier by which its budgets last. */
  public double byBudget(int campaignSlot) {
    Slots now = slots;
    return campaignSlot < now.multipliers.length ? now.multipliers[campaignSlot] : 1;
  }

  /** The multiplier by which it keeps to its target. */
  public double byTarget(int campaignSlot) {
    double[] now = byTarget;
    return campaignSlot < now.length ? now[campaignSlot] : 1;
  }

  /**
   * Sets the multipliers of targets.
   *
   * @param multipliers by campaign slot; 1 without a target
   */
  public void aim(double... multipliers) {
    byTarget = multipliers;
  }

  /** The opportunities that a campaign, if it is paced, has seen since the last turn. */
  public long seen(int campaignSlot) {
    Slots now = slots;
    return campaignSlot < now.paced.length ? now.seen.get(campaignSlot) : 0;
  }

  /**
   * Sets multipliers by how budgets stand.
   *
   * @param nowMillis since 1970
   * @param campaignSlots that there are
   * @param budgets that are to be paced; campaigns of none of them bid in full
   */
  public synchronized void turn(long nowMillis, int campaignSlots, List<Paced> budgets) {
    Slots before = slots;
    Slots next = new Slots(campaignSlots);
    long lastMillis = turnMillis;
    turnMillis = nowMillis;
    if (lastMillis > 0 && nowMillis > lastMillis) {
      for (int slot = 0; slot < before.multipliers.length; slot++) {
        hourSeen += before.seen.get(slot);
      }
      endHour(nowMillis);
    } else {
      beginHour(nowMillis);
    }
    Set<String> paced = new HashSet<>();
    for (Paced budget : budgets) {
      if (budget.mode() == PacingMode.ASAP) {
        continue;
      }
      paced.add(budget.account());
      Account account =
          accounts.computeIfAbsent(
              budget.account(), name -> new Account(supply.multiplier(name, FIRST)));
      turn(account, budget, before, lastMillis, nowMillis);
      double multiplier = account.pacer.multiplier();
      double passShare = account.pacer.passShare();
      for (int slot : budget.campaignSlots()) {
        if (slot < campaignSlots) {
          next.paced[slot] = true;
          next.multipliers[slot] = Math.min(next.multipliers[slot], multiplier);
          next.passShares[slot] = Math.min(next.passShares[slot], passShare);
        }
      }
    }
    accounts.keySet().retainAll(paced);
    for (int slot = 0; slot < Math.min(campaignSlots, before.multipliers.length); slot++) {
      next.bidCpmMicros.setPlain(slot, before.bidCpmMicros.get(slot));
    }
    slots = next;
  }

  private void turn(Account account, Paced budget, Slots before, long lastMillis, long nowMillis) {
    boolean newSpan = account.fromMillis != budget.fromMillis();
    double spent = budget.spentMicros() - (newSpan ? 0 : account.spentMicros);
    account.fromMillis = budget.fromMillis();
    account.spentMicros = budget.spentMicros();
    if (account.isNew || nowMillis <= lastMillis) {
      account.isNew = false;
      return;
    }
    double seen = 0;
    double bids = 0;
    int bidders = 0;
    for (int slot : budget.campaignSlots()) {
      if (slot >= before.multipliers.length) {
        continue;
      }
      seen += before.seen.get(slot);
      bids += before.bidCpmMicros.get(slot);
      bidders++;
    }
    double impressions = bids > 0 ? spent * IMPRESSIONS_PER_CPM * bidders / bids : 0;
    double expected = expected(budget, lastMillis, nowMillis);
    double ahead = expected(budget, nowMillis, budget.untilMillis());
    double span = expected(budget, budget.fromMillis(), budget.untilMillis());
    double kept = Math.pow(0.5, expected / (SHARE_MEMORY * span));
    account.seen = kept * account.seen + seen;
    account.expected = kept * account.expected + expected;
    double share = budget.mode() == PacingMode.EVEN ? 1 : account.seen / account.expected;
    account.pacer.turn(
        new Turn(
            Math.max(0, spent),
            Math.max(0, impressions),
            budget.mode() == PacingMode.EVEN ? (seen > 0 ? expected : 0) : seen,
            share * expected,
            budget.budgetMicros(),
            budget.budgetMicros() - budget.spentMicros(),
            share * ahead,
            share * span));
  }

  /** Opportunities, or where spend is to be even the time. */
  private double expected(Paced budget, long fromMillis, long untilMillis) {
    return budget.mode() == PacingMode.EVEN
        ? Math.max(0, untilMillis - fromMillis)
        : supply.between(fromMillis, untilMillis);
  }

  private void beginHour(long nowMillis) {
    hour = Math.floorDiv(nowMillis, Supply.HOUR_MILLIS);
    hourFromMillis = nowMillis;
    hourSeen = 0;
  }

  private void endHour(long nowMillis) {
    if (Math.floorDiv(nowMillis, Supply.HOUR_MILLIS) == hour) {
      return;
    }
    double seenOfHour =
        (double) ((hour + 1) * Supply.HOUR_MILLIS - hourFromMillis) / Supply.HOUR_MILLIS;
    if (seenOfHour >= ENOUGH_OF_HOUR) {
      log.accept(Supply.of(hour * Supply.HOUR_MILLIS, hourSeen / seenOfHour));
    }
    accounts.forEach((name, account) -> log.accept(Supply.of(name, account.pacer.intensity())));
    beginHour(nowMillis);
  }
}
