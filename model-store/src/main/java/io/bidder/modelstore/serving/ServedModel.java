package io.bidder.modelstore.serving;

import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The model that is served now, which another can take the place of while threads score. Whoever
 * scores {@linkplain #acquire takes a lease} on a worker of the current model; a model that was
 * replaced is freed when its last lease is closed, by a thread of its own. Thread-safe.
 *
 * <pre>{@code
 * try (Lease lease = served.acquire()) {
 *   lease.worker().score(rows, 0, rows.size(), predictions);
 *   ... lease.modelId() ...
 * }
 * }</pre>
 */
public final class ServedModel implements AutoCloseable {
  private final int warmWorkers;
  private final ReentrantLock swapping = new ReentrantLock();
  private volatile WorkerPool current;
  private boolean closed;

  /**
   * Serves a model, which from here on belongs to this object.
   *
   * @param warmWorkers workers that are made and warmed before a model takes over, so that the
   *     first rows after a swap wait for nothing: as many as threads that score at once
   */
  public ServedModel(ScoringModel first, int warmWorkers) {
    if (warmWorkers < 0) {
      throw new IllegalArgumentException("warmWorkers is " + warmWorkers + ", expected 0 or more");
    }
    this.warmWorkers = warmWorkers;
    this.current = prepare(first);
  }

  /**
   * A worker of the current model for the calling thread. Close the lease soon: it keeps a replaced
   * model in memory. As many workers exist as leases were open at once.
   *
   * @throws IllegalStateException if this is closed
   */
  public Lease acquire() {
    Lease lease = tryAcquire();
    if (lease == null) {
      throw new IllegalStateException("the served model is closed");
    }
    return lease;
  }

  /** The same; null if this is closed. */
  public @Nullable Lease tryAcquire() {
    while (true) {
      WorkerPool pool = current;
      ScoringWorker worker = pool.take();
      if (worker != null) {
        return new Lease(pool, worker);
      }
      // Retired between the two lines above, or for good.
      if (pool == current) {
        return null;
      }
    }
  }

  /** The id of the current model's version. */
  public String modelId() {
    return current.model().id();
  }

  /**
   * Warms {@code next} and lets it take over at once; it then belongs to this object. Leases on the
   * model before it go on until they are closed. A model that {@linkplain ScoringModel#sharesGraphs
   * shares its graphs} with the current one takes its warm workers over as well.
   *
   * <p>If this throws, the model before goes on serving, and {@code next} is closed.
   *
   * @throws IllegalArgumentException if {@code next} is the current model
   * @throws IllegalStateException if this is closed
   */
  public void swap(ScoringModel next) {
    swapping.lock();
    try {
      if (next.equals(current.model())) {
        throw new IllegalArgumentException("version " + next.id() + " is served already");
      }
      if (closed) {
        next.close();
        throw new IllegalStateException("the served model is closed");
      }
      WorkerPool before = current;
      if (next.sharesGraphs(before.model())) {
        before.serve(next);
      } else {
        current = prepare(next);
        before.retire();
      }
    } finally {
      swapping.unlock();
    }
  }

  /** Stops serving; the model is freed when its last lease is closed. Again: does nothing. */
  @Override
  public void close() {
    swapping.lock();
    try {
      closed = true;
      current.retire();
    } finally {
      swapping.unlock();
    }
  }

  private WorkerPool prepare(ScoringModel model) {
    WorkerPool pool = new WorkerPool(model);
    boolean warm = false;
    try {
      model.load();
      pool.warm(warmWorkers);
      warm = true;
      return pool;
    } finally {
      if (!warm) {
        pool.retire();
      }
    }
  }
}
