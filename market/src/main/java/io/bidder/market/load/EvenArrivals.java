package io.bidder.market.load;

/** Arrivals at equal distances. */
final class EvenArrivals implements Arrivals {
  private static final double NS_PER_SECOND = 1e9;

  private final Load.Even load;
  private long next;

  EvenArrivals(Load.Even load) {
    this.load = load;
  }

  @Override
  public long nextNs() {
    return next == load.requests()
        ? NONE
        : (long) (next++ / load.requestsPerSecond() * NS_PER_SECOND);
  }
}
