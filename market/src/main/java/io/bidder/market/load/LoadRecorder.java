package io.bidder.market.load;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Records what becomes of requests, and tells a listener if there is one. For one thread. */
final class LoadRecorder {
  static final long MOST_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int DIGITS = 3;

  private final RequestSet requests;
  private final @Nullable Consumer<RoundTrip> listener;
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
  private long reopened;
  private long resent;
  private long lastNs;

  LoadRecorder(
      RequestSet requests,
      double plannedSeconds,
      long startNs,
      @Nullable Consumer<RoundTrip> listener) {
    this.requests = requests;
    this.listener = listener;
    this.startNs = startNs;
    slices = new Slices(plannedSeconds);
    lastNs = startNs;
  }

  void sent() {
    sent++;
  }

  void waited() {
    waited++;
  }

  void reopened() {
    reopened++;
  }

  void resent() {
    resent++;
  }

  void lag(long ns) {
    lagNs.recordValue(Math.clamp(ns, 0, MOST_NS));
  }

  void answered(Pace.Link link, HttpAnswer answer, long nowNs) {
    boolean inTime = inTime(link.number, link.dueNs, nowNs);
    late += inTime ? 0 : 1;
    boolean bid = answer.status() == 200;
    if (bid) {
      bids++;
      inTimeBids += inTime ? 1 : 0;
    } else if (answer.status() == 204) {
      noBids++;
    } else {
      refused++;
    }
    record(link.dueNs, nowNs, inTime && bid);
    if (listener != null) {
      listener.accept(
          new RoundTrip(link.number, link.dueNs, link.sentNs, nowNs, !inTime, answer, ""));
    }
  }

  void failed(Pace.Link link, String why, long nowNs) {
    failed(link.number, link.dueNs, link.sentNs, why, nowNs);
  }

  /** A request waited for a connection until there was no point in sending it. */
  void unsent(long number, long dueNs, String why, long nowNs) {
    sent++;
    failed(number, dueNs, nowNs, why, nowNs);
  }

  private void failed(long number, long dueNs, long sentNs, String why, long nowNs) {
    failed++;
    late++;
    record(dueNs, nowNs, false);
    if (listener != null) {
      boolean inTime = inTime(number, dueNs, nowNs);
      listener.accept(new RoundTrip(number, dueNs, sentNs, nowNs, !inTime, null, why));
    }
  }

  private boolean inTime(long number, long dueNs, long nowNs) {
    return nowNs - dueNs <= requests.deadlineNs(number);
  }

  private void record(long dueNs, long nowNs, boolean inTimeBid) {
    long ns = Math.clamp(nowNs - dueNs, 0, MOST_NS);
    latencyNs.recordValue(ns);
    slices.add(dueNs - startNs, ns, inTimeBid);
    lastNs = nowNs;
  }

  /** Everything; the seconds are those until the last answer, if that is later than planned. */
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
        reopened,
        resent,
        latencyNs,
        lagNs,
        slices.list(),
        generatorCpuSeconds);
  }
}
