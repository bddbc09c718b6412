package io.bidder.benchmarks.attack;

import io.bidder.market.load.HttpAnswer;
import io.bidder.market.load.Load;
import io.bidder.market.load.LoadGenerator;
import io.bidder.market.load.RequestSet;
import io.bidder.market.load.RoundTrip;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** The load of an exchange that does nothing wrong, in an open loop over kept-alive connections. */
final class GoodLoad implements AutoCloseable {
  static final int CONNECTIONS = 16;

  private static final Duration GIVE_UP = Duration.ofSeconds(5);
  private static final long MOST_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int DIGITS = 3;
  private static final String NO_BID = "x-bidder-nobid";

  private final LoadGenerator generator = new LoadGenerator(GIVE_UP);
  private long seed;

  /** Those of some requests for which the server bids, each asked once. */
  List<byte[]> bidFor(InetSocketAddress server, List<byte[]> bodies)
      throws IOException, InterruptedException {
    List<byte[]> good = new ArrayList<>();
    generator.run(
        server,
        RequestSet.of(bodies),
        Load.closedOf(bodies.size(), 1),
        trip -> {
          if (isBid(trip)) {
            good.add(bodies.get((int) trip.number()));
          }
        });
    return good;
  }

  /** Sends requests, all of which should be bid on, and tells what became of them. */
  GoodFigures send(InetSocketAddress server, List<byte[]> bodies, double perSecond, double seconds)
      throws IOException, InterruptedException {
    return send(server, bodies, perSecond, seconds, () -> Long.MAX_VALUE);
  }

  /**
   * Sends requests, all of which should be bid on, and tells what became of them.
   *
   * @param endedNs requests that are due after it are not counted
   */
  GoodFigures send(
      InetSocketAddress server,
      List<byte[]> bodies,
      double perSecond,
      double seconds,
      LongSupplier endedNs)
      throws IOException, InterruptedException {
    Tally tally = new Tally(endedNs);
    try {
      generator.run(
          server,
          RequestSet.of(bodies),
          Load.open(perSecond, seconds, CONNECTIONS, seed++),
          tally::take);
    } catch (ConnectException e) {
      tally.lost.merge("unreachable", (long) (perSecond * seconds), Long::sum);
    } catch (IOException e) {
      tally.lost.merge("never answered", 1L, Long::sum);
    }
    return tally.figures();
  }

  private static boolean isBid(RoundTrip trip) {
    HttpAnswer answer = trip.answer();
    return answer != null && answer.status() == 200 && !trip.late();
  }

  /** Why a request has no bid in time. */
  static String reason(RoundTrip trip) {
    HttpAnswer answer = trip.answer();
    if (answer == null) {
      return trip.failure().replaceAll("\\(.*\\)", "").replaceAll("[0-9.:/]{5,}", "").strip();
    }
    if (answer.status() == 200) {
      return "late";
    }
    String noBid = answer.header(NO_BID);
    return noBid.isEmpty() ? "status " + answer.status() : noBid;
  }

  @Override
  public void close() {
    generator.close();
  }

  private static final class Tally {
    private final LongSupplier endedNs;
    private final Histogram latencyNs = new Histogram(MOST_NS, DIGITS);
    private final Map<String, Long> lost = new TreeMap<>();
    private long sent;
    private long afterwards;

    Tally(LongSupplier endedNs) {
      this.endedNs = endedNs;
    }

    void take(RoundTrip trip) {
      if (trip.dueNs() > endedNs.getAsLong()) {
        afterwards++;
        return;
      }
      sent++;
      latencyNs.recordValue(Math.clamp(trip.latencyNs(), 0, MOST_NS));
      if (!isBid(trip)) {
        lost.merge(reason(trip), 1L, Long::sum);
      }
    }

    GoodFigures figures() {
      return new GoodFigures(
          sent,
          afterwards,
          lost,
          micros(latencyNs.getValueAtPercentile(50)),
          micros(latencyNs.getValueAtPercentile(99)),
          micros(latencyNs.getMaxValue()));
    }

    private double micros(long ns) {
      return latencyNs.getTotalCount() == 0 ? Double.NaN : ns / 1e3;
    }
  }
}
