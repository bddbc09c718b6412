package io.bidder.market.load;

import java.util.List;

/**
 * What load to send for how long.
 *
 * @param steps one after the other; a closed loop has exactly one
 * @param connections kept alive; a closed loop has one request outstanding on each
 * @param seed of the arrivals
 */
public record Load(List<Step> steps, int connections, long seed) {
  /**
   * A rate for some time.
   *
   * @param requestsPerSecond the mean of Poisson arrivals; {@link #CLOSED} sends a request when the
   *     last is answered
   */
  public record Step(double requestsPerSecond, double seconds) {}

  /** The rate of a closed loop. */
  public static final double CLOSED = 0;

  /** Checks that the load can be sent. */
  public Load {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || connections < 1) {
      throw new IllegalArgumentException(
          steps.size() + " steps over " + connections + " connections, expected at least one each");
    }
    for (Step step : steps) {
      boolean closed = step.requestsPerSecond == CLOSED;
      if (!(step.requestsPerSecond >= 0) || !(step.seconds > 0) || (closed && steps.size() > 1)) {
        throw new IllegalArgumentException(
            step + ", expected a time and a rate above 0, or one step without a rate");
      }
    }
  }

  /** As many requests as are answered. */
  public static Load closed(double seconds, int connections) {
    return new Load(List.of(new Step(CLOSED, seconds)), connections, 0);
  }

  /** Poisson arrivals at one rate. */
  public static Load open(double requestsPerSecond, double seconds, int connections, long seed) {
    return new Load(List.of(new Step(requestsPerSecond, seconds)), connections, seed);
  }

  boolean isClosed() {
    return steps.getFirst().requestsPerSecond == CLOSED;
  }

  /** All steps together. */
  public double seconds() {
    return steps.stream().mapToDouble(Step::seconds).sum();
  }
}
