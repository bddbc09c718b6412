package io.bidder.benchmarks.pacing;

import io.bidder.market.pacing.Minute;
import io.bidder.market.pacing.Pacing;

/**
 * The textbook's PID controller of what is spent in a minute (Zhang et al., "Feedback control of
 * real-time display advertising", WSDM 2016): the multiplier is exp of minus its output, of errors
 * relative to what the forecast allows for the minute.
 */
final class SpendPid implements Pacing {
  private final double proportional;
  private final double integral;
  private final double differential;
  private double sum;
  private double before;
  private double multiplier = OurPacing.START;

  SpendPid(double proportional, double integral, double differential) {
    this.proportional = proportional;
    this.integral = integral;
    this.differential = differential;
  }

  @Override
  public void turn(Minute minute) {
    double remainingUsd = minute.budgetUsd() - minute.spentTodayUsd() + minute.spentUsd();
    double aimUsd =
        remainingUsd * minute.supplyExpected() / (minute.supplyAhead() + minute.supplyExpected());
    if (remainingUsd <= 0 || aimUsd <= 0) {
      return;
    }
    double error = Math.clamp(minute.spentUsd() / aimUsd - 1, -1, 5);
    sum += error;
    double output = proportional * error + integral * sum + differential * (error - before);
    before = error;
    double wanted = OurPacing.START * Math.exp(-output);
    if (wanted > 1) {
      // No wind-up: the sum is what just reaches the bound.
      sum -= error;
    }
    multiplier = Math.clamp(wanted, 0.001, 1);
  }

  @Override
  public double multiplier() {
    return multiplier;
  }
}
