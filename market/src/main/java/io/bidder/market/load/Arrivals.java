package io.bidder.market.load;

import java.util.List;
import java.util.SplittableRandom;

/** The times at which the requests of an open loop are due. */
interface Arrivals {
  /** There is no further one. */
  long NONE = Long.MAX_VALUE;

  /** The next one, in nanoseconds after the start; {@link #NONE} after the last. */
  long nextNs();

  /** The arrivals of an open load. */
  static Arrivals of(Load load) {
    return switch (load) {
      case Load.Poisson poisson -> new Poisson(poisson);
      case Load.Even even -> new Even(even);
      case Load.Closed closed -> throw new IllegalArgumentException(closed + " has no arrivals");
    };
  }

  /**
   * Arrivals with exponential gaps: how many come in one stretch of time says nothing about the
   * next, as with an exchange's many users. The same seed gives the same times.
   */
  final class Poisson implements Arrivals {
    private static final double NS_PER_SECOND = 1e9;

    private final List<Load.Step> steps;
    private final SplittableRandom random;
    private int step;
    private double stepEndNs;
    private double atNs;

    Poisson(Load.Poisson load) {
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

  /** Arrivals at equal distances. */
  final class Even implements Arrivals {
    private final Load.Even load;
    private long next;

    Even(Load.Even load) {
      this.load = load;
    }

    @Override
    public long nextNs() {
      return next == load.requests() ? NONE : (long) (next++ / load.requestsPerSecond() * 1e9);
    }
  }
}
