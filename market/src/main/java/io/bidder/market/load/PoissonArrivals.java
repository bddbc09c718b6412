package io.bidder.market.load;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Arrivals with exponential gaps: how many come in one stretch of time says nothing about the next,
 * as with an exchange's many users. The same seed gives the same times.
 */
final class PoissonArrivals implements Arrivals {
  private static final double NS_PER_SECOND = 1e9;

  private final List<Load.Step> steps;
  private final SplittableRandom random;
  private int step;
  private double stepEndNs;
  private double atNs;

  PoissonArrivals(Load.Poisson load) {
    steps = load.steps();
    random = new SplittableRandom(load.seed());
    stepEndNs = steps.getFirst().seconds() * NS_PER_SECOND;
  }

  @Override
  public long nextNs() {
    while (step < steps.size()) {
      double gapNs =
          -Math.log1p(-random.nextDouble()) / steps.get(step).requestsPerSecond() * NS_PER_SECOND;
      if (atNs + gapNs < stepEndNs) {
        atNs += gapNs;
        return (long) atNs;
      }
      // The gaps have no memory: where the rate changes the wait may begin anew.
      atNs = stepEndNs;
      step++;
      if (step < steps.size()) {
        stepEndNs += steps.get(step).seconds() * NS_PER_SECOND;
      }
    }
    return NONE;
  }
}
