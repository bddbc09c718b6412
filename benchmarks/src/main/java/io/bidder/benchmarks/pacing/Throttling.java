package io.bidder.benchmarks.pacing;

import io.bidder.market.pacing.Minute;
import io.bidder.market.pacing.Pacing;

/**
 * LinkedIn's throttling (Agarwal, Ghosh, Wei and You, "Budget pacing for targeted online
 * advertisements at LinkedIn", KDD 2014): full bids, in a share of auctions that rises by a tenth
 * in a minute at whose end less was spent than the forecast's share of the budget, and falls by a
 * tenth otherwise.
 */
final class Throttling implements Pacing {
  private static final double RATE = 0.1;
  private static final double FIRST = 0.1;
  private static final double LEAST = 0.001;

  private double passShare = FIRST;

  @Override
  public void turn(Minute minute) {
    double allocatedUsd = minute.budgetUsd() * minute.supplyBefore() / minute.supplyOfDay();
    passShare =
        minute.spentTodayUsd() > allocatedUsd
            ? Math.max(LEAST, passShare * (1 - RATE))
            : Math.min(1, passShare * (1 + RATE));
  }

  @Override
  public double multiplier() {
    return 1;
  }

  @Override
  public double passShare() {
    return passShare;
  }
}
