package io.bidder.trainer.learning;

import io.bidder.trainer.network.StepEngine;

/**
 * Probabilities for the rows of a range, in their order, chunks computed by all threads. Not
 * thread-safe.
 */
final class ForwardPass {

  /**
   * Takes the probabilities [count, heads] of {@code count} rows at {@code group.order[from ..]},
   * in the order of the range.
   */
  @FunctionalInterface
  interface Sink {
    void on(float[] probabilities, RowGroup group, int from, int count);
  }

  private final StepEngine engine;
  private final ChunkFiller filler;
  private final Workers workers;
  private final RowGroup group;
  private final int[][] tableRows;

  ForwardPass(StepEngine engine, ChunkFiller filler, FeatureLayout layout, Workers workers) {
    this.engine = engine;
    this.filler = filler;
    this.workers = workers;
    int capacity = engine.chunkCount() * engine.chunkRows();
    this.group = new RowGroup(layout, capacity, capacity);
    this.tableRows = new int[engine.chunkCount()][engine.chunkRows() * layout.slotCount];
  }

  void run(RowSource source, RowRange range, Sink sink) {
    int chunkRows = engine.chunkRows();
    for (long from = range.from(); from < range.to(); from += group.capacity()) {
      group.clear();
      group.append(source, from, (int) Math.min(group.capacity(), range.to() - from));
      int size = group.size();
      int chunks = Math.ceilDiv(size, chunkRows);
      workers.run(
          chunks,
          i -> {
            int count = Math.min(chunkRows, size - i * chunkRows);
            StepEngine.Chunk chunk = engine.chunk(i);
            filler.fill(chunk, group, i * chunkRows, count, tableRows[i]);
            filler.lookUp(chunk, count, tableRows[i]);
            engine.forward(i);
          });
      for (int i = 0; i < chunks; i++) {
        sink.on(
            engine.chunk(i).probabilities,
            group,
            i * chunkRows,
            Math.min(chunkRows, size - i * chunkRows));
      }
    }
  }
}
