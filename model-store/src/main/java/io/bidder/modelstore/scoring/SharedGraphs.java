package io.bidder.modelstore.scoring;

import java.util.concurrent.atomic.AtomicInteger;

/** The open graphs that one or several models score with, freed with the last. Thread-safe. */
final class SharedGraphs {
  private final ModelGraphs graphs;
  private final AtomicInteger models = new AtomicInteger(1);

  /** The graphs of a first model. */
  SharedGraphs(ModelGraphs graphs) {
    this.graphs = graphs;
  }

  ModelGraphs graphs() {
    return graphs;
  }

  /** The same for one more model; only while another one is known to be open. */
  SharedGraphs retain() {
    models.incrementAndGet();
    return this;
  }

  /** Gives up one model's part. */
  void release() {
    if (models.decrementAndGet() == 0) {
      graphs.close();
    }
  }
}
