package io.bidder.trainer.version;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringWorker;
import io.bidder.trainer.learning.RowRange;
import io.bidder.trainer.learning.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A version's predictions on a range of rows, beside their labels: element {@code i} of every array
 * is row {@code range.from() + i}; the arrays themselves, not copies. The served scorer made the
 * predictions, so figures made from them are the served version's.
 */
public final class SlicePredictions {
  private static final int CHUNK_ROWS = 1024;

  private final float[] ctr;
  private final float[] cvr;
  private final float[] ctcvr;
  private final float[] rawCtr;
  private final float[] rawCtcvr;
  private final float[] click;
  private final float[] conversion;
  private final float[] weight;

  private SlicePredictions(int rows) {
    ctr = new float[rows];
    cvr = new float[rows];
    ctcvr = new float[rows];
    rawCtr = new float[rows];
    rawCtcvr = new float[rows];
    click = new float[rows];
    conversion = new float[rows];
    weight = new float[rows];
  }

  /** Calibrated P(click | impression). */
  public float[] ctr() {
    return ctr;
  }

  /** Calibrated P(conversion | click). */
  public float[] cvr() {
    return cvr;
  }

  /** Calibrated P(conversion | impression). */
  public float[] ctcvr() {
    return ctcvr;
  }

  /** {@link #ctr} before calibration. */
  public float[] rawCtr() {
    return rawCtr;
  }

  /** {@link #ctcvr} before calibration. */
  public float[] rawCtcvr() {
    return rawCtcvr;
  }

  /** 0 or 1. */
  public float[] click() {
    return click;
  }

  /** 0 or 1. */
  public float[] conversion() {
    return conversion;
  }

  /** Of the row, 1 where the log has none. */
  public float[] weight() {
    return weight;
  }

  /**
   * Scores {@code range}, with a worker of {@code model} a thread.
   *
   * @throws IllegalArgumentException if the range has more rows than an array can hold
   */
  public static SlicePredictions of(
      ScoringModel model, RowSource source, RowRange range, int threads) {
    if (range.rows() > Integer.MAX_VALUE - CHUNK_ROWS) {
      throw new IllegalArgumentException(
          range.rows() + " rows to evaluate, expected at most " + (Integer.MAX_VALUE - CHUNK_ROWS));
    }
    int rows = (int) range.rows();
    SlicePredictions all = new SlicePredictions(rows);
    AtomicLong next = new AtomicLong();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int thread = 0; thread < threads; thread++) {
        running.add(executor.submit(() -> all.fill(model, source, range, next)));
      }
      for (Future<?> future : running) {
        future.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while scoring", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
    return all;
  }

  /** Takes chunk after chunk until there is none left. */
  private void fill(ScoringModel model, RowSource source, RowRange range, AtomicLong next) {
    EncodedRows rows = new EncodedRows(model.version().manifest().schema(), CHUNK_ROWS);
    Predictions predictions = new Predictions(CHUNK_ROWS);
    float[][] labels = new float[3][CHUNK_ROWS];
    try (ScoringWorker worker = model.newWorker()) {
      for (long from = next.getAndAdd(CHUNK_ROWS);
          from < range.rows();
          from = next.getAndAdd(CHUNK_ROWS)) {
        int count = (int) Math.min(CHUNK_ROWS, range.rows() - from);
        source.read(range.from() + from, count, rows, labels[0], labels[1], labels[2]);
        worker.score(rows, 0, count, predictions);
        int at = (int) from;
        System.arraycopy(predictions.ctr(), 0, ctr, at, count);
        System.arraycopy(predictions.cvr(), 0, cvr, at, count);
        System.arraycopy(predictions.ctcvr(), 0, ctcvr, at, count);
        System.arraycopy(predictions.rawCtr(), 0, rawCtr, at, count);
        System.arraycopy(predictions.rawCtcvr(), 0, rawCtcvr, at, count);
        System.arraycopy(labels[0], 0, click, at, count);
        System.arraycopy(labels[1], 0, conversion, at, count);
        System.arraycopy(labels[2], 0, weight, at, count);
      }
    }
  }
}
