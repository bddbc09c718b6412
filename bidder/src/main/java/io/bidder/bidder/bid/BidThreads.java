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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  /** The name of the limit on the bytes of those that wait. */
  public static final String QUEUE_BYTES = "queue-bytes";

  /** The kind of thread that failures are counted by. */
  private static final String THREAD = "bid";

  /** Failures in a row after which a thread no longer trusts what its stages hold. */
  private static final int FAILURES_IN_A_ROW = 10;

  /** For which a thread waits for requests before it looks whether it is asked for a proof. */
  private static final long IDLE_NS = 100_000_000;

  /** Between tries to make what a thread bids with. */
  private static final long RETRY_MILLIS = 100;

  /** For all threads to end. */
  private static final long CLOSE_MILLIS = 2_000;

  private static final byte[] PROVEN = {'o', 'k'};

  private static final Logger LOG = System.getLogger(BidThreads.class.getName());

  private final List<Exchange> exchanges;
  private final Supplier<BidPipeline> pipelines;
  private final BidMetrics metrics;
  private final InstantSource wallClock;
  private final NanoClock clock;
  private final BidLimits limits;
  private final BidQueue<PendingBid> queue;
  private final List<Thread> threads = new ArrayList<>();
  private final List<ThreadProof> proofs = new ArrayList<>();
  private volatile boolean closing;

  /**
   * Starts the threads.
   *
   * @param exchanges by number
   * @param pipelines makes one for each thread
   * @param wallClock tells when requests came that do not tell it, for flights and features
   * @param clock tells how long things take; the one that arrivals are told by
   * @param queueLimit requests that wait, at most
   * @param queueBytes of those that wait, at most
   */
  public BidThreads(
      List<Exchange> exchanges,
      Supplier<BidPipeline> pipelines,
      BidMetrics metrics,
      InstantSource wallClock,
      NanoClock clock,
      int threadCount,
      int queueLimit,
      int queueBytes,
      BidLimits limits) {
    this.exchanges = List.copyOf(exchanges);
    this.pipelines = pipelines;
    this.metrics = metrics;
    this.wallClock = wallClock;
    this.clock = clock;
    this.limits = limits;
    queue = new BidQueue<>(threadCount, limits.requestsPerBatch(), queueLimit, queueBytes, clock);
    for (int i = 0; i < threadCount; i++) {
      ThreadProof proof = new ThreadProof("bid-" + i);
      proofs.add(proof);
      Worker worker = new Worker(proof);
      threads.add(Thread.ofPlatform().name("bid-" + i).daemon(true).start(worker::run));
    }
  }

  /** Requests that wait. */
  public int queued() {
    return queue.size();
  }

  @Override
  public void onRequest(PendingBid pending) {
    if (pending.isProbe()) {
      prove(pending);
      return;
    }
    Exchange exchange = exchanges.get(pending.exchangeNumber());
    long waitedNs = clock.nanoTime() - pending.arrivalNs();
    queue.offer(
        pending,
        pending.sender(),
        pending.bodyLength(),
        pending.body().length,
        exchange.deadlineNs() - exchange.networkReserveNs() - waitedNs,
        this::shed);
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

  /**
   * Has every thread that has not bid lately bid on a made-up request, and answers 200 when all
   * have. Nothing is answered while a thread is held up, and 204 with what is wrong as the reason
   * if one cannot.
   */
  private void prove(PendingBid probe) {
    byte[] request = Arrays.copyOf(probe.body(), probe.bodyLength());
    List<CompletableFuture<Void>> owed = new ArrayList<>();
    for (ThreadProof proof : proofs) {
      CompletableFuture<Void> asked = proof.ask(request);
      if (asked != null) {
        owed.add(asked);
      }
    }
    var _ =
        CompletableFuture.allOf(owed.toArray(CompletableFuture[]::new))
            .whenComplete((_, failure) -> {
              if (failure == null) {
                probe.answer(PROVEN, 0, PROVEN.length);
              } else {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                probe.noBid(String.valueOf(cause.getMessage()));
              }
            });
  }

  private void shed(PendingBid pending, BidQueue.Bound bound) {
    if (bound == BidQueue.Bound.TIME) {
      shed(pending, NoBidReason.OVERLOADED);
    } else {
      metrics.limitReached(bound == BidQueue.Bound.REQUESTS ? QUEUE : QUEUE_BYTES);
      shed(pending, NoBidReason.QUEUE_FULL);
    }
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
      long endNs = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
      for (Thread thread : threads) {
        // One that is held up for ever is not to keep the process from ending.
        var _ = thread.join(Duration.ofNanos(Math.max(1, endNs - clock.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (PendingBid left : queue.drain()) {
      shed(left, NoBidReason.DRAINING);
    }
  }

  /** The loop of one thread, which nothing that it meets ends. */
  private final class Worker implements Answers {
    private final ThreadProof proof;
    private final BidQueue.Batch<PendingBid> taken = new BidQueue.Batch<>();
    private final long[] costsNs = new long[limits.requestsPerBatch()];
    private BatchContexts own = new BatchContexts(limits);
    private BidContext[] contexts = own.contexts;
    private BidPipeline pipeline;
    private @Nullable Throwable lastFailure;
    private int failuresInARow;

    /** True after something that may have left what the stages hold half changed. */
    private boolean worn;

    Worker(ThreadProof proof) {
      this.proof = proof;
      pipeline = pipelines.get();
    }

    void run() {
      while (!closing) {
        try {
          turn();
        } catch (InterruptedException e) {
          // Asked to close.
        } catch (Throwable e) {
          survived(e);
        }
      }
    }

    private void turn() throws InterruptedException {
      if (worn) {
        renew();
      }
      ThreadProof.Asked asked = proof.asked();
      if (asked != null) {
        prove(asked);
      }
      if (!queue.take(taken, IDLE_NS, BidThreads.this::shed)) {
        return;
      }
      long startNs = clock.nanoTime();
      try {
        bid();
        end();
      } finally {
        share(clock.nanoTime() - startNs);
        queue.done(taken, costsNs);
      }
    }

    /** Says what each request cost: what was done for it alone, and its part of the rest. */
    private void share(long nanos) {
      long restNs = nanos;
      for (int i = 0; i < taken.size(); i++) {
        restNs -= contexts[i].costNs;
      }
      for (int i = 0; i < taken.size(); i++) {
        costsNs[i] = contexts[i].costNs + Math.max(0, restNs) / taken.size();
      }
    }

    /** Lets go of what the requests hold, and of what they made grow too much. */
    private void end() {
      for (int givenUp = own.end(taken.size()); givenUp > 0; givenUp--) {
        metrics.limitReached(BidLimits.KEPT_MEMORY);
      }
    }

    /** Starts anew with what nothing has happened to. */
    private void renew() throws InterruptedException {
      try {
        own = new BatchContexts(limits);
        contexts = own.contexts;
        pipeline = pipelines.get();
        worn = false;
        failuresInARow = 0;
      } catch (Throwable e) {
        survived(e);
        Thread.sleep(RETRY_MILLIS);
      }
    }

    private void prove(ThreadProof.Asked asked) {
      try {
        contexts[0].begin(
            exchanges.getFirst(),
            asked.request,
            asked.request.length,
            clock.nanoTime(),
            wallClock.millis());
        pipeline.prove(contexts[0]);
        proof.done(asked, null);
      } catch (Throwable e) {
        proof.done(asked, e);
        survived(e);
      }
    }

    private void bid() {
      int count = taken.size();
      for (int i = 0; i < count; i++) {
        contexts[i].answered = false;
        contexts[i].costNs = 0;
      }
      try {
        long nowEpochMillis = wallClock.millis();
        for (int i = 0; i < count; i++) {
          PendingBid pending = taken.get(i);
          contexts[i].begin(
              exchanges.get(pending.exchangeNumber()),
              pending.body(),
              pending.bodyLength(),
              pending.arrivalNs(),
              pending.epochMillisOr(nowEpochMillis));
        }
        pipeline.bid(contexts, count, this);
      } catch (Throwable e) {
        // Outside of the stages, such as in answering: those that have no answer get one.
        survived(e);
        for (int i = 0; i < count; i++) {
          if (!contexts[i].answered) {
            giveUp(contexts[i], e);
          }
        }
      }
    }

    private void giveUp(BidContext context, Throwable why) {
      try {
        context.fail(why);
        noBid(context, NoBidReason.INTERNAL_ERROR);
      } catch (Throwable e) {
        survived(e);
      }
    }

    /** Tells of a failure once, though requests that were scored together share it. */
    private void survived(Throwable failure) {
      worn |= failure instanceof Error;
      if (!failure.equals(lastFailure)) {
        lastFailure = failure;
        LOG.log(Level.ERROR, "a bidding thread goes on after a failure", failure);
        metrics.failed(THREAD);
      }
    }

    private PendingBid pending(BidContext context) {
      return taken.get(context.position);
    }

    @Override
    public void bid(BidContext context, WinningBids bids, byte[] json, int length) {
      countRead(context);
      proof.bid();
      failuresInARow = 0;
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
      Throwable failure = context.failure;
      if (failure != null) {
        LOG.log(Level.ERROR, "bidding failed for request {0}", context.request.id);
        survived(failure);
        proof.failed(failure);
        worn |= ++failuresInARow >= FAILURES_IN_A_ROW;
      } else {
        proof.noBid();
        failuresInARow = 0;
      }
      if (reason == NoBidReason.REQUEST_TOO_LARGE) {
        metrics.limitReached(BidLimits.REQUEST_MEMORY);
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
