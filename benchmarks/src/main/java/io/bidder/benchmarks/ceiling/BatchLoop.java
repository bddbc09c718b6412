package io.bidder.benchmarks.ceiling;

import ai.onnxruntime.OrtException;

/** Scores one batch after another; one thread's. */
interface BatchLoop extends AutoCloseable {
  /** Scores one of the batches, by number. */
  void run(int batch) throws OrtException;

  @Override
  void close();
}
