package io.bidder.benchmarks.attack.victim;

/**
 * What an attack wants of the server that it is to meet, and of the good load beside it.
 *
 * @param campaigns of the catalogue, of which most are elsewhere
 * @param heap the JVM's {@code -Xmx}
 * @param goodPerSecond good requests; 0 for as many as are asked for
 * @param bound what the good load's p99 may become
 * @param endsServer whether the attack itself ends the process
 */
public record Stage(
    int campaigns, String heap, double goodPerSecond, Bound bound, boolean endsServer) {
  private static final int FEW = 100;

  /** A small catalogue in the smallest heap. */
  public static final Stage SMALL = new Stage(FEW, "1g", 0, Bound.TARGET, false);

  /**
   * A bound on the good load's p99 beside an attack: the larger of both.
   *
   * @param timesAlone of its p99 alone
   * @param moreMicros on top of its p99 alone
   * @param atMostMicros whatever it was alone; 0 for none
   */
  public record Bound(double timesAlone, double moreMicros, double atMostMicros) {
    /** 1.5 times, or 2 ms more. */
    public static final Bound TARGET = new Bound(1.5, 2_000, 0);

    /** The highest p99 that meets it. */
    public double micros(double aloneMicros) {
      return atMostMicros > 0
          ? atMostMicros
          : Math.max(timesAlone * aloneMicros, aloneMicros + moreMicros);
    }
  }

  /** The same with a larger catalogue, in a heap for it. */
  public Stage with(int count, String inHeap) {
    return new Stage(count, inHeap, goodPerSecond, bound, endsServer);
  }

  /** The same beside fewer good requests. */
  public Stage beside(double perSecond) {
    return new Stage(campaigns, heap, perSecond, bound, endsServer);
  }

  /** The same with another bound. */
  public Stage within(Bound other) {
    return new Stage(campaigns, heap, goodPerSecond, other, endsServer);
  }

  /** The same of an attack that ends the server. */
  public Stage endingServer() {
    return new Stage(campaigns, heap, goodPerSecond, bound, true);
  }
}
