package io.bidder.market.load;

/**
 * Decides when requests are sent and keeps account of what became of them. Knows nothing of sockets
 * and clocks: it is told the time. For one thread.
 */
abstract class Pace {
  /** A connection with at most one request outstanding. */
  abstract static class Link {
    /** Set while a request is outstanding, which the other fields are of. */
    boolean busy;

    /** Counted from 0. */
    long number;

    long dueNs;
    long sentNs;

    /** Writes the request of a number. */
    abstract void send(long requestNumber);
  }

  final LoadRecorder recorder;
  private long nextNumber;
  private int outstanding;

  Pace(LoadRecorder recorder) {
    this.recorder = recorder;
  }

  /** A connection can take a request, or can take one again. */
  abstract void onIdle(Link link, long nowNs);

  /** A connection that was idle is gone. */
  void onGone(Link link) {}

  /** No connection could be opened in the place of one that is gone. */
  void onUnreachable(String why, long nowNs) {}

  /**
   * Sends what is due.
   *
   * @return when to be called again; {@link Long#MAX_VALUE} if nothing more becomes due
   */
  abstract long onTime(long nowNs);

  /** Returns whether nothing will be sent any more. */
  abstract boolean isExhausted();

  /** The answer came. The connection becomes idle by {@link #onIdle} only. */
  final void onAnswer(Link link, HttpAnswer answer, long nowNs) {
    outstanding--;
    link.busy = false;
    recorder.answered(link, answer, nowNs);
  }

  /** No answer will come: the connection was closed or took too long. It is not idle now. */
  final void onFailure(Link link, String why, long nowNs) {
    outstanding--;
    link.busy = false;
    recorder.failed(link, why, nowNs);
  }

  final void send(Link link, long dueNs) {
    link.busy = true;
    link.dueNs = dueNs;
    link.number = nextNumber++;
    outstanding++;
    recorder.sent();
    link.send(link.number);
  }

  /** Gives up a request that no connection could take. */
  final void giveUp(long dueNs, String why, long nowNs) {
    recorder.unsent(nextNumber++, dueNs, why, nowNs);
  }

  /** The number of requests that were sent or given up. */
  final long begun() {
    return nextNumber;
  }

  /** Returns whether every request has been sent and accounted for. */
  final boolean isDone() {
    return outstanding == 0 && isExhausted();
  }
}
