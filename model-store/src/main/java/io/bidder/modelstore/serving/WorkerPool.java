package io.bidder.modelstore.serving;

import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringWorker;
import io.bidder.settings.scheduling.Scheduling;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one served model, and of those after it that share its graphs. The last one given
 * back is the first one taken, since its buffers are still in a core's cache. Thread-safe; the lock
 * is held for a few instructions, except where a worker has to be made.
 */
final class WorkerPool {
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<ScoringWorker> idle = new ArrayDeque<>();
  private volatile ScoringModel model;
  private boolean retired;

  WorkerPool(ScoringModel model) {
    this.model = model;
  }

  ScoringModel model() {
    return model;
  }

  /** Makes and warms workers. */
  void warm(int workers) {
    for (int i = 0; i < workers; i++) {
      ScoringWorker worker = model.newWorker();
      boolean warm = false;
      try {
        worker.warmUp();
        warm = true;
      } finally {
        if (warm) {
          give(worker);
        } else {
          worker.close();
        }
      }
    }
  }

  /** A worker for one thread until it is given back; null if the pool is retired. */
  @Nullable ScoringWorker take() {
    lock.lock();
    try {
      if (retired) {
        return null;
      }
      ScoringWorker worker = idle.pollFirst();
      // Made under the lock, so that the model cannot be closed in between.
      return worker == null ? model.newWorker() : worker;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Serves another model on the same graphs, and gives the one before up. Workers that are out go
   * on with that one until they are given back.
   */
  void serve(ScoringModel next) {
    ScoringModel before = model;
    lock.lock();
    try {
      model = next;
      for (ScoringWorker worker : idle) {
        worker.serve(next);
      }
    } finally {
      lock.unlock();
    }
    before.close();
  }

  /** Takes a worker back; if the pool is retired, it is closed by a thread of its own. */
  void give(ScoringWorker worker) {
    lock.lock();
    try {
      if (!retired) {
        if (!worker.model().equals(model)) {
          worker.serve(model);
        }
        idle.addFirst(worker);
        return;
      }
    } finally {
      lock.unlock();
    }
    // With the last one the model is freed, the pages of its tables one by one: no thread that bids
    // waits for that.
    Thread.ofPlatform()
        .name("model-free")
        .start(() -> {
          Scheduling.giveWay();
          worker.close();
        });
  }

  /** Closes the idle workers and the model; workers that are out are closed when they come back. */
  void retire() {
    lock.lock();
    try {
      retired = true;
    } finally {
      lock.unlock();
    }
    for (ScoringWorker worker = idle.pollFirst(); worker != null; worker = idle.pollFirst()) {
      worker.close();
    }
    model.close();
  }
}
