package io.bidder.benchmarks.bench.result;

/**
 * One run of one phase. What was not measured is NaN.
 *
 * @param repeat which of the benchmark's repeats it belongs to, from 0
 * @param voidReason why it does not count; empty if it does
 * @param offeredPerSecond requests that were due; NaN in a closed loop
 * @param requestsPerSecond answered
 * @param goodputPerSecond bids within their deadline
 * @param bidRate bids of all requests sent
 * @param meanCandidates ads scored for a request that was answered
 * @param deadlineMisses answers that came late or never, and no-bids because the deadline passed
 * @param abandoned of {@code deadlineMisses}, no-bids because the deadline passed
 * @param sheds requests without a bid because too much was waiting
 * @param failed requests without an answer, with an error, or sent twice because their connection
 *     was closed
 * @param shedMedianSeconds from being read to being answered
 * @param cpuCores that the subject kept busy
 * @param generatorCores that sending kept busy
 * @param lagP99Micros by how much the generator sent late
 * @param steal share of the machine's time that a hypervisor took
 */
public record RunFigures(
    int repeat,
    String voidReason,
    double seconds,
    double offeredPerSecond,
    double requestsPerSecond,
    double candidatesPerSecond,
    double goodputPerSecond,
    double bidRate,
    double meanCandidates,
    double sent,
    double deadlineMisses,
    double abandoned,
    double sheds,
    double failed,
    double shedMedianSeconds,
    double cpuCores,
    double generatorCores,
    double allocatedBytesPerRequest,
    double gcPauses,
    double gcPauseMillis,
    double lagP99Micros,
    double steal,
    double residentBytes,
    Latency latency) {
  /** Returns whether it does not count. */
  public boolean isVoid() {
    return !voidReason.isEmpty();
  }

  /** Requests that were answered after a look at them: neither shed nor given up late. */
  public double lookedAtPerSecond() {
    return requestsPerSecond - (sheds + abandoned) / seconds;
  }

  /** The share of requests that missed their deadline. */
  public double missShare() {
    return sent > 0 ? deadlineMisses / sent : Double.NaN;
  }
}
