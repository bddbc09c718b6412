package io.bidder.bidder.bid;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Proves of one bidding thread that it bids: by the bids that it has made since somebody looked, or
 * else by a made-up request that it is handed to bid on. The thread tells what it does, one other
 * thread at a time looks.
 */
final class ThreadProof {
  /** Failures of a thread that are no longer one odd request's. */
  private static final int STORM = 10;

  /** Of what a thread has answered, so much is every request. */
  private static final double EVERY = 0.9;

  /** A made-up request, and what is told when it was bid on. */
  static final class Asked {
    final byte[] request;
    private final CompletableFuture<Void> proof = new CompletableFuture<>();

    private Asked(byte[] request) {
      this.request = request;
    }
  }

  private final String thread;
  private final AtomicInteger bids = new AtomicInteger();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile String lastFailure = "";
  private volatile @Nullable Asked asked;

  /**
   * Proves that a thread bids.
   *
   * @param thread how it is called
   */
  ThreadProof(String thread) {
    this.thread = thread;
  }

  /** The thread has bid. */
  void bid() {
    bids.getAndIncrement();
    answers.getAndIncrement();
  }

  /** The thread has answered a sound request without a bid. */
  void noBid() {
    answers.getAndIncrement();
  }

  /** The thread has met a bug, or a broken machine, instead of answering a request. */
  void failed(Throwable failure) {
    lastFailure = failure.getClass().getName();
    failures.getAndIncrement();
    answers.getAndIncrement();
  }

  /** The request that the thread is to bid on when it next can; null for none. */
  @Nullable Asked asked() {
    return asked;
  }

  /** The thread has bid on what it was handed, or met {@code failure}. */
  void done(Asked request, @Nullable Throwable failure) {
    asked = null;
    if (failure == null) {
      request.proof.complete(null);
    } else {
      request.proof.completeExceptionally(unproven("meets " + failure.getClass().getName()));
    }
  }

  /**
   * Looks whether the thread has bid since this was called before, and hands it a request if not.
   *
   * @return a proof that comes, or fails saying what is wrong; null where none is needed
   */
  @Nullable CompletableFuture<Void> ask(byte[] request) {
    int bidsSince = bids.getAndSet(0);
    int failuresSince = failures.getAndSet(0);
    int answersSince = answers.getAndSet(0);
    if (bidsSince > 0) {
      return null;
    }
    if (failuresSince >= STORM && failuresSince >= EVERY * answersSince) {
      return CompletableFuture.failedFuture(
          unproven("fails on every request, lately with " + lastFailure));
    }
    if (asked != null) {
      return CompletableFuture.failedFuture(unproven("does not go on"));
    }
    Asked next = new Asked(request);
    asked = next;
    return next.proof;
  }

  private IllegalStateException unproven(String why) {
    return new IllegalStateException("thread " + thread + " " + why);
  }
}
