package io.bidder.bidder.budget;

import io.bidder.bidder.bank.Bank;
import io.bidder.bidder.budget.Pauses.Pause;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Group;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.BankConfig;
import io.bidder.bidder.config.BudgetConfig;
import io.bidder.bidder.pacing.Earnings;
import io.bidder.bidder.pacing.Paced;
import io.bidder.bidder.pacing.Pacing;
import io.bidder.bidder.pacing.Supply;
import io.bidder.bidder.pacing.TargetState;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Pace;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Holds bids to the budgets of campaigns and groups. A bid claims its price before it is made and
 * is refused if that is more than what is left; campaigns with nothing left are taken out of
 * selection by {@link #look}, which its owner calls every {@link #LOOK_MILLIS}.
 *
 * <p>A claim holds for {@code budget.reservation}, in which most bids are billed or lost. Far from
 * a limit it is not remembered whose claim it was: it ends when that time is over. Near it, where
 * all that may be in flight at full price is no longer little beside what is left, bids are
 * remembered one by one and their claims end as soon as they are billed or lost.
 *
 * <p>Thread-safe; threads that bid meet no lock.
 */
public final class Budgets implements Claims {
  /** The time between two looks at what was billed. */
  public static final long LOOK_MILLIS = 250;

  /** The name of the limit on bids that are remembered. */
  public static final String RESERVATIONS = "budget.maxReservations";

  private static final String BIDDING = "bidding";
  private static final int PURSE_BITS = 22;
  private static final long MAX_PURSES = 1L << PURSE_BITS;

  private final BudgetConfig config;
  private final Spend spend;
  private final CurrencyRates rates;
  private final InstantSource clock;
  private final Consumer<Happening.Control> log;
  private final BooleanSupplier billsAreTold;
  private final Pauses pauses;
  private final Supply supply;
  private final Earnings earnings;
  private final Pacing pacing;
  private final CampaignsOut out = new CampaignsOut(this::why);
  private final Runnable full;
  private final LongAdder refused = new LongAdder();
  private final long sliceMillis;

  /** By what they are of, and in which currency. */
  private final Map<String, Account> accounts = new HashMap<>();

  private final List<Purse> all = new ArrayList<>();
  private List<Account> used = List.of();
  private BitSet outOfMoney = new BitSet();
  private BitSet paused = new BitSet();
  private BitSet outNow = new BitSet();
  private @Nullable Campaign[] campaigns = {};

  /** Null if this server has its budgets for itself. */
  private @Nullable Leases leases;

  private long pacedMillis;

  /** Null as long as there is no budget. */
  private volatile @Nullable Reservations reservations;

  /** By the campaign's slot; null where there is no budget. */
  private volatile @Nullable Purse[] purses = {};

  /**
   * Budgets of no campaign yet.
   *
   * @param pauses that campaigns may be out for, too
   * @param supply that is to be expected
   * @param earnings by which campaigns keep to their targets
   * @param clock that bids go by
   * @param log takes the events by which campaigns come to groups, and of how they are paced
   * @param billsAreTold whether the log takes bills; while it does not, no claim ends
   * @param full is told of each bid that is not remembered, for so many are
   */
  public Budgets(
      BudgetConfig config,
      Spend spend,
      Pauses pauses,
      Supply supply,
      Earnings earnings,
      CurrencyRates rates,
      InstantSource clock,
      Consumer<Happening.Control> log,
      BooleanSupplier billsAreTold,
      Runnable full) {
    this.config = config;
    this.spend = spend;
    this.pauses = pauses;
    this.supply = supply;
    this.earnings = earnings;
    pacing = new Pacing(supply, log);
    this.rates = rates;
    this.clock = clock;
    this.log = log;
    this.billsAreTold = billsAreTold;
    sliceMillis = Math.max(1, config.reservation().toMillis() / InFlight.SLICES);
    this.full = full;
    spend.onDecided(this::decided);
    pauses.onChange(this::lookAtPauses);
  }

  /**
   * Has budgets leased from a bank, instead of having them for itself. To be called before any are
   * used.
   *
   * @param nanoClock that leases go by
   */
  public synchronized Leases leaseFrom(Bank bank, BankConfig terms, NanoClock nanoClock) {
    leases = new Leases(this, () -> used, this::lookAtCampaigns, bank, terms, nanoClock);
    return leases;
  }

  /** The leases of a fleet; null if this server has its budgets for itself. */
  public synchronized @Nullable Leases leases() {
    return leases;
  }

  /** The step from value to bid by which budgets last. */
  public Pace pacing() {
    return pacing;
  }

  /** The campaigns that may not bid for now. */
  public CampaignsOut out() {
    return out;
  }

  /**
   * Takes up the budgets of a catalogue that is about to be served: those that are new or changed
   * hold when this returns.
   */
  public synchronized void use(CampaignIndex index) {
    @Nullable Purse[] before = purses;
    // Those that leave the catalogue pay for what they still bid until it has taken over.
    @Nullable Purse[] bySlot = Arrays.copyOf(before, index.campaignSlotCount());
    @Nullable Campaign[] ofSlots = new Campaign[bySlot.length];
    List<Account> ofCatalogue = new ArrayList<>();
    Map<String, Account> groups = new HashMap<>();
    for (int c = 0; c < index.campaignCount(); c++) {
      Campaign campaign = index.campaign(c);
      int slot = index.campaignSlot(c);
      ofSlots[slot] = campaign;
      bySlot[slot] = null;
      group(campaign);
      int currency = rates.numberOf(campaign.economics().currency());
      if (currency != CurrencyRates.NO_RATE) {
        Account own = own(campaign, currency);
        if (own != null) {
          ofCatalogue.add(own);
        }
        Group group = campaign.group();
        Account shared =
            group == null
                ? null
                : groups.computeIfAbsent(group.id(), _ -> account(group, currency));
        if (own != null || shared != null) {
          bySlot[slot] = purse(own, shared, currency, slot < before.length ? before[slot] : null);
        }
      }
    }
    ofCatalogue.addAll(groups.values());
    used = List.copyOf(ofCatalogue);
    campaigns = ofSlots;
    // Their ceilings are there before anybody claims, and who is out before anybody selects.
    lookAtAccounts();
    purses = bySlot;
    aim();
    lookAtPauses();
  }

  private @Nullable Account own(Campaign campaign, int currency) {
    return campaign.budget().isLimited()
        ? account(
            "campaign " + campaign.id(),
            spend.campaign(campaign.id()),
            campaign.budget(),
            currency,
            campaign.advertiser().timeZone())
        : null;
  }

  private Account account(Group group, int currency) {
    return account(
        "group " + group.id(),
        spend.group(group.id()),
        group.budget(),
        currency,
        group.advertiser().timeZone());
  }

  private Account account(String name, Spent spent, Budget budget, int currency, ZoneId zone) {
    Account account =
        accounts.computeIfAbsent(
            name + " in " + rates.code(currency),
            _ -> {
              Lease lease = leases == null ? null : leases.lease();
              Account made = new Account(name, spent, currency, rates, zone, lease);
              synchronized (spend) {
                made.assumeInFlight(clock.millis(), config.reservation().toMillis());
              }
              return made;
            });
    account.use(budget, zone);
    return account;
  }

  private Purse purse(
      @Nullable Account own, @Nullable Account group, int currency, @Nullable Purse before) {
    Purse purse = new Purse(all.size(), own, group, currency, rates);
    if (before != null && before.sharesAccountsOf(purse)) {
      return before;
    }
    if (reservations == null) {
      reservations = new Reservations(config.maxReservations(), full);
    }
    all.add(purse);
    return purse;
  }

  /** Has the log know which group a campaign is in. */
  private void group(Campaign campaign) {
    String group = campaign.group() == null ? null : campaign.group().id();
    if (!Objects.equals(group, spend.groupOf(campaign.id()))) {
      log.accept(Spend.comesTo(campaign.id(), group));
    }
  }

  @Override
  public boolean claim(int campaignSlot, long cpmMicros, int currency) {
    Purse purse = purse(campaignSlot);
    if (purse == null || purse.claim(purse.priceMicros(cpmMicros, currency))) {
      return true;
    }
    refused.increment();
    return false;
  }

  @Override
  public void made(int campaignSlot, long idHigh, long idLow, long epochMillis) {
    Purse purse = purse(campaignSlot);
    Reservations near = reservations;
    if (near != null && purse != null && purse.isNear() && purse.number() < MAX_PURSES) {
      near.add(
          idHigh,
          idLow,
          epochMillis + config.reservation().toMillis(),
          ((epochMillis / sliceMillis) << PURSE_BITS) | purse.number());
    }
  }

  @Override
  public Claims looking() {
    return (campaignSlot, cpmMicros, currency) -> {
      Purse purse = purse(campaignSlot);
      return purse == null || purse.grants(purse.priceMicros(cpmMicros, currency));
    };
  }

  private @Nullable Purse purse(int campaignSlot) {
    @Nullable Purse[] bySlot = purses;
    return campaignSlot < bySlot.length ? bySlot[campaignSlot] : null;
  }

  /** A bid was billed or lost: its claim, if it is remembered, ends. */
  private synchronized void decided(Event event) {
    Reservations near = reservations;
    if (near == null) {
      return;
    }
    near.settle(clock.millis());
    long value = near.take(event.bidId());
    if (value >= 0 && event.happening() instanceof Happening.OfBid ofBid) {
      Purse purse = all.get((int) (value & (MAX_PURSES - 1)));
      Subject subject = ofBid.subject();
      int currency = rates.numberOf(subject.currency());
      if (currency != CurrencyRates.NO_RATE) {
        purse.release(value >>> PURSE_BITS, purse.priceMicros(subject.bidCpmMicros(), currency));
      }
    }
  }

  /** Looks at what was billed, and takes campaigns out of selection or lets them in again. */
  public synchronized void look() {
    lookAtAccounts();
    lookAtCampaigns();
  }

  private void lookAtAccounts() {
    long now = clock.millis();
    if (reservations != null) {
      reservations.settle(now);
    }
    // What is billed and not told would be spent again.
    boolean claimsEnd = billsAreTold.getAsBoolean();
    double lateShare = spend.lateShare(config.reservation().toMillis());
    long nanos = leases == null ? 0 : leases.nanos();
    synchronized (spend) {
      for (Account account : used) {
        account.look(now, nanos, now / sliceMillis, lateShare, claimsEnd);
      }
    }
  }

  /** Sets the multipliers of campaigns that have a target. */
  private void aim() {
    double[] multipliers = new double[campaigns.length];
    for (int slot = 0; slot < campaigns.length; slot++) {
      TargetState state = target(campaigns[slot]);
      multipliers[slot] = state == null ? 1 : state.multiplier();
    }
    pacing.aim(multipliers);
  }

  private @Nullable TargetState target(@Nullable Campaign campaign) {
    return campaign == null ? null : earnings.state(campaign, rates, clock.millis());
  }

  /** Sets the multipliers of campaigns whose budgets are to be paced, or that have a target. */
  public synchronized void pace() {
    long now = clock.millis();
    Map<Account, List<Integer>> slotsOfGroups = new HashMap<>();
    Map<Account, Instant> endsOfGroups = new HashMap<>();
    List<Paced> paced = new ArrayList<>();
    for (int slot = 0; slot < campaigns.length; slot++) {
      Campaign campaign = campaigns[slot];
      Purse purse = slot < purses.length ? purses[slot] : null;
      if (campaign == null || purse == null) {
        continue;
      }
      if (purse.own() != null) {
        sees(purse.own(), List.of(slot), now);
        add(purse.own().paced(List.of(slot), campaign.start(), campaign.end(), supply), paced);
      }
      if (purse.group() != null) {
        slotsOfGroups.computeIfAbsent(purse.group(), _ -> new ArrayList<>()).add(slot);
        Instant end = campaign.end() == null ? Instant.MAX : campaign.end();
        endsOfGroups.merge(purse.group(), end, (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    slotsOfGroups.forEach((group, slots) -> {
      sees(group, slots, now);
      Instant end = endsOfGroups.get(group);
      add(group.paced(slots, null, Instant.MAX.equals(end) ? null : end, supply), paced);
    });
    pacing.turn(now, campaigns.length, paced);
    aim();
    pacedMillis = now;
  }

  private void sees(Account account, List<Integer> slots, long now) {
    if (leases != null && pacedMillis > 0 && now > pacedMillis) {
      long seen = slots.stream().mapToLong(pacing::seen).sum();
      account.sees((double) seen * Supply.HOUR_MILLIS / (now - pacedMillis));
    }
  }

  private static void add(@Nullable Paced paced, List<Paced> to) {
    if (paced != null) {
      to.add(paced);
    }
  }

  private void lookAtCampaigns() {
    BitSet withoutMoney = new BitSet();
    @Nullable Purse[] bySlot = purses;
    for (int slot = 0; slot < campaigns.length; slot++) {
      Purse purse = bySlot[slot];
      if (campaigns[slot] != null && purse != null && purse.exhausted() != null) {
        withoutMoney.set(slot);
      }
    }
    outOfMoney = withoutMoney;
    BitSet either = (BitSet) withoutMoney.clone();
    either.or(paused);
    if (!either.equals(outNow)) {
      outNow = either;
      out.replace(either);
    }
  }

  private synchronized void lookAtPauses() {
    BitSet byPauses = new BitSet();
    if (!pauses.isEmpty()) {
      for (int slot = 0; slot < campaigns.length; slot++) {
        Campaign campaign = campaigns[slot];
        if (campaign != null && pauses.of(campaign.id(), campaign.advertiser().id()) != null) {
          byPauses.set(slot);
        }
      }
    }
    paused = byPauses;
    lookAtCampaigns();
  }

  private synchronized String why(int campaignSlot) {
    Campaign campaign = campaignSlot < campaigns.length ? campaigns[campaignSlot] : null;
    Pause pause = campaign == null ? null : pauses.of(campaign.id(), campaign.advertiser().id());
    if (pause != null) {
      return pause.words();
    }
    Purse purse = purse(campaignSlot);
    Account exhausted = purse == null ? null : purse.exhausted();
    return exhausted == null ? "" : exhausted.why();
  }

  /** Tells how each campaign of the catalogue does that is asked for, in the order of slots. */
  synchronized void tell(Predicate<Campaign> asked, Consumer<CampaignState> to) {
    long now = clock.millis();
    for (int slot = 0; slot < campaigns.length; slot++) {
      Campaign campaign = campaigns[slot];
      if (campaign != null && asked.test(campaign)) {
        Purse purse = purses[slot];
        to.accept(
            new CampaignState(
                campaign,
                slot,
                purse == null || purse.own() == null ? looked(campaign, now) : purse.own(),
                purse == null ? null : purse.group(),
                purse != null && purse.own() != null,
                state(slot, campaign, now),
                pacing.multiplier(slot),
                target(campaign),
                why(slot)));
      }
    }
  }

  /** The account of a campaign without a budget, for what was billed; null without a rate. */
  private @Nullable Account looked(Campaign campaign, long now) {
    int currency = rates.numberOf(campaign.economics().currency());
    if (currency == CurrencyRates.NO_RATE) {
      return null;
    }
    Account account =
        new Account(
            "campaign " + campaign.id(),
            spend.campaign(campaign.id()),
            currency,
            rates,
            campaign.advertiser().timeZone(),
            null);
    synchronized (spend) {
      account.look(now, 0, now / sliceMillis, 0, true);
    }
    return account;
  }

  private String state(int slot, Campaign campaign, long now) {
    if (paused.get(slot)) {
      return "paused";
    }
    if (campaign.end() != null && now >= campaign.end().toEpochMilli()) {
      return "flight over";
    }
    if (campaign.start() != null && now < campaign.start().toEpochMilli()) {
      return "flight not begun";
    }
    return outOfMoney.get(slot) ? "out of budget" : BIDDING;
  }

  /** The campaigns of the catalogue, in the order of slots. */
  synchronized List<Campaign> campaigns() {
    return Arrays.stream(campaigns).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
  }

  /** Bids that were not made, because their price was more than what is left. */
  public long refusedBids() {
    return refused.sum();
  }

  /** Campaigns that do not bid because nothing is left for them. */
  public synchronized int campaignsOut() {
    return outOfMoney.cardinality();
  }

  /** Campaigns whose bids are lowered by their target, by more than for their budgets. */
  public synchronized int campaignsLoweredByTarget() {
    int lowered = 0;
    for (int slot = 0; slot < campaigns.length; slot++) {
      lowered += pacing.byTarget(slot) < pacing.byBudget(slot) ? 1 : 0;
    }
    return lowered;
  }

  /** Campaigns whose orders cost more than a tenth more than their target allows. */
  public synchronized int campaignsMissingTarget() {
    int missing = 0;
    for (Campaign campaign : campaigns) {
      TargetState state = target(campaign);
      missing += state != null && state.isMissed() ? 1 : 0;
    }
    return missing;
  }

  /**
   * Campaigns that may bid and have spent less than half of what their daily budget would have come
   * to by now, spent evenly.
   */
  public synchronized int campaignsBehind() {
    long now = clock.millis();
    int behind = 0;
    for (int slot = 0; slot < campaigns.length; slot++) {
      Campaign campaign = campaigns[slot];
      Purse purse = slot < purses.length ? purses[slot] : null;
      if (campaign != null
          && purse != null
          && purse.own() != null
          && state(slot, campaign, now).equals(BIDDING)
          && purse.own().isBehind(now, campaign.start())) {
        behind++;
      }
    }
    return behind;
  }

  /** The part of its budget by which a campaign or group was billed too much, the largest. */
  public synchronized double overspentShare() {
    double most = 0;
    for (Account account : used) {
      most = Math.max(most, account.overspentShare());
    }
    return most;
  }

  /** Bids that are remembered one by one. */
  public synchronized long reservedBids() {
    return reservations == null ? 0 : reservations.size();
  }

  /** The share of bills that are taken to come after their claims have ended. */
  public double lateShare() {
    return spend.lateShare(config.reservation().toMillis());
  }
}
