package io.bidder.trainer.linear;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.trainer.learning.SharedRows;
import java.util.List;

/**
 * A logistic regression for one head: a bias, a weight for every number and one for every row of
 * every embedded feature; a bag's weights are pooled as its rows are. Immutable, safe for use by
 * many threads.
 */
public final class LogisticRegression {
  private final Head head;
  private final double lambda;
  private final Layout layout;
  private final double[] parameters;

  LogisticRegression(Head head, double lambda, Layout layout, double[] parameters) {
    this.head = head;
    this.lambda = lambda;
    this.layout = layout;
    this.parameters = parameters;
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

  /** The logit of row {@code row}. */
  public double logit(EncodedRows rows, int row) {
    return layout.logit(parameters, rows, row);
  }

  double[] parameters() {
    return parameters;
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

  /** Where each parameter lies: tables one after the other, then the numbers, then the bias. */
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
      gradient[bias] += slope;
      float[] numbers = rows.numerics();
      int at = row * numericCount;
      for (int i = 0; i < numericCount; i++) {
        gradient[numerics + i] += slope * numbers[at + i];
      }
      int[] ids = rows.ids();
      int slot = row * rows.slotCount();
      for (int f = 0; f < offsets.length; f++) {
        if (slots[f] == 1) {
          gradient[at(f, ids[slot++])] += slope;
          continue;
        }
        int values = 0;
        for (int s = 0; s < slots[f]; s++) {
          values += ids[slot + s] >= 0 ? 1 : 0;
        }
        double share = mean[f] && values > 1 ? slope / values : slope;
        for (int s = 0; s < slots[f]; s++, slot++) {
          if (ids[slot] >= 0) {
            gradient[at(f, ids[slot])] += share;
          }
        }
      }
    }
  }
}
