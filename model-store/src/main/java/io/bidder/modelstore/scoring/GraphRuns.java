package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtException;
import io.bidder.modelstore.schema.EncodedRows;

/** One worker's way through its model's graph or graphs, with all that they are run on. */
interface GraphRuns extends AutoCloseable {

  /**
   * Scores rows {@code from} to {@code from + count} to the first ones of {@code out}.
   *
   * @param reader calibrates what the graph gives
   */
  void score(PredictionReader reader, EncodedRows rows, int from, int count, Predictions out)
      throws OrtException;

  /** Scores all rows; the request side is that of an impression's first row. */
  void score(PredictionReader reader, EncodedRows rows, ImpRows imps, Predictions out)
      throws OrtException;

  /** Makes every bucket's tensors and runs each twice. */
  void warmUp() throws OrtException;

  @Override
  void close();
}
