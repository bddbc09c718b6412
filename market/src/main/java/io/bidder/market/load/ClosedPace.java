package io.bidder.market.load;

/** Each connection sends its next request when its last is answered, until the time is up. */
final class ClosedPace extends Pace {
  private final long endNs;
  private boolean over;

  ClosedPace(int requests, Tally tally, long endNs) {
    super(requests, tally);
    this.endNs = endNs;
  }

  @Override
  void onIdle(Link link, long nowNs) {
    if (nowNs < endNs) {
      send(link, nowNs);
    } else {
      over = true;
    }
  }

  @Override
  long onTime(long nowNs) {
    over |= nowNs >= endNs;
    return over ? Long.MAX_VALUE : endNs;
  }

  @Override
  boolean isExhausted() {
    return over;
  }
}
