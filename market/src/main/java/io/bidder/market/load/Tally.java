package io.bidder.market.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts what became of requests. For one thread. */
final class Tally {
  static final long MOST_NS = TimeUnit.SECONDS.toNanos(60);
  static final int DIGITS = 3;

  private final RequestSet requests;
  private final long startNs;
  private final Histogram latencyNs = new Histogram(MOST_NS, DIGITS);
  private final Histogram lagNs = new Histogram(MOST_NS, DIGITS);
  private final Slices slices;
  private long sent;
  private long waited;
  private long bids;
  private long noBids;
  private long inTimeBids;
  private long late;
  private long refused;
  private long failed;
  private long lastNs;

  Tally(RequestSet requests, double seconds, long startNs) {
    this.requests = requests;
    this.startNs = startNs;
    slices = new Slices(seconds);
    lastNs = startNs;
  }

  void sent() {
    sent++;
  }

  void waited() {
    waited++;
  }

  void lag(long ns) {
    lagNs.recordValue(Math.clamp(ns, 0, MOST_NS));
  }

  void answered(int request, int status, long dueNs, long nowNs) {
    long ns = record(dueNs, nowNs);
    boolean inTime = ns <= requests.deadlineNs(request);
    late += inTime ? 0 : 1;
    if (status == 200) {
      bids++;
      inTimeBids += inTime ? 1 : 0;
    } else if (status == 204) {
      noBids++;
    } else {
      refused++;
    }
    slices.add(dueNs - startNs, ns, inTime && status == 200);
  }

  void failed(long dueNs, long nowNs) {
    failed++;
    late++;
    slices.add(dueNs - startNs, record(dueNs, nowNs), false);
  }

  /** It waited for a connection until there was no point in sending it. */
  void unsent(long dueNs, long nowNs) {
    sent++;
    failed(dueNs, nowNs);
  }

  private long record(long dueNs, long nowNs) {
    long ns = Math.clamp(nowNs - dueNs, 0, MOST_NS);
    latencyNs.recordValue(ns);
    lastNs = nowNs;
    return ns;
  }

  /** All of it; the seconds are those until the last answer, if that is later than planned. */
  LoadResult result(double plannedSeconds, double generatorCpuSeconds) {
    return new LoadResult(
        Math.max(plannedSeconds, (lastNs - startNs) / 1e9),
        sent,
        bids,
        noBids,
        inTimeBids,
        late,
        refused,
        failed,
        waited,
        latencyNs,
        lagNs,
        slices.list(),
        generatorCpuSeconds);
  }
}
