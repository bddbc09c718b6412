package io.bidder.market.load;

import java.util.ArrayDeque;

/**
 * Requests are due when the arrivals say, whatever became of those before them. One that finds no
 * idle connection waits for one, and its latency counts from when it was due.
 */
final class OpenPace extends Pace {
  private final long startNs;
  private final long giveUpNs;
  private final Arrivals arrivals;
  private final ArrayDeque<Link> idle = new ArrayDeque<>();
  private final ArrayDeque<Long> waiting = new ArrayDeque<>();
  private long nextDueNs;

  OpenPace(LoadRecorder recorder, Arrivals arrivals, long startNs, long giveUpNs) {
    super(recorder);
    this.startNs = startNs;
    this.giveUpNs = giveUpNs;
    this.arrivals = arrivals;
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
  void onGone(Link link) {
    idle.remove(link);
  }

  @Override
  long onTime(long nowNs) {
    while (nextDueNs <= nowNs) {
      long dueNs = nextDueNs;
      advance();
      Link link = idle.pollFirst();
      if (link == null) {
        recorder.waited();
        waiting.addLast(dueNs);
      } else {
        recorder.lag(nowNs - dueNs);
        send(link, dueNs);
      }
    }
    dropHopeless(nowNs);
    if (nextDueNs == Long.MAX_VALUE && !waiting.isEmpty()) {
      return waiting.getFirst() + giveUpNs;
    }
    return nextDueNs;
  }

  /** Bounds what waits: whoever asked is gone by then. */
  private void dropHopeless(long nowNs) {
    while (!waiting.isEmpty() && nowNs - waiting.getFirst() >= giveUpNs) {
      giveUp(waiting.removeFirst(), "no connection became free for it", nowNs);
    }
  }

  private void advance() {
    long next = arrivals.nextNs();
    nextDueNs = next == Arrivals.NONE ? Long.MAX_VALUE : startNs + next;
  }

  @Override
  boolean isExhausted() {
    return nextDueNs == Long.MAX_VALUE && waiting.isEmpty();
  }
}
