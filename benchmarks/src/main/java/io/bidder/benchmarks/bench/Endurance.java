package io.bidder.benchmarks.bench;

/** What only time shows: what was done, and what memory did meanwhile. */
record Endurance(
    int swaps, double swapResidentGrowth, double soakMinutes, double soakResidentBytesPerHour) {
  static final Endurance NONE = new Endurance(0, Double.NaN, 0, Double.NaN);
}
