package io.bidder.market.load;

import java.util.ArrayDeque;

/**
 * Requests are due when the arrivals say, whatever became of those before them. One that finds no
 * idle connection waits for one, and its latency counts from when it was due.
 */
final class OpenPace extends Pace {
  private final long startNs;
  private final PoissonArrivals arrivals;
  private final ArrayDeque<Link> idle = new ArrayDeque<>();
  private final LongQueue waiting = new LongQueue();
  private long nextDueNs;

  OpenPace(int requests, Tally tally, Load load, long startNs) {
    super(requests, tally);
    this.startNs = startNs;
    arrivals = new PoissonArrivals(load);
    advance();
  }

  @Override
  void onIdle(Link link, long nowNs) {
    dropHopeless(nowNs);
    if (waiting.isEmpty()) {
      // Taken from the other end, so that all connections are used in turn.
      idle.addLast(link);
    } else {
      send(link, waiting.removeFirst());
    }
  }

  @Override
  long onTime(long nowNs) {
    while (nextDueNs <= nowNs) {
      long dueNs = nextDueNs;
      advance();
      Link link = idle.pollFirst();
      if (link == null) {
        tally.waited();
        waiting.addLast(dueNs);
      } else {
        tally.lag(nowNs - dueNs);
        send(link, dueNs);
      }
    }
    dropHopeless(nowNs);
    if (nextDueNs == Long.MAX_VALUE && !waiting.isEmpty()) {
      return waiting.first() + GIVE_UP_NS;
    }
    return nextDueNs;
  }

  /** A connection that was idle is gone. */
  void onGone(Link link) {
    idle.remove(link);
  }

  /** Bounds what waits: whoever asked is gone by then. */
  private void dropHopeless(long nowNs) {
    while (!waiting.isEmpty() && nowNs - waiting.first() >= GIVE_UP_NS) {
      tally.unsent(waiting.removeFirst(), nowNs);
    }
  }

  private void advance() {
    long next = arrivals.next();
    nextDueNs = next == PoissonArrivals.NONE ? Long.MAX_VALUE : startNs + next;
  }

  @Override
  boolean isExhausted() {
    return nextDueNs == Long.MAX_VALUE && waiting.isEmpty();
  }
}
