package io.bidder.bidder.bid;

import io.bidder.bidder.http.BidHandler;
import io.bidder.bidder.http.PendingBid;
import io.bidder.bidder.metrics.BidMetrics;
import io.bidder.bidder.metrics.Outcome;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.response.WinningBid;
import io.bidder.bidder.response.WinningBids;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that bid, one a core, and the queue before them. A thread that becomes free takes its
 * share of whatever waits, up to a batch, and scores it together: nothing waits for company, nor
 * for one thread while another could have begun with it.
 *
 * <p>{@link #onRequest} may be called from any thread and never blocks.
 */
public final class BidThreads implements BidHandler, AutoCloseable {
  /** The name of the limit on what waits. */
  public static final String QUEUE = "queue";

  private static final Logger LOG = System.getLogger(BidThreads.class.getName());

  private final List<Exchange> exchanges;
  private final Supplier<BidPipeline> pipelines;
  private final BidMetrics metrics;
  private final InstantSource wallClock;
  private final NanoClock clock;
  private final int threadCount;
  private final int batchSize;
  private final Admission admission;
  private final ArrayBlockingQueue<PendingBid> queue;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closing;

  /**
   * Starts the threads.
   *
   * @param exchanges by number
   * @param pipelines makes one for each thread
   * @param wallClock tells when requests came, for flights and features
   * @param clock tells how long things take; the one that arrivals are told by
   * @param admission decides who waits
   */
  public BidThreads(
      List<Exchange> exchanges,
      Supplier<BidPipeline> pipelines,
      BidMetrics metrics,
      InstantSource wallClock,
      NanoClock clock,
      int threadCount,
      int queueLimit,
      int batchSize,
      Admission admission) {
    this.exchanges = List.copyOf(exchanges);
    this.pipelines = pipelines;
    this.metrics = metrics;
    this.wallClock = wallClock;
    this.clock = clock;
    this.threadCount = threadCount;
    this.batchSize = batchSize;
    this.admission = admission;
    queue = new ArrayBlockingQueue<>(queueLimit);
    for (int i = 0; i < threadCount; i++) {
      Worker worker = new Worker();
      threads.add(Thread.ofPlatform().name("bid-" + i).daemon(true).start(worker::run));
    }
  }

  /** Requests that wait. */
  public int queued() {
    return queue.size();
  }

  @Override
  public void onRequest(PendingBid pending) {
    Exchange exchange = exchanges.get(pending.exchangeNumber());
    long waitedNs = clock.nanoTime() - pending.arrivalNs();
    if (!admission.tryEnter(exchange.deadlineNs() - exchange.networkReserveNs() - waitedNs)) {
      shed(pending, NoBidReason.OVERLOADED);
    } else if (!queue.offer(pending)) {
      admission.leave(1);
      metrics.limitReached(QUEUE);
      shed(pending, NoBidReason.QUEUE_FULL);
    }
  }

  @Override
  public void onSent(PendingBid pending, boolean inTime) {
    if (!inTime) {
      metrics.noBid(pending.exchangeNumber(), NoBidReason.LATE_BEFORE_WRITE);
    }
    answered(pending, inTime ? Outcome.BID : Outcome.LATE);
  }

  private void answered(PendingBid pending, Outcome outcome) {
    metrics.answered(pending.exchangeNumber(), outcome, clock.nanoTime() - pending.arrivalNs());
  }

  /** Answers without a thread's having looked at the request. */
  private void shed(PendingBid pending, NoBidReason reason) {
    pending.noBid(reason.name());
    metrics.shed(pending.exchangeNumber(), reason, clock.nanoTime() - pending.arrivalNs());
  }

  /** Stops the threads after what they are at; what still waits gets no bid. */
  @Override
  public void close() {
    closing = true;
    for (Thread thread : threads) {
      thread.interrupt();
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (PendingBid left = queue.poll(); left != null; left = queue.poll()) {
      admission.leave(1);
      shed(left, NoBidReason.DRAINING);
    }
  }

  /** The loop of one thread. */
  private final class Worker implements Answers {
    private final BidPipeline pipeline = pipelines.get();
    private final List<PendingBid> taken = new ArrayList<>(batchSize);
    private final BidContext[] contexts = new BidContext[batchSize];
    private @Nullable RuntimeException lastFailure;

    Worker() {
      for (int i = 0; i < batchSize; i++) {
        contexts[i] = new BidContext(i);
      }
    }

    void run() {
      while (!closing) {
        try {
          taken.add(queue.take());
          queue.drainTo(taken, Math.min(batchSize - 1, queue.size() / threadCount));
        } catch (InterruptedException e) {
          // Asked to close.
          continue;
        }
        long startNs = clock.nanoTime();
        bid();
        admission.took(taken.size(), clock.nanoTime() - startNs);
        admission.leave(taken.size());
        taken.clear();
      }
    }

    private void bid() {
      int count = taken.size();
      long epochMillis = wallClock.millis();
      for (int i = 0; i < count; i++) {
        PendingBid pending = taken.get(i);
        contexts[i].begin(
            exchanges.get(pending.exchangeNumber()),
            pending.body(),
            pending.bodyLength(),
            pending.arrivalNs(),
            epochMillis);
      }
      try {
        pipeline.bid(contexts, count, this);
      } catch (RuntimeException e) {
        // A bug outside of the stages, such as in answering: those that have no answer get one.
        for (int i = 0; i < count; i++) {
          if (!contexts[i].answered) {
            contexts[i].fail(e);
            noBid(contexts[i], NoBidReason.INTERNAL_ERROR);
          }
        }
      }
    }

    private PendingBid pending(BidContext context) {
      return taken.get(context.position);
    }

    @Override
    public void bid(BidContext context, WinningBids bids, byte[] json, int length) {
      countRead(context);
      for (int i = 0; i < bids.size(); i++) {
        WinningBid bid = bids.get(i);
        if (!bid.isLeftOut()) {
          metrics.bidPrice(pending(context).exchangeNumber(), bid.priceCpmMicros(), bids.currency);
        }
      }
      pending(context)
          .answer(
              json,
              length,
              context.lateLength,
              NoBidReason.LATE_BEFORE_WRITE.name(),
              context.deadline.atNs());
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason) {
      countNoBid(context, reason);
      pending(context).noBid(reason.name());
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason, byte[] json, int length) {
      countNoBid(context, reason);
      pending(context).noBid(reason.name(), json, 0, length);
    }

    @Override
    public void malformed(BidContext context) {
      count(context, Outcome.MALFORMED);
      pending(context).malformed();
    }

    private void countNoBid(BidContext context, NoBidReason reason) {
      RuntimeException failure = context.failure;
      // Requests that were scored together share a failure, which is told once.
      if (failure != null && !failure.equals(lastFailure)) {
        lastFailure = failure;
        LOG.log(Level.ERROR, "bidding failed for request " + context.request.id, failure);
      }
      Outcome outcome = reason.isLate() ? Outcome.LATE : Outcome.NO_BID;
      count(context, failure == null ? outcome : Outcome.ERROR);
      metrics.noBid(pending(context).exchangeNumber(), reason);
    }

    private void count(BidContext context, Outcome outcome) {
      answered(pending(context), outcome);
      countRead(context);
    }

    private void countRead(BidContext context) {
      context.answered = true;
      metrics.ignoredFields(context.request.ignoredFields);
      metrics.elementsLeftOut(context.request.elementsLeftOut);
    }
  }
}
