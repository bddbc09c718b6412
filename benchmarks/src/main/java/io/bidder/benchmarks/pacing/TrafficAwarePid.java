package io.bidder.benchmarks.pacing;

import io.bidder.market.pacing.Minute;
import io.bidder.market.pacing.Pacing;

/**
 * Traffic-aware PID (TA-PID, best of those in Khirianova et al., "BAT: benchmark for auto-bidding
 * task", WWW 2025): the logarithm of the bid is changed by a PID controller over shares of the
 * forecast traffic instead of time; its error is by how much the day's mean spend for a share of
 * traffic is off.
 */
final class TrafficAwarePid implements Pacing {
  private static final double MOST_STEP = Math.log(1.2) * 4;

  private final double proportional;
  private final double integral;
  private final double differential;
  private double log = Math.log(OurPacing.START);
  private double sum;
  private double before;
  private double shareBefore;

  TrafficAwarePid(double proportional, double integral, double differential) {
    this.proportional = proportional;
    this.integral = integral;
    this.differential = differential;
  }

  @Override
  public void turn(Minute minute) {
    if (minute.ofDay() == 0) {
      sum = 0;
      before = 0;
      shareBefore = 0;
    }
    double share = minute.supplyBefore() / minute.supplyOfDay();
    double step = share - shareBefore;
    if (step > 0 && share > 0.005 && minute.spentTodayUsd() < minute.budgetUsd()) {
      double error = 1 - minute.spentTodayUsd() / minute.budgetUsd() / share;
      sum += error * step;
      double action =
          proportional * error + integral * sum + differential * (error - before) / step;
      before = error;
      log = Math.clamp(log + Math.clamp(action, -MOST_STEP, MOST_STEP), Math.log(0.001), 0);
    }
    shareBefore = share;
  }

  @Override
  public double multiplier() {
    return Math.exp(log);
  }
}
