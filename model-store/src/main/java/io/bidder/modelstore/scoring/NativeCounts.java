package io.bidder.modelstore.scoring;

import java.util.concurrent.atomic.LongAdder;

/** Native objects made and freed since the start, so that tests can say that none leaks. */
final class NativeCounts {
  static final LongAdder SESSIONS_OPENED = new LongAdder();
  static final LongAdder SESSIONS_CLOSED = new LongAdder();
  static final LongAdder TENSORS_OPENED = new LongAdder();
  static final LongAdder TENSORS_CLOSED = new LongAdder();

  private NativeCounts() {}

  static long openSessions() {
    return SESSIONS_OPENED.sum() - SESSIONS_CLOSED.sum();
  }

  static long openTensors() {
    return TENSORS_OPENED.sum() - TENSORS_CLOSED.sum();
  }
}
