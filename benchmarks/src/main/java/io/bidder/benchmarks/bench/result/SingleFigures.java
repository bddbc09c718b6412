package io.bidder.benchmarks.bench.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Figures that are measured once and belong to no row; empty or NaN if they were not.
 *
 * @param firstBidSeconds from the start of the JVM to the first bid, each time
 * @param recoverySeconds after overload, by factor: how long until goodput and p99 were normal
 * @param eligibility how long it took to find the ads that may bid
 * @param pathBytesPerRequest heap that a request took from its JSON to the answer's
 * @param int8 what int8 changes in the demo's predictions; null if that was not measured
 * @param swaps model versions that were swapped while serving
 * @param swapResidentGrowth share by which resident memory grew over the swaps
 * @param soakResidentBytesPerHour slope of resident memory
 */
public record SingleFigures(
    List<Double> firstBidSeconds,
    List<Recovery> recoverySeconds,
    List<Eligibility> eligibility,
    double pathBytesPerRequest,
    @Nullable Int8 int8,
    int swaps,
    double swapResidentGrowth,
    double soakMinutes,
    double soakResidentBytesPerHour) {
  /**
   * The time that one return to 70 % took.
   *
   * @param factor of capacity before it
   * @param seconds NaN if it was not back to normal while it was watched
   */
  public record Recovery(int factor, double seconds) {}

  /** The median time for an impression among so many campaigns. */
  public record Eligibility(int campaigns, double medianMicros) {}

  /**
   * The changes that int8, with the request side once, makes against the whole graph in float32.
   *
   * @param rows that both predicted
   * @param passes whether it is little enough to be published
   * @param changes of every head, in words
   */
  public record Int8(long rows, boolean passes, String changes) {}

  /** Keeps the lists. */
  public SingleFigures {
    firstBidSeconds = List.copyOf(firstBidSeconds);
    recoverySeconds = List.copyOf(recoverySeconds);
    eligibility = List.copyOf(eligibility);
  }
}
