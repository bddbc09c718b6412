package io.bidder.market.load;

import java.util.List;

/** A load: when its requests are sent, and over how many kept-alive connections. */
public sealed interface Load {
  /** Connections, all kept alive. */
  int connections();

  /** The planned length; 0 for a closed loop that a number of requests ends. */
  double seconds();

  /** A closed loop that lasts for some time. */
  static Load closed(double seconds, int connections) {
    return new Closed(seconds, Long.MAX_VALUE, connections);
  }

  /** A closed loop of some requests. */
  static Load closedOf(long requests, int connections) {
    return new Closed(0, requests, connections);
  }

  /** Poisson arrivals at one rate. */
  static Load open(double requestsPerSecond, double seconds, int connections, long seed) {
    return new Poisson(List.of(new Step(requestsPerSecond, seconds)), connections, seed);
  }

  /**
   * A closed loop: each connection sends its next request when its last is answered.
   *
   * @param seconds 0 if {@code requests} ends it
   */
  record Closed(double seconds, long requests, int connections) implements Load {
    /** Checks that the load can be sent. */
    public Closed {
      require(
          connections >= 1 && requests >= 1 && (seconds > 0 || requests < Long.MAX_VALUE),
          connections + " connections, " + requests + " requests, " + seconds + " seconds");
    }
  }

  /**
   * Poisson arrivals at one rate after the other.
   *
   * @param seed of the arrivals
   */
  record Poisson(List<Step> steps, int connections, long seed) implements Load {
    /** Checks that the load can be sent. */
    public Poisson {
      steps = List.copyOf(steps);
      require(
          connections >= 1
              && !steps.isEmpty()
              && steps.stream().allMatch(s -> s.requestsPerSecond > 0 && s.seconds > 0),
          connections + " connections, " + steps);
    }

    @Override
    public double seconds() {
      return steps.stream().mapToDouble(Step::seconds).sum();
    }
  }

  /** Arrivals at equal distances: request {@code i} is due {@code i / rate} after the start. */
  record Even(double requestsPerSecond, long requests, int connections) implements Load {
    /** Checks that the load can be sent. */
    public Even {
      require(
          connections >= 1 && requests >= 1 && requestsPerSecond > 0,
          connections + " connections, " + requests + " requests, " + requestsPerSecond + "/s");
    }

    @Override
    public double seconds() {
      return requests / requestsPerSecond;
    }
  }

  /**
   * A rate for some time.
   *
   * @param requestsPerSecond the mean
   */
  record Step(double requestsPerSecond, double seconds) {}

  private static void require(boolean holds, String load) {
    if (!holds) {
      throw new IllegalArgumentException(load + ", expected at least one each, and rates above 0");
    }
  }
}
