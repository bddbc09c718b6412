package io.bidder.bidder.budget;

import io.bidder.bidder.bank.Answer;
import io.bidder.bidder.bank.Ask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The part of an account's budget that this server may spend by leave of the bank, and what the
 * bank told of the other servers. Guarded by its {@link Budgets}' lock.
 *
 * <p>A lease is an amount up to which this server may have been billed, ever: so it needs no
 * account of what was spent of it, and holds over midnight.
 */
final class Lease {
  /** Of what was claimed lately, what the last call's time counts for. */
  private static final double NEWS = 0.3;

  /** A lease that did not suffice is to be so much larger, or enough for so many bids. */
  private static final int LARGER = 2;

  private static final int SOME_BIDS = 16;

  private final long lifeNanos;
  private final long syncNanos;
  private boolean isLeased;
  private long upToMicros;
  private long endNanos;
  private long freeMicros;
  private long fairMicros = Long.MAX_VALUE;
  private boolean isShort;

  private long othersMicros;
  private long othersTodayMicros;
  private long othersDayMillis;
  private long othersLeasedMicros;
  private long othersSupply;

  private boolean wasAnswered;
  private @Nullable String problem;
  private boolean wasAsked;
  private long askedNanos;
  private long claimedMicros;
  private double claimedPerNano;
  private long someMicros;

  /**
   * No lease yet.
   *
   * @param life of leases
   * @param sync between two calls of the bank
   */
  Lease(Duration life, Duration sync) {
    lifeNanos = life.toNanos();
    syncNanos = sync.toNanos();
  }

  /** Tells whether there is a lease now. */
  boolean isLeased(long nanos) {
    return isLeased && nanos - endNanos < 0;
  }

  /** What is left of the lease, with what bids in flight may still be billed of it. */
  long leftMicros(long nanos, long spentMicros) {
    return isLeased(nanos) ? upToMicros - spentMicros : 0;
  }

  /** What is left of the lease, also of one that has ended; of what never was one, everything. */
  long lastLeftMicros(long spentMicros) {
    return wasAnswered ? upToMicros - spentMicros : Long.MAX_VALUE;
  }

  /** Tells whether the bank had less than what is of any use. */
  boolean isShort() {
    return isShort;
  }

  /** Tells whether the bank did not answer last time. */
  boolean isAway() {
    return problem != null;
  }

  /** The reason why the bank gives no lease; null if it does, or was not asked yet. */
  @Nullable String problem() {
    return problem;
  }

  /** What the bank says that others have spent, ever. */
  long othersMicros() {
    return othersMicros;
  }

  /** Likewise on a day. */
  long othersOnMicros(long dayMillis) {
    return dayMillis == othersDayMillis ? othersTodayMicros : 0;
  }

  /** What others may spend yet. */
  long othersLeasedMicros() {
    return othersLeasedMicros;
  }

  /** The part of the fleet's supply that this server sees. */
  double supplyShare(long supply) {
    return supply > 0 ? (double) supply / (supply + othersSupply) : 1;
  }

  /**
   * Tells whether it is time to ask the bank.
   *
   * @param isWanted whether a bid was refused since the last answer
   */
  boolean isDue(long nanos, boolean isWanted) {
    return !wasAsked
        || nanos - askedNanos >= syncNanos
        || (isWanted && !isShort && problem == null);
  }

  /** Takes what was claimed since it was last asked. Returns what is wanted beside that. */
  long wantedMicros(long nanos, long nowClaimedMicros, long refusedMicros) {
    if (wasAsked && nanos > askedNanos) {
      double perNano = (double) (nowClaimedMicros - claimedMicros) / (nanos - askedNanos);
      claimedPerNano += NEWS * (Math.max(0, perNano) - claimedPerNano);
    }
    claimedMicros = nowClaimedMicros;
    wasAsked = true;
    askedNanos = nanos;
    long expected = (long) (claimedPerNano * lifeNanos);
    if (refusedMicros > 0) {
      someMicros = SOME_BIDS * refusedMicros;
      expected = Math.max(expected, LARGER * freeMicros);
    }
    // Whoever bids once in a while is not to be refused each time.
    return Math.max(expected, someMicros);
  }

  /**
   * Gives back what is more than this server is to keep, before the bank is told.
   *
   * @param heldMicros that bids in flight may still be billed
   * @return what is kept beside that
   */
  long keep(long nanos, long spentMicros, long heldMicros, long wantedMicros) {
    if (!isLeased(nanos)) {
      return 0;
    }
    long kept =
        Math.max(
            0, Math.min(upToMicros - spentMicros - heldMicros, Math.min(wantedMicros, fairMicros)));
    upToMicros = Math.min(upToMicros, spentMicros + heldMicros + kept);
    return kept;
  }

  /** Takes what the bank answers. */
  void answered(Ask ask, Answer answer, long nanos) {
    switch (answer) {
      case Answer.Leased leased -> {
        wasAnswered = true;
        problem = null;
        isLeased = true;
        endNanos = nanos + lifeNanos;
        upToMicros = ask.spentMicros() + ask.heldMicros() + leased.freeMicros();
        freeMicros = leased.freeMicros();
        fairMicros = leased.fairMicros();
        isShort = leased.fairMicros() < ask.leastMicros();
        othersMicros = leased.othersMicros();
        othersTodayMicros = leased.othersTodayMicros();
        othersDayMillis = ask.dayMillis();
        othersLeasedMicros = leased.othersLeasedMicros();
        othersSupply = leased.othersSupply();
      }
      case Answer.Refused refused -> problem = refused.why();
    }
  }

  /** The bank can be asked again. */
  void back() {
    problem = null;
  }

  /** The bank cannot be asked. */
  void away(String why) {
    problem = why;
  }

  /** Tells whether an answer shows that the bank has lost what it was told before. */
  boolean isLoss(Answer answer) {
    return wasAnswered && answer instanceof Answer.Leased leased && !leased.wasKnown();
  }
}
