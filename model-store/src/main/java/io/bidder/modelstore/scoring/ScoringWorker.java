package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.table.EmbeddingTables;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One thread's way to score with a model. Buffers and tensors are made once for each batch size
 * that occurs; after that only what ONNX Runtime's Java binding allocates for a run is allocated.
 *
 * <p>Used by one thread at a time. {@link #close} may come from any thread: during a run it takes
 * effect when the run ends.
 */
public final class ScoringWorker implements AutoCloseable {
  private static final int IDLE = 0;
  private static final int RUNNING = 1;
  private static final int CLOSING = 2;
  private static final int CLOSED = 3;

  private final ScoringModel model;
  private final OrtSession session;
  private final ModelSignature signature;
  private final PredictionReader reader;
  private final InputFiller[] fillers;
  private final int slotCount;
  private final int numericCount;
  private final int[] buckets;
  private final @Nullable BatchTensors[] tensors;
  private final AtomicInteger state = new AtomicInteger(IDLE);

  ScoringWorker(
      ScoringModel model,
      OrtSession session,
      @Nullable EmbeddingTables tables,
      ModelSignature signature,
      PredictionReader reader,
      List<Integer> buckets) {
    this.model = model;
    this.session = session;
    this.signature = signature;
    this.reader = reader;
    this.fillers =
        signature.inputs().stream()
            .map(input -> input.filler(signature.schema(), tables))
            .toArray(InputFiller[]::new);
    this.slotCount = signature.schema().slotCount();
    this.numericCount = signature.schema().numeric().size();
    this.buckets = buckets.stream().mapToInt(Integer::intValue).toArray();
    this.tensors = new BatchTensors[buckets.size()];
  }

  /** The model that this worker scores with. */
  public ScoringModel model() {
    return model;
  }

  /**
   * Scores rows {@code from} to {@code from + count}; row {@code from + i} is element {@code i} of
   * {@code out}.
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
      int largest = buckets[buckets.length - 1];
      for (int done = 0; done < count; done += largest) {
        int slice = Math.min(largest, count - done);
        BatchTensors batch = tensors(bucket(slice));
        for (int i = 0; i < fillers.length; i++) {
          fillers[i].fill(rows, from + done, slice, batch.inputs()[i]);
        }
        // Padding rows are zeros or an earlier batch's: valid, and nobody reads their outputs.
        batch.run(session);
        reader.read(batch.outputs(), slice, out, done);
      }
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
      for (int b = 0; b < buckets.length; b++) {
        BatchTensors batch = tensors(b);
        batch.run(session);
        batch.run(session);
      }
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
      for (BatchTensors batch : tensors) {
        if (batch != null) {
          batch.close();
        }
      }
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

  /** The smallest bucket that holds {@code rows}. */
  private int bucket(int rows) {
    int bucket = 0;
    while (buckets[bucket] < rows) {
      bucket++;
    }
    return bucket;
  }

  private BatchTensors tensors(int bucket) throws OrtException {
    BatchTensors made = tensors[bucket];
    if (made == null) {
      made = new BatchTensors(OrtEnvironment.getEnvironment(), signature, buckets[bucket]);
      tensors[bucket] = made;
    }
    return made;
  }

  private ScoringException failed(OrtException e) {
    return new ScoringException("version " + model.id() + " failed to score: " + e.getMessage(), e);
  }
}
