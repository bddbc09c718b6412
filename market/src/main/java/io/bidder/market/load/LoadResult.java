package io.bidder.market.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The requests that were sent and their answers, as the sender saw them.
 *
 * @param seconds from the start to the end, or to the last answer if that is later
 * @param sent requests; each is one of {@code bids}, {@code noBids}, {@code refused}, {@code
 *     failed}
 * @param bids answers 200
 * @param noBids answers 204
 * @param inTimeBids bids within their request's deadline, from when it was due
 * @param late answers after their request's deadline, and requests without an answer
 * @param refused answers with any other status
 * @param failed requests without an answer
 * @param waited requests that found no idle connection
 * @param reopened kept-alive connections that the server closed
 * @param resent requests that were sent once more, because their connection was one of these
 * @param latencyNs from when requests were due, those without an answer too
 * @param lagNs by how much the generator sent late though a connection was idle; the latency
 *     includes it. Empty in a closed loop
 * @param generatorCpuSeconds CPU time that sending took
 */
public record LoadResult(
    double seconds,
    long sent,
    long bids,
    long noBids,
    long inTimeBids,
    long late,
    long refused,
    long failed,
    long waited,
    long reopened,
    long resent,
    Histogram latencyNs,
    Histogram lagNs,
    List<Slice> slices,
    double generatorCpuSeconds) {
  /**
   * A stretch of the run, by when requests were due.
   *
   * @param fromSeconds after the start
   * @param due requests that were due in it
   * @param inTimeBids of them
   */
  public record Slice(double fromSeconds, double seconds, long due, long inTimeBids, long p99Ns) {}

  /** Requests that got an answer. */
  public long answered() {
    return sent - failed;
  }
}
