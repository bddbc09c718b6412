package io.bidder.benchmarks.peers;

/** Scores batches; called by several threads at once. */
interface PeerScorer extends AutoCloseable {
  /**
   * P(conversion | impression) of every row.
   *
   * @param ids [rows, features], row by row
   * @param numbers [rows, numbers], row by row
   */
  float[] score(long[] ids, float[] numbers, int rows) throws Exception;

  @Override
  void close();
}
