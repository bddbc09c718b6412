package io.bidder.trainer.linear;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.learning.RowRange;
import io.bidder.trainer.learning.RowSource;
import io.bidder.trainer.learning.SharedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Fits logistic regressions by full passes over a log: maximum a posteriori under a Gaussian prior,
 * around zero or around an earlier regression. CTR is fitted on all rows, CVR on clicked ones. The
 * result does not depend on the number of threads.
 */
public final class LogisticFit {
  /** Sums are made over this many parts of the log and added in order, whatever the threads. */
  private static final int PARTS = 4;

  private static final int CHUNK_ROWS = 2048;
  private static final double NUMERIC_LAMBDA = 1;
  private static final double RELATIVE_TOLERANCE = 1e-6;

  private final FeatureSchema schema;
  private final RowSource source;
  private final ExecutorService threads;
  private final LogisticRegression.Layout layout;

  /**
   * Fits over {@code source}, which is read by several threads at once.
   *
   * @param shared which values share a row, hence a weight
   * @param threads share the work of a pass
   */
  public LogisticFit(
      FeatureSchema schema, RowSource source, SharedRows shared, ExecutorService threads) {
    this.schema = schema;
    this.source = source;
    this.threads = threads;
    this.layout = new LogisticRegression.Layout(schema, shared);
  }

  /**
   * The precision, of ascending {@code lambdas}, under which rows held out are the least
   * surprising: {@code rows} are cut into {@code folds} runs, each held out once. On a few
   * positives one slice's choice would be chance.
   */
  public double crossValidateLambda(
      Head head, RowRange rows, int folds, double[] lambdas, int maxIterations) {
    double[] losses = new double[lambdas.length];
    for (int fold = 0; fold < folds; fold++) {
      RowRange out =
          new RowRange(
              rows.from() + rows.rows() * fold / folds,
              rows.from() + rows.rows() * (fold + 1) / folds);
      List<RowRange> rest =
          List.of(new RowRange(rows.from(), out.from()), new RowRange(out.to(), rows.to()));
      double[] point = layout.zero();
      point[layout.bias] = baseLogit(head, rest);
      for (int i = lambdas.length - 1; i >= 0; i--) {
        minimise(head, rest, layout.zero(), aroundZero(lambdas[i]), point, maxIterations);
        losses[i] += pass(head, out, point, null);
      }
    }
    int best = 0;
    for (int i = 1; i < losses.length; i++) {
      best = losses[i] < losses[best] ? i : best;
    }
    return lambdas[best];
  }

  /** Fits on {@code training} under a prior of precision {@code lambda} around zero. */
  public LogisticRegression fit(
      Head head, List<RowRange> training, double lambda, int maxIterations) {
    double[] point = layout.zero();
    point[layout.bias] = baseLogit(head, training);
    double[] precisions = aroundZero(lambda);
    minimise(head, training, layout.zero(), precisions, point, maxIterations);
    learn(head, training, point, precisions);
    return new LogisticRegression(head, lambda, layout, point, precisions);
  }

  /**
   * Fits on {@code training} what was fitted on other rows before: what is known of each weight
   * from those is its prior (Chapelle, Manavoglu and Rosales, "Simple and Scalable Response
   * Prediction for Display Advertising", 2014, algorithm 3).
   */
  public LogisticRegression update(
      LogisticRegression before, List<RowRange> training, int maxIterations) {
    double[] means = layout.zero();
    double[] precisions = aroundZero(before.lambda());
    layout.takeOver(before, means, precisions);
    double[] point = means.clone();
    minimise(before.head(), training, means, precisions, point, maxIterations);
    learn(before.head(), training, point, precisions);
    return new LogisticRegression(before.head(), before.lambda(), layout, point, precisions);
  }

  /** The bias is free, the numbers' prior is weak. */
  private double[] aroundZero(double lambda) {
    double[] precisions = layout.zero();
    Arrays.fill(precisions, 0, layout.numerics, lambda);
    Arrays.fill(precisions, layout.numerics, layout.bias, NUMERIC_LAMBDA);
    return precisions;
  }

  /** Adds to {@code precisions} what the rows say of each weight at {@code parameters}. */
  private void learn(Head head, List<RowRange> training, double[] parameters, double[] precisions) {
    for (RowRange range : training) {
      List<Callable<double[]>> parts = new ArrayList<>();
      for (int part = 0; part < PARTS; part++) {
        long from = range.from() + range.rows() * part / PARTS;
        long to = range.from() + range.rows() * (part + 1) / PARTS;
        parts.add(() -> information(head, from, to, parameters));
      }
      for (double[] sums : inOrder(parts)) {
        for (int i = 0; i < precisions.length; i++) {
          precisions[i] += sums[i];
        }
      }
    }
  }

