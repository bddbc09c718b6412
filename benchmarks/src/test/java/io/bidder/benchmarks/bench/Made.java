package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.bench.result.Latency;
import io.bidder.benchmarks.bench.result.RunFigures;
import java.util.List;

/** Figures as tests want them. */
public final class Made {
  private Made() {}

  /** A run of 1000 requests of which only some figures matter. */
  public static RunFigures run(
      int repeat, String voidReason, double candidatesPerSecond, double p99Micros) {
    return new RunFigures(
        repeat,
        voidReason,
        1,
        1000,
        1000,
        candidatesPerSecond,
        900,
        0.9,
        32,
        1000,
        0,
        0,
        0,
        0,
        Double.NaN,
        1.5,
        0.2,
        6000,
        1,
        2,
        100,
        0.001,
        1e8,
        latency(p99Micros));
  }

  /** A run in overload. */
  public static RunFigures overload(int repeat, double goodput, double shedMedianSeconds) {
    return new RunFigures(
        repeat,
        "",
        1,
        2000,
        2000,
        1,
        goodput,
        0.45,
        32,
        2000,
        3,
        0,
        1000,
        0,
        shedMedianSeconds,
        1.5,
        0.2,
        6000,
        1,
        2,
        100,
        0.001,
        1e8,
        latency(2000));
  }

  static Latency latency(double p99Micros) {
    return new Latency(
        p99Micros / 2,
        p99Micros,
        2 * p99Micros,
        3 * p99Micros,
        4 * p99Micros,
        List.of(new Latency.Point(0, p99Micros / 4), new Latency.Point(2, p99Micros)));
  }
}
