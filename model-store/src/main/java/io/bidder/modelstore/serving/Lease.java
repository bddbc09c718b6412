package io.bidder.modelstore.serving;

import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.util.concurrent.atomic.AtomicBoolean;

/** A worker of the model that was current when the lease was taken. One thread's, until closed. */
public final class Lease implements AutoCloseable {
  private final WorkerPool pool;
  private final ScoringWorker worker;
  private final ScoringModel model;
  private final AtomicBoolean closed = new AtomicBoolean();

  Lease(WorkerPool pool, ScoringWorker worker) {
    this.pool = pool;
    this.worker = worker;
    this.model = worker.model();
  }

  /** The id of the leased model's version. */
  public String modelId() {
    return model.id();
  }

  /** The leased model. */
  public ScoringModel model() {
    return model;
  }

  /** The worker to score with; not to be used or kept after {@link #close}. */
  public ScoringWorker worker() {
    if (closed.get()) {
      throw new IllegalStateException(
          "a lease on version " + modelId() + " is used after its close");
    }
    return worker;
  }

  /** Gives the worker back. Again: does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pool.give(worker);
    }
  }
}
