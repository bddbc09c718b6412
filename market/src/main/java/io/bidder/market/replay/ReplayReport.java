package io.bidder.market.replay;

import io.bidder.market.load.LoadResult;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The result of a replay, for people and as JSON.
 *
 * @param ratePerSecond 0 for a closed loop
 */
record ReplayReport(
    AnswerCounts counts, LoadResult sending, double ratePerSecond, int connections) {
  private static final double NS_PER_MICRO = 1000;

  /** The figures as {@code --json} writes them. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("requests", counts.requests);
    figures.put("bids", counts.bids);
    figures.put("noBids", counts.noBids);
    figures.put("noBidReasons", counts.noBidReasons);
    figures.put("malformed", counts.malformed);
    figures.put("errors", counts.errors);
    Map<String, Object> reasons = new LinkedHashMap<>();
    counts.errorReasons.forEach((reason, some) -> reasons.put(reason, some.count()));
    figures.put("errorReasons", reasons);
    figures.put("late", counts.late);
    figures.put("latencyMicros", micros(counts.latencyNs));
    figures.put("rate", ratePerSecond > 0 ? ratePerSecond : null);
    figures.put("requestsPerSecond", perSecond());
    figures.put("seconds", sending.seconds());
    figures.put("connections", connections);
    figures.put("lagMicros", micros(sending.lagNs()));
    figures.put("waitedForConnection", sending.waited());
    figures.put("connectionsReopened", sending.reopened());
    return figures;
  }

  void print(PrintWriter out) {
    line(out, "requests", counts.requests, "");
    line(out, "bids", counts.bids, share(counts.bids));
    line(out, "no-bids", counts.noBids, share(counts.noBids));
    counts.noBidReasons.forEach((reason, count) -> line(out, "  " + reason, count, share(count)));
    line(out, "malformed (400)", counts.malformed, share(counts.malformed));
    line(out, "errors", counts.errors, share(counts.errors));
    counts.errorReasons.forEach(
        (reason, some) -> line(out, "  " + reason, some.count(), "   first: " + some.first()));
    line(out, "late", counts.late, share(counts.late));
    out.printf(
        Locale.ROOT,
        "%n%.1f s, %,.0f requests/s over %d connections, %s%n",
        sending.seconds(),
        perSecond(),
        connections,
        ratePerSecond > 0
            ? String.format(Locale.ROOT, "%,.1f/s asked for", ratePerSecond)
            : "each sending when it is answered");
    if (counts.latencyNs.getTotalCount() > 0) {
      print(out, ratePerSecond > 0 ? "latency from when due" : "latency", counts.latencyNs);
    }
    if (sending.lagNs().getTotalCount() > 0) {
      print(out, "of it generator lag", sending.lagNs());
    }
    if (sending.waited() > 0) {
      out.printf(
          Locale.ROOT, "%,d requests were due while no connection was idle%n", sending.waited());
    }
    if (sending.reopened() > 0) {
      out.printf(
          Locale.ROOT,
          "%,d kept-alive connections were closed by the server%n",
          sending.reopened());
    }
    out.flush();
  }

  private double perSecond() {
    return counts.requests / sending.seconds();
  }

  private String share(long count) {
    return counts.requests == 0
        ? ""
        : String.format(Locale.ROOT, "%6.2f %%", 100.0 * count / counts.requests);
  }

  private static void line(PrintWriter out, String name, long count, String more) {
    out.printf(Locale.ROOT, "%-34s %,12d  %s%n", name, count, more);
  }

  private static void print(PrintWriter out, String name, Histogram ns) {
    out.printf(
        Locale.ROOT,
        "%-22s p50 %,.0f µs   p99 %,.0f µs   p99.9 %,.0f µs   max %,.0f µs%n",
        name,
        ns.getValueAtPercentile(50) / NS_PER_MICRO,
        ns.getValueAtPercentile(99) / NS_PER_MICRO,
        ns.getValueAtPercentile(99.9) / NS_PER_MICRO,
        ns.getMaxValue() / NS_PER_MICRO);
  }

  private static Map<String, Object> micros(Histogram ns) {
    Map<String, Object> micros = new LinkedHashMap<>();
    micros.put("p50", Math.round(ns.getValueAtPercentile(50) / NS_PER_MICRO));
    micros.put("p99", Math.round(ns.getValueAtPercentile(99) / NS_PER_MICRO));
    micros.put("p999", Math.round(ns.getValueAtPercentile(99.9) / NS_PER_MICRO));
    micros.put("max", Math.round(ns.getMaxValue() / NS_PER_MICRO));
    return micros;
  }
}
