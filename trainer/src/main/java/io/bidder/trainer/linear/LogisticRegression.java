package io.bidder.trainer.linear;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.tensors.TensorReader;
import io.bidder.modelstore.tensors.TensorWriter;
import io.bidder.trainer.learning.SharedRows;
import java.util.List;

/**
 * A logistic regression for one head: a bias, a weight for every number and one for every row of
 * every embedded feature; a bag's weights are pooled as its rows are. Each weight comes with the
 * precision that it is known to. Immutable, safe for use by many threads.
 */
public final class LogisticRegression {
  private static final String WEIGHTS = "weights";
  private static final String PRECISIONS = "precisions";

  private final Head head;
  private final double lambda;
  private final Layout layout;
  private final double[] parameters;
  private final double[] precisions;

  LogisticRegression(
      Head head, double lambda, Layout layout, double[] parameters, double[] precisions) {
    this.head = head;
    this.lambda = lambda;
    this.layout = layout;
    this.parameters = parameters;
    this.precisions = precisions;
  }

  /** Adds weights and precisions to a file, under names that begin with {@code prefix}. */
  public void addTo(TensorWriter file, String prefix) {
    file.add(prefix + WEIGHTS, parameters);
    file.add(prefix + PRECISIONS, precisions);
  }

  /**
   * Reads what {@link #addTo} added.
   *
   * @param lambda the precision that weights had before the first row
   * @param shared which values shared a weight
   */
  public static LogisticRegression read(
      TensorReader file,
      String prefix,
      Head head,
      double lambda,
      FeatureSchema schema,
      SharedRows shared) {
    Layout layout = new Layout(schema, shared);
    return new LogisticRegression(
        head,
        lambda,
        layout,
        file.doubles(prefix + WEIGHTS, layout.size()),
        file.doubles(prefix + PRECISIONS, layout.size()));
  }

  public Head head() {
    return head;
  }

  /** Precision of the Gaussian prior that its weights were fitted under. */
  public double lambda() {
    return lambda;
  }

  public double bias() {
    return parameters[layout.bias];
  }

  /** Weight of the {@code numeric}-th numeric feature's encoded value. */
  public double numericWeight(int numeric) {
    return parameters[layout.numerics + numeric];
  }

  /** Weight of value {@code id} of the {@code embedded}-th embedded feature. */
  public double weight(int embedded, int id) {
    return parameters[layout.at(embedded, id)];
  }

  /** The same regression, of which a share of what it was fitted on is remembered. */
  public LogisticRegression faded(double share) {
    double[] less = precisions.clone();
    for (int i = 0; i < less.length; i++) {
      less[i] = Math.max(Math.min(less[i], lambda), share * less[i]);
    }
    return new LogisticRegression(head, lambda, layout, parameters, less);
  }

  /** The logit of row {@code row}. */
  public double logit(EncodedRows rows, int row) {
    return layout.logit(parameters, rows, row);
  }

  /** The parameters with each value's own weight in its place, shared or not. */
  double[] valueWeights() {
    double[] weights = parameters.clone();
    for (int f = 0; f < layout.offsets.length; f++) {
      int end = f + 1 < layout.offsets.length ? layout.offsets[f + 1] : layout.numerics;
      for (int at = layout.offsets[f]; at < end; at++) {
        weights[at] = parameters[layout.at(f, at - layout.offsets[f])];
      }
    }
    return weights;
  }

  /** Places of the parameters: tables one after the other, then the numbers, then the bias. */
  static final class Layout {
    private final SharedRows shared;
    private final int[] offsets;
    private final int[] slots;
    private final boolean[] mean;
    final int numerics;
    final int bias;
    private final int numericCount;

