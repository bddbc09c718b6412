package io.bidder.benchmarks.pacing;

import io.bidder.bidder.pacing.Pacer;
import io.bidder.bidder.pacing.Turn;
import io.bidder.market.pacing.Minute;
import io.bidder.market.pacing.Pacing;

/** The server's pacer. */
final class OurPacing implements Pacing {
  private static final double MICROS = 1_000_000;

  private final Pacer pacer = new Pacer(START);

  /** As all others begin. */
  static final double START = 0.5;

  @Override
  public void turn(Minute minute) {
    boolean over = minute.endsDay();
    pacer.turn(
        new Turn(
            minute.spentUsd() * MICROS,
            minute.impressions(),
            minute.supply(),
            minute.supplyExpected(),
            minute.budgetUsd() * MICROS,
            (minute.budgetUsd() - (over ? 0 : minute.spentTodayUsd())) * MICROS,
            over ? minute.supplyOfDay() : minute.supplyAhead(),
            minute.supplyOfDay()));
  }

  @Override
  public double multiplier() {
    return pacer.multiplier();
  }

  @Override
  public double passShare() {
    return pacer.passShare();
  }
}
