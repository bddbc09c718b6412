package io.bidder.bidder.budget;

import io.bidder.bidder.bank.Answer;
import io.bidder.bidder.bank.Ask;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.PacingMode;
import io.bidder.bidder.pacing.Paced;
import io.bidder.bidder.pacing.Supply;
import io.bidder.bidder.pricing.CurrencyRates;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The money of a campaign or a group: its budget, what it was billed, and what its bids may still
 * cost. Any thread claims, without waiting; all else is guarded by its {@link Budgets}' lock.
 *
 * <p>A claim is granted while all claims together stay below a ceiling, which is moved now and
 * then:
 *
 * <pre>
 *   claimed + price ≤ ceiling = budget left − held back for late bills + claims settled
 * </pre>
 */
final class Account {
  /** A campaign whose claims could make up so large a part of what is left is near its limit. */
  private static final int NEAR = 4;

  /** Of the day, in which it is too early to tell whether a campaign is behind. */
  private static final double EARLY = 0.1;

  private static final double BEHIND = 0.5;

  /** Of the supply that was seen before, at each turn of pacing. */
  private static final double SUPPLY_KEPT = 0.9;

  private static final int MICROS_DIGITS = 6;

  final String name;
  final Spent spent;
  final int currency;
  final InFlight inFlight = new InFlight();
  private final CurrencyRates rates;
  private final @Nullable Lease lease;
  private Budget budget = Budget.NONE;
  private ZoneId zone;
  private volatile long ceilingMicros;
  private volatile boolean near;

  /** The price of a claim that was refused lately: there is no use in being asked for it. */
  private volatile long refusedMicros;

  private boolean isOut;
  private long dayFromMillis;
  private long dayUntilMillis;
  private long totalMicros;
  private long todayMicros;
  private long heldBackMicros;

  /** Claims that had ended when it was last looked what was billed: later ones are in neither. */
  private long settledMicros;

  private long leasedMicros;
  private long supplyPerHour;

  /**
   * An account.
   *
   * @param name in words, such as {@code campaign spring}
   * @param currency that has a rate
   * @param lease by which it shares its budget with other servers; null if it has it for itself
   */
  Account(
      String name,
      Spent spent,
      int currency,
      CurrencyRates rates,
      ZoneId zone,
      @Nullable Lease lease) {
    this.name = name;
    this.spent = spent;
    this.currency = currency;
    this.rates = rates;
    this.zone = zone;
    this.lease = lease;
  }

  /** By what the bank knows it. */
  String key() {
    return name + " in " + rates.code(currency);
  }

  @Nullable Lease lease() {
    return lease;
  }

  void use(Budget newBudget, ZoneId newZone) {
    budget = newBudget;
    if (!newZone.equals(zone)) {
      zone = newZone;
      dayUntilMillis = 0;
    }
  }

  /** Claims an amount if that much is left. */
  boolean claim(long micros) {
    if (inFlight.claimedMicros.addAndGet(micros) <= ceilingMicros) {
      return true;
    }
    giveBack(micros);
    refusedMicros = micros;
    return false;
  }

  /** Tells whether a claim would be granted. */
  boolean grants(long micros) {
    return inFlight.claimedMicros.get() + micros <= ceilingMicros;
  }

  /** Takes back a claim that was granted a moment ago. */
  void giveBack(long micros) {
    inFlight.claimedMicros.addAndGet(-micros);
  }

  /** Tells whether bids are to be remembered one by one, to be released when they are decided. */
  boolean isNear() {
    return near;
  }

  /**
   * Looks at what was billed, and moves the ceiling.
   *
   * @param nanos of the clock that leases go by
   * @param lateShare of what is billed, that is billed when its claim is no more
   * @param claimsEnd whether they do when their time is over
   */
  void look(long epochMillis, long nanos, long slice, double lateShare, boolean claimsEnd) {
    if (epochMillis < dayFromMillis || epochMillis >= dayUntilMillis) {
      var day = Instant.ofEpochMilli(epochMillis).atZone(zone).toLocalDate();
      dayFromMillis = day.atStartOfDay(zone).toInstant().toEpochMilli();
      dayUntilMillis = day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    }
    if (claimsEnd || !inFlight.hasBegun()) {
      inFlight.advance(slice);
    }
    settledMicros = inFlight.settledMicros();
    long quarter = epochMillis / Sums.QUARTER_MILLIS;
    totalMicros = spent.totalMicros(rates, currency);
    todayMicros = spent.sinceMicros(dayFromMillis / Sums.QUARTER_MILLIS, rates, currency);
    long lately = spent.sinceMicros(quarter - Lateness.HOUR + 1, rates, currency);
    heldBackMicros = Math.min(Long.MAX_VALUE / 4, (long) Math.ceil(lateShare * lately));
    moveCeiling(nanos);
  }

