package io.bidder.bidder.bid;

import io.bidder.bidder.bid.FairOrder.Waiting;
import io.bidder.bidder.http.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a thread, in a {@link FairOrder}.
 *
 * <p>One is let in, before anything of it is looked at, if it can be answered in time: if what goes
 * before it, at what requests like those have lately cost, takes at most half of the time it has.
 * With a thread free it always is, so that costs are learned. Where more waits than can be answered
 * in time, or than there is room for, the last in the order are shed, which are those of whoever
 * uses most. docs/adr/0004 says why that and no limit on concurrency that has to be searched for.
 *
 * <p>A request that is far heavier than most is taken alone, and by all threads but one at most, so
 * that the others wait for none. Thread-safe.
 *
 * @param <T> a request
 */
final class BidQueue<T> {
  /**
   * Of the time that a request has, it may wait half. The rest is for its own batch, for a {@code
   * tmax} below the exchange's deadline, and for what the estimate gets wrong; more waiting would
   * not keep the threads busier.
   */
  private static final int SHARE = 2;

  /** Even the heaviest is taken while an eighth of its time is left, twice. */
  private static final int LAST_SHARE = 8;

  /** Senders that differ by the cost of so few requests have used about the same. */
  private static final int SLACK_REQUESTS = 8;

  /** A bound that a request can be shed for. */
  enum Bound {
    /** It would be late. */
    TIME,
    /** Too many wait. */
    REQUESTS,
    /** Those that wait hold too many bytes. */
    BYTES
  }

  /** Is told of requests that nobody will take, by the thread that offers or takes some. */
  @FunctionalInterface
  interface Shed<T> {
    void shed(T request, Bound bound);
  }

  private record Dropped<T>(T request, Bound bound) {}

  /** Requests that a thread takes together. Reused; one thread's. */
  static final class Batch<T> {
    private final List<Waiting<T>> taken = new ArrayList<>();

    int size() {
      return taken.size();
    }

    T get(int index) {
      return taken.get(index).request();
    }
  }

  private final int threads;
  private final int batchRequests;
  private final int maxRequests;
  private final long maxBytes;
  private final NanoClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final RequestCosts costs = new RequestCosts();
  private final FairOrder<T> order = new FairOrder<>();
  private long heldBytes;
  private int running;
  private int heavyRunning;
  private int size;

