package io.bidder.bidder.bid;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides, before anything of a request is looked at, whether it can be answered in time: not if
 * the requests ahead of it, at what one has lately cost a thread, take more than a share of the
 * time it has. docs/adr/0004 says why that and no limit on concurrency that has to be searched for.
 *
 * <p>Takes no clock: whoever measures tells. Thread-safe; of estimates that threads tell at the
 * same moment one may be lost, and requests let in at the same moment do not see each other.
 */
public final class Admission {
  /**
   * Of the time that a request has, it may wait half. The rest is for its own batch, for a {@code
   * tmax} below the exchange's deadline, and for what the estimate gets wrong; more waiting would
   * not keep the threads busier.
   */
  private static final int SHARE = 2;

  /** Requests over which the cost is averaged. */
  private static final int MEMORY = 64;

  private final int threads;
  private final AtomicInteger present = new AtomicInteger();
  private volatile long costNs;

  /**
   * With nobody in yet.
   *
   * @param threads that bid
   */
  public Admission(int threads) {
    this.threads = threads;
  }

  /**
   * Lets a request in if it can be answered in time. With a thread free it always can: what a
   * request costs is learned from those that are let in.
   *
   * @param remainingNs until its answer must be on its way
   */
  boolean tryEnter(long remainingNs) {
    int ahead = present.get();
    if (ahead >= threads && expectedWaitNs(ahead) > remainingNs / SHARE) {
      return false;
    }
    present.incrementAndGet();
    return true;
  }

  /** Requests that were let in are out, answered or not. */
  void leave(int count) {
    present.addAndGet(-count);
  }

  /** A thread took so long for so many requests together. */
  void took(int count, long nanos) {
    long before = costNs;
    long each = nanos / count;
    costNs = before == 0 ? each : before + (each - before) * Math.min(count, MEMORY) / MEMORY;
  }

  /** The time that a request has lately cost a thread; 0 before the first. */
  long costNs() {
    return costNs;
  }

  private long expectedWaitNs(int ahead) {
    return costNs * ahead / threads;
  }
}
