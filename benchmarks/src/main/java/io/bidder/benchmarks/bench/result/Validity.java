package io.bidder.benchmarks.bench.result;

import java.util.Locale;

/** Rules out runs of which the machine or the generator, not the subject, made the figures. */
public final class Validity {
  /** Time that a hypervisor may take. */
  public static final double MOST_STEAL = 0.02;

  /** Cores that other processes, and the kernel for them, may keep busy. */
  public static final double MOST_OTHERS_CORES = 0.3;

  /** By how much 99 of 100 requests may be sent late up to 90 % of capacity. */
  public static final double MOST_LAG_P99_MICROS = 2_000;

  /** The same in overload, where the subject leaves the generator's thread little of the cores. */
  public static final double MOST_OVERLOAD_LAG_P99_MICROS = 20_000;

  private Validity() {}

  /**
   * The reason why a run does not count.
   *
   * @param lagP99Micros NaN where nothing was due
   * @param steal NaN where it is not known
   * @param othersCores kept busy by neither the subject nor the generator; NaN where it is not
   *     known
   * @return empty if it counts
   */
  public static String voidReason(
      Phase phase, double lagP99Micros, double steal, double othersCores) {
    double mostLag = phase.isOverload() ? MOST_OVERLOAD_LAG_P99_MICROS : MOST_LAG_P99_MICROS;
    if (steal > MOST_STEAL) {
      return String.format(
          Locale.ROOT, "CPU steal %.1f %%, more than %.1f %%", 100 * steal, 100 * MOST_STEAL);
    }
    if (othersCores > MOST_OTHERS_CORES) {
      return String.format(
          Locale.ROOT,
          "other processes kept %.2f cores busy, more than %.2f",
          othersCores,
          MOST_OTHERS_CORES);
    }
    if (phase.isOpen() && lagP99Micros > mostLag) {
      return String.format(
          Locale.ROOT,
          "generator lag p99 %.1f ms, more than %.1f ms",
          lagP99Micros / 1000,
          mostLag / 1000);
    }
    return "";
  }
}