  private void moveCeiling(long nanos) {
    long left = leftMicros() - heldBackMicros;
    if (lease == null) {
      near = left < NEAR * inFlight.claimedLatelyMicros();
    } else {
      near = left - lease.othersLeasedMicros() < NEAR * inFlight.claimedLatelyMicros();
      leasedMicros = lease.leftMicros(nanos, totalMicros);
      long leased = leasedMicros;
      if (lease.isAway()) {
        leased = Math.max(leased, budget.withoutBankMicros() - todayMicros);
      }
      left = Math.min(left, leased - heldBackMicros);
    }
    // Without a limit left is so large that what is added must not make it negative.
    ceilingMicros = Math.min(left, Long.MAX_VALUE / 2) + settledMicros;
    long available = ceilingMicros - inFlight.claimedMicros.get();
    // Whoever has no lease, because nobody wanted any, is asked for bids again.
    boolean isIdle = lease != null && refusedMicros == 0 && !lease.isShort();
    isOut = available < Math.max(1, refusedMicros) && !isIdle;
    if (!isOut) {
      refusedMicros = 0;
    }
  }

  /**
   * Asks the bank for what this server is to have, and gives back what it does not need.
   *
   * @param isLast whether all is to be given back
   * @return null if it is not yet time to
   */
  @Nullable Ask ask(long nanos, boolean isLast) {
    Lease by = lease;
    long refused = refusedMicros;
    long claimed = inFlight.claimedMicros.get();
    boolean isNeeded =
        by != null
            && (refused > 0
                || by.isShort()
                || by.leftMicros(nanos, totalMicros) > 0
                || (budget.totalMicros() == Long.MAX_VALUE ? todayMicros : totalMicros) > 0
                || inFlightMicros() > 0);
    if (by == null
        || !isNeeded
        || dayUntilMillis == 0
        || !(isLast || by.isDue(nanos, refused > 0))) {
      return null;
    }
    long wanted = isLast ? 0 : by.wantedMicros(nanos, claimed, refused);
    long held = heldMicros(by);
    long kept = by.keep(nanos, totalMicros, held, wanted);
    moveCeiling(nanos);
    // Some may have been claimed until the ceiling was moved.
    long since = Math.max(0, heldMicros(by) - held);
    kept = Math.max(0, kept - since);
    return new Ask(
        key(),
        dayFromMillis,
        budget.totalMicros(),
        budget.dailyMicros(),
        totalMicros,
        todayMicros,
        by.othersMicros(),
        by.othersOnMicros(dayFromMillis),
        held + since,
        kept,
        Math.max(wanted, kept),
        Math.max(1, refused),
        supplyPerHour);
  }

  /**
   * What bids may still be billed. Some claims are of bids that are billed already: they are no
   * reason for a larger lease, and all others were made within it, but where a campaign may go on
   * without the bank.
   */
  private long heldMicros(Lease by) {
    long held = inFlightMicros() + heldBackMicros;
    return budget.withoutBankMicros() > 0
        ? held
        : Math.min(held, Math.max(by.lastLeftMicros(totalMicros), heldBackMicros));
  }

  /** Takes what the bank answers to {@link #ask}. */
  void answered(Ask ask, Answer answer, long askedNanos) {
    Objects.requireNonNull(lease).answered(ask, answer, askedNanos);
    moveCeiling(askedNanos);
  }

  /** Takes how many opportunities an hour there are to bid from it. */
  void sees(double perHour) {
    supplyPerHour = Math.round(SUPPLY_KEPT * supplyPerHour + (1 - SUPPLY_KEPT) * perHour);
  }

  /**
   * Takes for granted that bids were on their way when this server was started, about as many as
   * were billed lately.
   *
   * @param claimMillis that they may be billed in
   */
  void assumeInFlight(long epochMillis, long claimMillis) {
    long quarter = epochMillis / Sums.QUARTER_MILLIS;
    long lately = spent.sinceMicros(quarter - 1, rates, currency);
    inFlight.claimedMicros.addAndGet(
        (long) Math.ceil((double) lately * claimMillis / Sums.QUARTER_MILLIS));
  }

  private long leftMicros() {
    return Math.min(
        budget.totalMicros() - fleetTotalMicros(), budget.dailyMicros() - fleetTodayMicros());
  }

  /** What all servers have spent, ever, as far as is known here. */
  long fleetTotalMicros() {
    return totalMicros + (lease == null ? 0 : lease.othersMicros());
  }