    Layout(FeatureSchema schema, SharedRows shared) {
      this.shared = shared;
      List<Feature.Embedded> embedded = schema.embedded();
      offsets = new int[embedded.size()];
      slots = new int[embedded.size()];
      mean = new boolean[embedded.size()];
      int next = 0;
      for (int f = 0; f < offsets.length; f++) {
        Feature.Embedded feature = embedded.get(f);
        offsets[f] = next;
        slots[f] = feature.slots();
        mean[f] = feature instanceof Feature.Bag bag && bag.pooling() == Pooling.MEAN;
        next = Math.addExact(next, feature.tableRows());
      }
      numerics = next;
      numericCount = schema.numeric().size();
      bias = next + numericCount;
    }

    int size() {
      return bias + 1;
    }

    double[] zero() {
      return new double[size()];
    }

    /**
     * Puts weights and precisions of {@code before} where the same values have their weights here.
     * A value that was rare and has a weight of its own by now takes over the mean alone.
     */
    void takeOver(LogisticRegression before, double[] means, double[] precisions) {
      for (int f = 0; f < offsets.length; f++) {
        for (int row : shared.rowsInUse(f)) {
          int origin = shared.origin(before.layout.shared, f, row);
          if (origin != SharedRows.NONE) {
            means[offsets[f] + row] = before.parameters[offsets[f] + origin];
            if (!shared.leavesShared(before.layout.shared, f, row)) {
              precisions[offsets[f] + row] = before.precisions[offsets[f] + origin];
            }
          }
        }
      }
      int rest = size() - numerics;
      System.arraycopy(before.parameters, numerics, means, numerics, rest);
      System.arraycopy(before.precisions, numerics, precisions, numerics, rest);
    }

    /** The parameter of a value: its own, or the one that rare and unseen values share. */
    int at(int embedded, int id) {
      return offsets[embedded] + shared.rowOf(embedded, id);
    }

    double logit(double[] parameters, EncodedRows rows, int row) {
      double sum = parameters[bias];
      float[] numbers = rows.numerics();
      int at = row * numericCount;
      for (int i = 0; i < numericCount; i++) {
        sum += parameters[numerics + i] * numbers[at + i];
      }
      int[] ids = rows.ids();
      int slot = row * rows.slotCount();
      for (int f = 0; f < offsets.length; f++) {
        if (slots[f] == 1) {
          sum += parameters[at(f, ids[slot++])];
          continue;
        }
        double pooled = 0;
        int values = 0;
        for (int s = 0; s < slots[f]; s++, slot++) {
          if (ids[slot] >= 0) {
            pooled += parameters[at(f, ids[slot])];
            values++;
          }
        }
        sum += mean[f] && values > 1 ? pooled / values : pooled;
      }
      return sum;
    }

    /** Adds {@code slope} times the logit's gradient. */
    void addGradient(double slope, EncodedRows rows, int row, double[] gradient) {
      add(slope, false, rows, row, gradient);
    }

    /** Adds {@code information} times the square of the logit's gradient. */
    void addSquares(double information, EncodedRows rows, int row, double[] squares) {
      add(information, true, rows, row, squares);
    }

    private void add(double factor, boolean squared, EncodedRows rows, int row, double[] sums) {
      sums[bias] += factor;
      float[] numbers = rows.numerics();
      int at = row * numericCount;
      for (int i = 0; i < numericCount; i++) {
        sums[numerics + i] +=
            factor * (squared ? numbers[at + i] * numbers[at + i] : numbers[at + i]);
      }
      int[] ids = rows.ids();
      int slot = row * rows.slotCount();
      for (int f = 0; f < offsets.length; f++) {
        if (slots[f] == 1) {
          sums[at(f, ids[slot++])] += factor;
          continue;
        }
        int values = 0;
        for (int s = 0; s < slots[f]; s++) {
          values += ids[slot + s] >= 0 ? 1 : 0;
        }
        int divisor = mean[f] && values > 1 ? values : 1;
        double share = factor / (squared ? divisor * divisor : divisor);
        for (int s = 0; s < slots[f]; s++, slot++) {
          if (ids[slot] >= 0) {
            sums[at(f, ids[slot])] += share;
          }
        }
      }
    }
  }
}
