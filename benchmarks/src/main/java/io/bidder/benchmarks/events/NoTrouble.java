package io.bidder.benchmarks.events;

import io.bidder.eventlog.append.Appender;

/** Ends a benchmark whose log has trouble. */
final class NoTrouble implements Appender.Listener {
  @Override
  public void dropped(int bids) {
    throw new IllegalStateException(bids + " bids were dropped");
  }

  @Override
  public void failed(Throwable failure) {
    throw new IllegalStateException(failure);
  }

  @Override
  public void recovered() {}
}