  /** Likewise today. */
  long fleetTodayMicros() {
    return todayMicros + (lease == null ? 0 : lease.othersOnMicros(dayFromMillis));
  }

  /** Tells whether nothing is left that a bid could claim. */
  boolean isOut() {
    return isOut;
  }

  /** The part of a budget by which more was billed than it has; 0 for none. */
  double overspentShare() {
    return Math.max(
        over(fleetTotalMicros(), budget.totalMicros()),
        over(fleetTodayMicros(), budget.dailyMicros()));
  }

  private static double over(long micros, long of) {
    return micros > of ? (double) (micros - of) / of : 0;
  }

  long totalMicros() {
    return totalMicros;
  }

  long todayMicros() {
    return todayMicros;
  }

  long heldBackMicros() {
    return heldBackMicros;
  }

  /** What is left of the lease, with what bids in flight may still be billed of it. */
  long leasedMicros() {
    return Math.max(0, leasedMicros);
  }

  /** The claims of bids that may still be billed, at full price. */
  long inFlightMicros() {
    return Math.max(0, inFlight.claimedMicros.get() - settledMicros);
  }

  Budget budget() {
    return budget;
  }

  /**
   * Tells whether less than half of the daily budget's part of the day is spent.
   *
   * @param start of the flight, which may be within the day; null for none
   */
  boolean isBehind(long epochMillis, @Nullable Instant start) {
    long from = start == null ? dayFromMillis : Math.max(dayFromMillis, start.toEpochMilli());
    double passed = (double) (epochMillis - from) / (dayUntilMillis - from);
    return budget.dailyMicros() != Long.MAX_VALUE
        && passed >= EARLY
        && fleetTodayMicros() < BEHIND * passed * budget.dailyMicros();
  }

  /** Says in words why nothing is left. */
  String why() {
    boolean daily =
        budget.dailyMicros() - fleetTodayMicros() < budget.totalMicros() - fleetTotalMicros();
    return "%s budget of %s is %s %s; %s billed%s, %s in flight, %s held back for late bills, wanted at least %s%s"
        .formatted(
            daily ? "daily" : "total",
            name,
            units(daily ? budget.dailyMicros() : budget.totalMicros()),
            rates.code(currency),
            units(daily ? todayMicros : totalMicros),
            daily ? " since " + Instant.ofEpochMilli(dayFromMillis) : "",
            units(inFlightMicros()),
            units(heldBackMicros),
            units(Math.max(1, refusedMicros)) + " left",
            lease == null ? "" : whyOfOthers(lease, daily));
  }

  private String whyOfOthers(Lease by, boolean daily) {
    return "; other servers: %s billed, %s leased%s"
        .formatted(
            units(daily ? by.othersOnMicros(dayFromMillis) : by.othersMicros()),
            units(by.othersLeasedMicros()),
            by.isAway() ? "; no lease: " + by.problem() : "");
  }

  /**
   * The budget of today as it is to be paced: the daily one, and of a total that ends with a flight
   * what is left of it, by the supply of today and that to come. Null if it is not to be paced.
   *
   * @param campaignSlots that bid from it
   * @param start of the flight; null for none
   * @param end of the flight; null for none
   */
  @Nullable Paced paced(
      List<Integer> campaignSlots, @Nullable Instant start, @Nullable Instant end, Supply supply) {
    if (budget.pacing() == PacingMode.ASAP || dayUntilMillis == 0) {
      return null;
    }
    long from = start == null ? dayFromMillis : Math.max(dayFromMillis, start.toEpochMilli());
    long until = end == null ? dayUntilMillis : Math.min(dayUntilMillis, end.toEpochMilli());
    long todays = budget.dailyMicros();
    if (end != null && budget.totalMicros() != Long.MAX_VALUE) {
      double share = supply.between(from, until) / supply.between(from, end.toEpochMilli());
      long left = budget.totalMicros() - (fleetTotalMicros() - fleetTodayMicros());
      todays = Math.min(todays, (long) (share * left));
    }
    if (todays == Long.MAX_VALUE || from >= until) {
      return null;
    }
    if (lease != null) {
      // Of what is left, the part that this server sees of the supply.
      double leftHere = lease.supplyShare(supplyPerHour) * Math.max(0, todays - fleetTodayMicros());
      todays = todayMicros + (long) leftHere;
    }
    return new Paced(name, budget.pacing(), campaignSlots, from, until, todays, todayMicros);
  }

  /** An amount in units. */
  static String units(long micros) {
    return BigDecimal.valueOf(micros, MICROS_DIGITS).stripTrailingZeros().toPlainString();
  }
}
