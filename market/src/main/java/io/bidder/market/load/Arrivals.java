package io.bidder.market.load;

/** The times at which the requests of an open loop are due. */
interface Arrivals {
  /** There is no further one. */
  long NONE = Long.MAX_VALUE;

  /** The next one, in nanoseconds after the start; {@link #NONE} after the last. */
  long nextNs();

  /** The arrivals of an open load. */
  static Arrivals of(Load load) {
    return switch (load) {
      case Load.Poisson poisson -> new PoissonArrivals(poisson);
      case Load.Even even -> new EvenArrivals(even);
      case Load.Closed closed -> throw new IllegalArgumentException(closed + " has no arrivals");
    };
  }
}