  /**
   * An empty queue.
   *
   * @param threads that take from it
   * @param batchRequests that a thread takes together, at most
   * @param maxRequests that wait, at most
   * @param maxBytes of those that wait, at most
   */
  BidQueue(int threads, int batchRequests, int maxRequests, long maxBytes, NanoClock clock) {
    this.threads = threads;
    this.batchRequests = batchRequests;
    this.maxRequests = maxRequests;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  /** Requests that wait. */
  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  /** Tells what a request cost that did not come through the queue. */
  void took(int length, long nanos) {
    lock.lock();
    try {
      costs.took(length, nanos, 0, clock.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets a request in, or sheds it, or others that go after it.
   *
   * @param length of its body, which its cost is estimated by
   * @param bytes that it holds while it waits
   * @param remainingNs until its answer must be on its way
   * @param shed is told of those that are shed
   */
  void offer(T request, Sender sender, int length, int bytes, long remainingNs, Shed<T> shed) {
    List<Dropped<T>> dropped = new ArrayList<>(0);
    lock.lock();
    try {
      long nowNs = clock.nanoTime();
      long estimateNs = costs.estimateNs(length, sender.connection(), nowNs);
      Waiting<T> offered =
          new Waiting<>(
              request,
              sender,
              length,
              bytes,
              estimateNs,
              costs.isHeavy(estimateNs),
              nowNs + remainingNs / SHARE,
              nowNs + remainingNs - 2 * Math.min(estimateNs, remainingNs / LAST_SHARE));
      order.add(offered, nowNs);
      heldBytes += bytes;
      size++;
      long othersNs = order.runningNs() + order.waitingNs() - estimateNs;
      // Mostly all that waits can be done in time, and nobody has to be looked for.
      if (size > maxRequests || hasTooManyBytes() || isLate(offered, othersNs, nowNs)) {
        if (isLate(offered, order.aheadOfLastNs(sender, nowNs), nowNs)) {
          drop(offered, false, Bound.TIME, dropped);
        } else {
          dropThoseTooMany(nowNs, dropped);
        }
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
    tell(dropped, shed);
  }

  private static <T> void tell(List<Dropped<T>> dropped, Shed<T> shed) {
    for (int i = 0; i < dropped.size(); i++) {
      shed.shed(dropped.get(i).request(), dropped.get(i).bound());
    }
  }

  private void dropThoseTooMany(long nowNs, List<Dropped<T>> dropped) {
    while (true) {
      Waiting<T> last = order.last(nowNs);
      if (last == null) {
        return;
      }
      if (size > maxRequests) {
        drop(last, false, Bound.REQUESTS, dropped);
      } else if (hasTooManyBytes()) {
        drop(last, false, Bound.BYTES, dropped);
      } else if (isLate(last, order.runningNs() + order.waitingNs() - last.estimateNs(), nowNs)) {
        drop(last, false, Bound.TIME, dropped);
      } else {
        return;
      }
    }
  }

  /** Tells whether a request would be late if threads did so much before it. */
  private boolean isLate(Waiting<T> request, long aheadNs, long nowNs) {
    return running + size > threads && aheadNs / threads > request.startByNs() - nowNs;
  }

  /** Tells whether too much waits; for whom a thread is free waits no longer. */
  private boolean hasTooManyBytes() {
    return running + size > threads && heldBytes > maxBytes;
  }

  private void drop(Waiting<T> request, boolean first, Bound bound, List<Dropped<T>> dropped) {
    order.drop(request, first);
    waitsNoMore(request);
    dropped.add(new Dropped<>(request.request(), bound));
  }

  private void waitsNoMore(Waiting<T> request) {
    heldBytes -= request.heldBytes();
    size--;
  }

  /**
   * Takes this thread's share of what waits, as soon as anything does: no more than a batch, nor
   * than as many common requests would cost.
   *
   * @param batch is empty
   * @param shed is told of those that others' overtook until it was too late for them
   * @return whether anything came in time
   */
  boolean take(Batch<T> batch, long timeoutNs, Shed<T> shed) throws InterruptedException {
    List<Dropped<T>> dropped = new ArrayList<>(0);
    lock.lockInterruptibly();
    try {
      return take(batch, timeoutNs, dropped);
    } finally {
      lock.unlock();
      tell(dropped, shed);
    }
  }

  private boolean take(Batch<T> batch, long timeoutNs, List<Dropped<T>> dropped)
      throws InterruptedException {
    long leftNs = timeoutNs;
    Waiting<T> next = next(dropped);
    while (next == null) {
      if (leftNs <= 0) {
        return false;
      }
      leftNs = changed.awaitNanos(leftNs);
      next = next(dropped);
    }
    take(next, batch);
    int share = Math.min(batchRequests, 1 + size / threads);
    long budgetNs = batchRequests * costs.medianNs() - next.estimateNs();
    boolean alone = next.heavy();
    while (!alone && batch.size() < share) {
      next = next(dropped);
      if (next == null || next.heavy() || next.estimateNs() > budgetNs) {
        return true;
      }
      budgetNs -= next.estimateNs();
      take(next, batch);
    }
    return true;
  }

  private @Nullable Waiting<T> next(List<Dropped<T>> dropped) {
    boolean heavyToo = heavyRunning < Math.max(1, threads - 1);
    while (size > 0) {
      long nowNs = clock.nanoTime();
      Waiting<T> next = order.next(heavyToo, nowNs);
      if (next == null || nowNs < next.uselessNs() || running + size <= threads) {
        return next;
      }
      drop(next, true, Bound.TIME, dropped);
    }
    return null;
  }

  private void take(Waiting<T> request, Batch<T> batch) {
    order.take(request);
    waitsNoMore(request);
    running++;
    heavyRunning += request.heavy() ? 1 : 0;
    batch.taken.add(request);
  }

  /**
   * Learns what the requests of a batch cost, which is empty then.
   *
   * @param costsNs of each
   */
  void done(Batch<T> batch, long[] costsNs) {
    lock.lock();
    try {
      long nowNs = clock.nanoTime();
      for (int i = 0; i < batch.size(); i++) {
        Waiting<T> request = batch.taken.get(i);
        costs.took(request.length(), costsNs[i], request.estimateNs(), nowNs);
        order.done(request, costsNs[i], nowNs);
        running--;
        heavyRunning -= request.heavy() ? 1 : 0;
      }
      batch.taken.clear();
      order.slack(SLACK_REQUESTS * costs.medianNs());
      if (size > 0) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes everything that waits, which no thread will. */
  List<T> drain() {
    List<T> left = new ArrayList<>();
    lock.lock();
    try {
      long nowNs = clock.nanoTime();
      for (Waiting<T> last = order.last(nowNs); last != null; last = order.last(nowNs)) {
        order.drop(last, false);
        waitsNoMore(last);
        left.add(last.request());
      }
    } finally {
      lock.unlock();
    }
    return left;
  }
}
