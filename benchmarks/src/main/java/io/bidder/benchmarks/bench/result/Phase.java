package io.bidder.benchmarks.bench.result;

/** The kinds of load, and the loop without one. */
public enum Phase {
  /** The model alone, in a loop without a server. */
  LOOP("loop"),
  /** Each connection sends when its last request is answered. */
  CLOSED("closed loop"),
  OPEN_50("open 50 %"),
  OPEN_70("open 70 %"),
  OPEN_90("open 90 %"),
  OVERLOAD_2("overload 2x"),
  OVERLOAD_5("overload 5x"),
  /** At 70 %, by a server that is about to swap model versions. */
  BEFORE_SWAPS("before swaps"),
  /** Model versions are swapped at 70 %. */
  SWAPS("swaps at 70 %"),
  /** Long at 70 %. */
  SOAK("soak at 70 %");

  private final String label;

  Phase(String label) {
    this.label = label;
  }

  /** The name in tables and JSON. */
  public String label() {
    return label;
  }

  /** Returns whether requests come when they are due, so that the generator can lag. */
  public boolean isOpen() {
    return this != LOOP && this != CLOSED;
  }

  /** Returns whether more is asked than can be done. */
  public boolean isOverload() {
    return this == OVERLOAD_2 || this == OVERLOAD_5;
  }
}
