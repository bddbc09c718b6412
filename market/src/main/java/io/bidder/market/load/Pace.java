package io.bidder.market.load;

/**
 * Decides when requests are sent and keeps account of what became of them. Knows nothing of sockets
 * and clocks: it is told the time. For one thread.
 */
abstract class Pace {
  /** An answer that takes longer is a failure, and its connection is not used again. */
  static final long GIVE_UP_NS = 2_000_000_000L;

  final Tally tally;
  private final int requests;
  private int nextRequest;
  private int outstanding;

  Pace(int requests, Tally tally) {
    this.requests = requests;
    this.tally = tally;
  }

  /** A connection can take a request, or can take one again. */
  abstract void onIdle(Link link, long nowNs);

  /**
   * Sends what is due.
   *
   * @return when to be called again; {@link Long#MAX_VALUE} if nothing more becomes due
   */
  abstract long onTime(long nowNs);

  /** Whether nothing will be sent any more. */
  abstract boolean isExhausted();

  /** The answer came. Whether the connection is idle now is told apart. */
  final void onAnswer(Link link, int status, long nowNs) {
    outstanding--;
    link.busy = false;
    tally.answered(link.request, status, link.dueNs, nowNs);
  }

  /** No answer will come: the connection was closed or took too long. It is not idle now. */
  final void onFailure(Link link, long nowNs) {
    if (link.busy) {
      outstanding--;
      link.busy = false;
      tally.failed(link.dueNs, nowNs);
    }
  }

  final void send(Link link, long dueNs) {
    link.busy = true;
    link.dueNs = dueNs;
    link.request = nextRequest;
    nextRequest = nextRequest + 1 == requests ? 0 : nextRequest + 1;
    outstanding++;
    tally.sent();
    link.send(link.request);
  }

  /** Whether every request has been sent and accounted for. */
  final boolean isDone() {
    return outstanding == 0 && isExhausted();
  }
}
