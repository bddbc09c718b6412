package io.bidder.market.replay;

import io.bidder.market.load.RoundTrip;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands answers over to a thread that checks them in the order in which they came, so that the one
 * that sends has no more to do than that.
 */
final class AnswerQueue implements Consumer<RoundTrip>, AutoCloseable {
  /** The sender waits while so many are not checked yet. */
  private static final int MAX_WAITING = 1000;

  private final Semaphore places = new Semaphore(MAX_WAITING);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("replay-answers").daemon().factory());
  private final Consumer<RoundTrip> checker;
  private volatile @Nullable RuntimeException failure;

  AnswerQueue(Consumer<RoundTrip> checker) {
    this.checker = checker;
  }

  @Override
  public void accept(RoundTrip trip) {
    throwIfFailed();
    places.acquireUninterruptibly();
    thread.execute(() -> {
      try {
        checker.accept(trip);
      } catch (RuntimeException e) {
        failure = e;
      } finally {
        places.release();
      }
    });
  }

  /** Waits until all are checked, and throws what the checker threw. */
  @Override
  public void close() {
    thread.close();
    throwIfFailed();
  }

  private void throwIfFailed() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }
}
