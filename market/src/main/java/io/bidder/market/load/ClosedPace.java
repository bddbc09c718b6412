package io.bidder.market.load;

/** Each connection sends its next request when its last is answered, until the load is over. */
final class ClosedPace extends Pace {
  private final long requests;
  private final long endNs;
  private boolean over;

  ClosedPace(LoadRecorder recorder, Load.Closed load, long startNs) {
    super(recorder);
    requests = load.requests();
    endNs = load.seconds() > 0 ? startNs + (long) (load.seconds() * 1e9) : Long.MAX_VALUE;
  }

  @Override
  void onIdle(Link link, long nowNs) {
    if (!isOver(nowNs)) {
      send(link, nowNs);
    }
  }

  @Override
  void onUnreachable(String why, long nowNs) {
    if (!isOver(nowNs)) {
      giveUp(nowNs, why, nowNs);
    }
  }

  @Override
  long onTime(long nowNs) {
    return isOver(nowNs) ? Long.MAX_VALUE : endNs;
  }

  private boolean isOver(long nowNs) {
    over |= begun() == requests || nowNs >= endNs;
    return over;
  }

  @Override
  boolean isExhausted() {
    return over || begun() == requests;
  }
}
