package io.bidder.bidder.pacing;

/**
 * Sets the multiplier of one campaign's bids, turn by turn, so that what is left of its budget
 * lasts for the supply that is left. It learns what an opportunity costs at the multiplier that is
 * set, and moves the multiplier to where the rest of the supply would cost the rest of the budget.
 * So it aims at one multiplier for the whole span, which is what buys most for a budget (Balseiro
 * and Gur 2019), and keeps to no curve of spend: what was lost or gained up to now is spread over
 * all that is to come.
 *
 * <p>There is no sum of errors that could wind up: without supply nothing is learned and nothing
 * moves. One thread's.
 */
public final class Pacer {
  /** By how much spend grows with the multiplier: too high is slow, too low is restless. */
  private static final double ELASTICITY = 2;

  /** Of the way to the multiplier that looks right, what a turn goes. */
  private static final double STEP = 0.5;

  /** The most that a turn moves the multiplier by, as a logarithm. */
  private static final double MOST_STEP = 0.2;

  /** The least multiplier, as a logarithm; below it requests are passed by. */
  private static final double FLOOR = Math.log(0.02);

  /** No campaign is held back further. */
  private static final double LEAST = 2 * FLOOR;

  /** What was seen counts for half after so much of the span's supply, and so many impressions. */
  private static final double MEMORY_SHARE = 0.02;

  private static final double MEMORY_IMPRESSIONS = 40;

  /** The part of a budget that is too little to be paced. */
  private static final double NOTHING = 0.002;

  /** Of a span's supply, its end. */
  private static final double LAST_SHARE = 0.03;

  /** Likewise of how much more supply comes than was expected, and what is believed beforehand. */
  private static final double SURPRISE_SHARE = 0.05;

  private static final double SURPRISE_PRIOR = 0.02;

  private double log;
  private double spentMicros;
  private double supply;
  private double comeSupply;
  private double expectedSupply;

  /**
   * A pacer.
   *
   * @param multiplier to begin with, above 0, at most 1
   */
  public Pacer(double multiplier) {
    log = Math.log(multiplier);
  }

  /** Takes what came of a turn, and sets what is for the next. */
  public void turn(Turn turn) {
    if (turn.supply() <= 0 || turn.supplyOfSpan() <= 0) {
      return;
    }
    double share = turn.supply() / turn.supplyOfSpan();
    double kept =
        Math.pow(0.5, Math.min(share / MEMORY_SHARE, turn.impressions() / MEMORY_IMPRESSIONS));
    spentMicros = kept * spentMicros + turn.spentMicros();
    supply = kept * supply + turn.supply();
    double keptSurprise = Math.pow(0.5, share / SURPRISE_SHARE);
    comeSupply = keptSurprise * comeSupply + turn.supply();
    expectedSupply = keptSurprise * expectedSupply + turn.supplyExpected();
    boolean isLeft = turn.remainingMicros() > NOTHING * turn.budgetMicros();
    if (isLeft && turn.supplyAhead() > 0) {
      double ahead = turn.supplyAhead() / turn.supplyOfSpan();
      // The last minutes are no reason to begin the next span elsewhere.
      move(STEP * ahead / (ahead + LAST_SHARE), wanted(turn), turn.supply());
    } else if (!isLeft && turn.spentMicros() > 0) {
      // Too late for this span: what would have been right from its start on.
      move(1, turn.budgetMicros() / turn.supplyOfSpan(), 0);
    }
  }

  /**
   * Micros to spend for each opportunity that is to come, of which there are as many more as now.
   */
  private double wanted(Turn turn) {
    double surprise =
        (comeSupply + SURPRISE_PRIOR * turn.supplyOfSpan())
            / (expectedSupply + SURPRISE_PRIOR * turn.supplyOfSpan());
    return turn.remainingMicros() / (surprise * turn.supplyAhead());
  }

  /** Moves to where an opportunity costs what is wanted, the less so the less has been seen. */
  private void move(double share, double wantedMicros, double priorSupply) {
    double cost = (spentMicros + wantedMicros * priorSupply) / (supply + priorSupply);
    double step = share * Math.log(wantedMicros / cost) / ELASTICITY;
    double before = log;
    log = Math.clamp(log + (share < 1 ? Math.clamp(step, -MOST_STEP, MOST_STEP) : step), LEAST, 0);
    // What was seen would have cost that at the new multiplier.
    spentMicros *= Math.exp(ELASTICITY * (log - before));
  }

  /** The multiplier, where there is no floor to it; another pacer may begin with it. */
  double intensity() {
    return Math.exp(log);
  }

  /** What bids are multiplied by, above 0, at most 1. */
  public double multiplier() {
    return Math.exp(Math.max(FLOOR, log));
  }

  /** The share of opportunities to bid for: 1 unless the multiplier is at its floor. */
  public double passShare() {
    return Math.exp(ELASTICITY * Math.min(0, log - FLOOR));
  }
}
