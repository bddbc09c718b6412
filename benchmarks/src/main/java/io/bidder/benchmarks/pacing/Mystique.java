package io.bidder.benchmarks.pacing;

import io.bidder.market.pacing.Minute;
import io.bidder.market.pacing.Pacing;

/**
 * Yahoo's budget pacing ("Mystique: a budget pacing system for performance optimization in online
 * advertising", WWW 2024 companion): the multiplier is moved by small bounded corrections for the
 * error in spend and for the error in its slope, weighed by how soon the target would be hit.
 */
final class Mystique implements Pacing {
  private static final double MOST_CORRECTION = 0.025;
  private static final double LEAST_CORRECTION = 0.01;
  private static final double ERROR_OF_MOST = 0.25;
  private static final double SLOPE_ERROR_OF_MOST = 1.5;
  private static final double MOST_WEIGHT = 0.9;
  private static final double WEIGHT_BY_MINUTE = 0.2;
  private static final double RUNAWAY_SLOPE = 12;
  private static final double RUNAWAY_MINUTES = 60;
  private static final int DAY = 1_440;

  private double signal = OurPacing.START;
  private boolean stopped;

  @Override
  public void turn(Minute minute) {
    stopped = false;
    double spent = minute.spentTodayUsd() / minute.budgetUsd();
    if (spent >= 1) {
      return;
    }
    double target = minute.supplyBefore() / minute.supplyOfDay();
    double targetSlope = DAY * minute.supplyExpected() / minute.supplyOfDay();
    double error = spent - target;
    double slopeError = DAY * minute.spentUsd() / minute.budgetUsd() - targetSlope;
    double minutesToTarget = slopeError == 0 ? DAY + 1 : -DAY * error / slopeError;
    if (slopeError > RUNAWAY_SLOPE && minutesToTarget < RUNAWAY_MINUTES && spent > target) {
      stopped = true;
      return;
    }
    double weight =
        minutesToTarget < 0 ? 0.5 : Math.min(MOST_WEIGHT, WEIGHT_BY_MINUTE * minutesToTarget);
    double correction = MOST_CORRECTION * Math.min(1, Math.abs(error) / ERROR_OF_MOST);
    double slopeCorrection =
        Math.max(
            LEAST_CORRECTION,
            MOST_CORRECTION * Math.min(1, Math.abs(slopeError)) / SLOPE_ERROR_OF_MOST);
    signal -=
        weight * correction * Math.signum(error)
            + (1 - weight) * slopeCorrection * Math.signum(slopeError);
    signal = Math.clamp(signal, 0.001, 1);
  }

  @Override
  public double multiplier() {
    return stopped ? 0 : signal;
  }
}
