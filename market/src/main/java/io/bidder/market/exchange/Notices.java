package io.bidder.market.exchange;

import io.bidder.market.load.Caller;
import io.bidder.market.load.HttpAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the URLs of bids, again and again until the bidder has taken in what it is told, and counts
 * what it said. Safe from any thread.
 */
final class Notices implements AutoCloseable {
  private static final int OK = 200;
  private static final int FOUND = 302;
  private static final int UNAVAILABLE = 503;
  private static final int MOST_AT_ONCE = 192;
  private static final long FIRST_PAUSE_NS = 20_000_000;
  private static final long LONGEST_PAUSE_NS = 1_000_000_000;
  private static final long PATIENCE_NS = 120_000_000_000L;

  private final Map<String, Caller> callers = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);
  private final Map<NoticeKind, Count> counts = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
  private final LongAdder resent = new LongAdder();
  private final LongAdder sent = new LongAdder();

  /**
   * The notices of a kind that were taken in, each once.
   *
   * @param sum of what their bids' ids hash to
   */
  private record Count(LongAdder notices, LongAdder sum) {
    Count() {
      this(new LongAdder(), new LongAdder());
    }
  }

  /** Something that happened once, however often it is told. */
  static final class Fact {
    private final NoticeKind kind;
    private final String bidId;
    private final AtomicBoolean isTaken = new AtomicBoolean();

    Fact(NoticeKind kind, String bidId) {
      this.kind = kind;
      this.bidId = bidId;
    }
  }

  /**
   * Tells a fact, in a thread of its own; waits only while there are too many.
   *
   * @param call null if nobody wants to know after all
   * @param then is given what was answered when it was taken in, null if it was refused
   */
  void tell(
      Fact fact,
      long marketMillis,
      Supplier<@Nullable Call> call,
      Consumer<@Nullable HttpAnswer> then) {
    room.acquireUninterruptibly();
    var _ =
        threads.submit(() -> {
          try {
            Call made = call.get();
            if (made == null) {
              then.accept(null);
            } else {
              tell(fact, marketMillis, made, then);
            }
          } catch (IllegalArgumentException e) {
            refuse(fact, "no URL that can be called");
            then.accept(null);
          } finally {
            room.release();
          }
        });
  }

  private void tell(Fact fact, long marketMillis, Call call, Consumer<@Nullable HttpAnswer> then) {
    URI url = call.url();
    Caller caller =
        callers.computeIfAbsent(
            url.getAuthority(),
            _ -> new Caller(new InetSocketAddress(url.getHost(), url.getPort())));
    byte[] request = call.bytes(marketMillis);
    long untilNs = System.nanoTime() + PATIENCE_NS;
    long pauseNs = FIRST_PAUSE_NS;
    sent.increment();
    while (true) {
      String problem;
      try {
        HttpAnswer answer = caller.call(request);
        if (answer.status() == OK || answer.status() == FOUND) {
          if (fact.isTaken.compareAndSet(false, true)) {
            Count count = count(fact.kind);
            count.notices.increment();
            count.sum.add(fact.bidId.hashCode());
          }
          then.accept(answer);
          return;
        }
        problem = "status " + answer.status();
        if (answer.status() != UNAVAILABLE) {
          refuse(fact, problem);
          then.accept(null);
          return;
        }
      } catch (IOException e) {
        problem = "no answer";
      }
      if (System.nanoTime() - untilNs > 0) {
        refuse(fact, problem);
        then.accept(null);
        return;
      }
      resent.increment();
      LockSupport.parkNanos(pauseNs);
      pauseNs = Math.min(2 * pauseNs, LONGEST_PAUSE_NS);
    }
  }

  private void refuse(Fact fact, String why) {
    refusals.computeIfAbsent(fact.kind.eventName() + ": " + why, _ -> new LongAdder()).increment();
  }

  /** Waits until everything that was to be told has been. */
  void await() {
    room.acquireUninterruptibly(MOST_AT_ONCE);
    room.release(MOST_AT_ONCE);
  }

  private Count count(NoticeKind kind) {
    return counts.computeIfAbsent(kind, _ -> new Count());
  }

  /** The facts of a kind that bidders took in. */
  Told.Taken taken(NoticeKind kind) {
    Count count = count(kind);
    return new Told.Taken(count.notices.sum(), count.sum.sum());
  }

  /** Notices that the bidder did not want, by kind and reason. */
  Map<String, Long> refusals() {
    Map<String, Long> all = new TreeMap<>();
    refusals.forEach((why, count) -> all.put(why, count.sum()));
    return all;
  }

  /** Notices, without those that were sent again because of no answer. */
  long sent() {
    return sent.sum();
  }

  /** Times that a notice was sent again, as there was no answer or one of 503. */
  long resent() {
    return resent.sum();
  }

  @Override
  public void close() {
    threads.close();
    callers.values().forEach(Caller::close);
  }
}
