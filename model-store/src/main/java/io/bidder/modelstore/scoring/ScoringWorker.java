package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtException;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One thread's way to score with a model. Buffers and tensors are made once for each batch size
 * that occurs; after that nothing is allocated.
 *
 * <p>Used by one thread at a time. {@link #close} may come from any thread: during a run it takes
 * effect when the run ends.
 */
public final class ScoringWorker implements AutoCloseable {
  private static final int IDLE = 0;
  private static final int RUNNING = 1;
  private static final int CLOSING = 2;
  private static final int CLOSED = 3;

  private ScoringModel model;
  private final GraphRuns runs;
  private final int slotCount;
  private final int numericCount;
  private final AtomicInteger state = new AtomicInteger(IDLE);

  ScoringWorker(ScoringModel model, GraphRuns runs) {
    FeatureSchema schema = model.version().manifest().schema();
    this.model = model;
    this.runs = runs;
    this.slotCount = schema.slotCount();
    this.numericCount = schema.numeric().size();
  }

  /** The model that this worker scores with. */
  public ScoringModel model() {
    return model;
  }

  /**
   * Scores as another model from here on, with the tensors that there are. For the worker's owner,
   * between two batches.
   *
   * @throws IllegalArgumentException if the two models do not share their graphs
   * @throws IllegalStateException if {@code next} is closed
   */
  public void serve(ScoringModel next) {
    if (!next.sharesGraphs(model)) {
      throw new IllegalArgumentException(
          "versions %s and %s do not share their graphs".formatted(model.id(), next.id()));
    }
    next.requireRetained();
    ScoringModel before = model;
    model = next;
    before.release();
  }

  /**
   * Scores rows {@code from} to {@code from + count}; row {@code from + i} is element {@code i} of
   * {@code out}. Every row has both its sides.
   *
   * @throws IllegalArgumentException if the rows are not of the model's schema, an id is outside
   *     its table, or {@code out} is too small
   * @throws IllegalStateException if the worker is closed, or in use by another thread
   * @throws ScoringException if ONNX Runtime fails
   */
  public void score(EncodedRows rows, int from, int count, Predictions out) {
    Objects.checkFromIndexSize(from, count, rows.size());
    requireSchema(rows);
    enter();
    try {
      out.begin(count);
      runs.score(model.reader(), rows, from, count, out);
      model.countInvalid(out.invalid());
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      leave();
    }
  }

  /**
   * Scores all rows, knowing whose they are: the request side is taken from an impression's first
   * row, and computed once for all of its rows where the model is split. The other rows need not
   * have theirs, and may get it. Row {@code i} is element {@code i} of {@code out}.
   *
   * @param imps whose first begins at row 0 and last within {@code rows}
   * @throws IllegalArgumentException if the rows are not of the model's schema or not those of
   *     {@code imps}, an id is outside its table, or {@code out} is too small
   * @throws IllegalStateException if the worker is closed, or in use by another thread
   * @throws ScoringException if ONNX Runtime fails
   */
  public void score(EncodedRows rows, ImpRows imps, Predictions out) {
    requireSchema(rows);
    imps.requireRows(rows.size());
    enter();
    try {
      out.begin(rows.size());
      runs.score(model.reader(), rows, imps, out);
      model.countInvalid(out.invalid());
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      leave();
    }
  }

  /**
   * Makes the tensors of every bucket and runs each twice, so that the first rows to score meet no
   * allocation and ONNX Runtime has seen every shape.
   */
  public void warmUp() {
    enter();
    try {
      runs.warmUp();
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      leave();
    }
  }

  /** Frees the worker's tensors and gives its reference to the model up. Again: does nothing. */
  @Override
  public void close() {
    int before =
        state.getAndUpdate(now ->
            switch (now) {
              case IDLE -> CLOSED;
              case RUNNING -> CLOSING;
              default -> now;
            });
    if (before == IDLE) {
      free();
    }
  }

  private void enter() {
    int before = state.compareAndExchange(IDLE, RUNNING);
    if (before != IDLE) {
      throw new IllegalStateException(
          before == RUNNING
              ? "a scoring worker is used by two threads at once"
              : "a scoring worker of version " + model.id() + " is used after its close");
    }
  }

  private void leave() {
    if (!state.compareAndSet(RUNNING, IDLE)) {
      state.set(CLOSED);
      free();
    }
  }

  private void free() {
    try {
      runs.close();
    } finally {
      model.release();
    }
  }

  private void requireSchema(EncodedRows rows) {
    if (rows.slotCount() != slotCount || rows.numericCount() != numericCount) {
      throw new IllegalArgumentException(
          "rows have %d ids and %d numbers each, version %s takes %d and %d"
              .formatted(
                  rows.slotCount(), rows.numericCount(), model.id(), slotCount, numericCount));
    }
  }

  private ScoringException failed(OrtException e) {
    return new ScoringException("version " + model.id() + " failed to score: " + e.getMessage(), e);
  }
}
