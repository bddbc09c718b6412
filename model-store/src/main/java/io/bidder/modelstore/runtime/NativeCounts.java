package io.bidder.modelstore.runtime;

import java.util.concurrent.atomic.LongAdder;

/** Native objects made and freed since the start, so that tests can say that none leaks. */
public final class NativeCounts {
  public static final LongAdder SESSIONS_OPENED = new LongAdder();
  public static final LongAdder SESSIONS_CLOSED = new LongAdder();
  public static final LongAdder TENSORS_OPENED = new LongAdder();
  public static final LongAdder TENSORS_CLOSED = new LongAdder();

  private NativeCounts() {}

  public static long openSessions() {
    return SESSIONS_OPENED.sum() - SESSIONS_CLOSED.sum();
  }

  public static long openTensors() {
    return TENSORS_OPENED.sum() - TENSORS_CLOSED.sum();
  }
}