  private double[] information(Head head, long from, long to, double[] parameters) {
    double[] sums = layout.zero();
    Chunk chunk = new Chunk(schema);
    for (long at = from; at < to; at += CHUNK_ROWS) {
      int count = (int) Math.min(CHUNK_ROWS, to - at);
      chunk.read(source, at, count);
      for (int row = 0; row < count; row++) {
        double weight = chunk.weight(head, row);
        if (weight != 0) {
          double p = 1 / (1 + Math.exp(-layout.logit(parameters, chunk.rows, row)));
          layout.addSquares(weight * p * (1 - p), chunk.rows, row, sums);
        }
      }
    }
    return sums;
  }

  /** Moves {@code point} to the most probable weights. */
  private void minimise(
      Head head,
      List<RowRange> training,
      double[] means,
      double[] precisions,
      double[] point,
      int maxIterations) {
    Lbfgs.minimise(
        (at, gradient) -> {
          Arrays.fill(gradient, 0);
          double loss = 0;
          for (RowRange range : training) {
            loss += pass(head, range, at, gradient);
          }
          for (int i = 0; i < at.length; i++) {
            double away = at[i] - means[i];
            loss += precisions[i] * away * away / 2;
            gradient[i] += precisions[i] * away;
          }
          return loss;
        },
        point,
        maxIterations,
        RELATIVE_TOLERANCE);
  }

  /** Summed log-loss on a range at {@code parameters}; adds its gradient to {@code into}. */
  private double pass(Head head, RowRange range, double[] parameters, double @Nullable [] into) {
    List<Callable<double[]>> parts = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      long from = range.from() + range.rows() * part / PARTS;
      long to = range.from() + range.rows() * (part + 1) / PARTS;
      // The last element is the loss, so that one array carries a part's result.
      parts.add(() -> part(head, from, to, parameters, into != null));
    }
    double loss = 0;
    for (double[] sums : inOrder(parts)) {
      loss += sums[sums.length - 1];
      if (into != null) {
        for (int i = 0; i < into.length; i++) {
          into[i] += sums[i];
        }
      }
    }
    return loss;
  }

  private double[] part(Head head, long from, long to, double[] parameters, boolean gradient) {
    double[] sums = new double[gradient ? layout.size() + 1 : 1];
    Chunk chunk = new Chunk(schema);
    double loss = 0;
    for (long at = from; at < to; at += CHUNK_ROWS) {
      int count = (int) Math.min(CHUNK_ROWS, to - at);
      chunk.read(source, at, count);
      for (int row = 0; row < count; row++) {
        double weight = chunk.weight(head, row);
        if (weight == 0) {
          continue;
        }
        double label = chunk.label(head, row);
        double logit = layout.logit(parameters, chunk.rows, row);
        // log(1 + e^z) - y z, written so that neither sign of z overflows.
        loss +=
            weight * (Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - label * logit);
        if (gradient) {
          double slope = weight * (1 / (1 + Math.exp(-logit)) - label);
          layout.addGradient(slope, chunk.rows, row, sums);
        }
      }
    }
    sums[sums.length - 1] = loss;
    return sums;
  }

  private double baseLogit(Head head, List<RowRange> training) {
    // Half a positive and half a negative keep a one-class log's logit finite.
    double positives = 0.5;
    double total = 1;
    Chunk chunk = new Chunk(schema);
    for (RowRange range : training) {
      for (long at = range.from(); at < range.to(); at += CHUNK_ROWS) {
        int count = (int) Math.min(CHUNK_ROWS, range.to() - at);
        chunk.read(source, at, count);
        for (int row = 0; row < count; row++) {
          double weight = chunk.weight(head, row);
          if (weight != 0) {
            total += weight;
            positives += weight * chunk.label(head, row);
          }
        }
      }
    }
    return Math.log(positives / (total - positives));
  }

  private List<double[]> inOrder(List<Callable<double[]>> parts) {
    List<double[]> results = new ArrayList<>();
    try {
      for (Future<double[]> future : threads.invokeAll(parts)) {
        results.add(future.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while fitting a logistic regression", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a pass over the log failed", e.getCause());
    }
    return results;
  }

  /** Rows being passed over, with their labels. One owner. */
  private static final class Chunk {
    final EncodedRows rows;
    final float[] click = new float[CHUNK_ROWS];
    final float[] conversion = new float[CHUNK_ROWS];
    final float[] weight = new float[CHUNK_ROWS];

    Chunk(FeatureSchema schema) {
      rows = new EncodedRows(schema, CHUNK_ROWS);
    }

    void read(RowSource source, long from, int count) {
      source.read(from, count, rows, click, conversion, weight);
    }

    /** Of a row that has weight; a conversion's is what it is if there is a click. */
    double label(Head head, int row) {
      return head == Head.CTR ? click[row] : conversion[row] / click[row];
    }

    /** Conversions are learnt from clicks alone. */
    double weight(Head head, int row) {
      return head == Head.CVR ? weight[row] * click[row] : weight[row];
    }
  }
}
