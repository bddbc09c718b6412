package io.bidder.trainer.learning;

import io.bidder.trainer.network.NetworkSpec;
import io.bidder.trainer.network.StepEngine;
import java.util.Arrays;

/**
 * Sparse Adagrad for one feature's table: adds up the gradients of a batch row by row, then changes
 * each touched row once. Rows are added in the order of the batch, so the result does not depend on
 * threads. Not thread-safe.
 *
 * <p>Adagrad's sum of squares is kept per row for the latent vector (as in the reference DLRM's
 * row-wise Adagrad), per weight for first-order weights. The prior's gradient of a row is spread
 * over its lookups: {@code lambda / lookups} times the weight each time, so that a pass over the
 * log adds it up to {@code lambda} times the weight.
 */
final class TableUpdate {
  private static final int TOUCH_AHEAD = 64;

  private final NetworkSpec spec;
  private final FeatureLayout layout;
  private final int feature;
  private final EmbeddingTable table;
  private final TrainingOptions options;

  /** Place of a table row among the touched ones, -1 if it is not touched. */
  private final int[] placeOf;

  private int[] touched = new int[1024];
  private int[] touches = new int[1024];
  private float[] gradients = new float[0];
  private int touchedCount;

  TableUpdate(
      NetworkSpec spec,
      FeatureLayout layout,
      int feature,
      EmbeddingTable table,
      TrainingOptions options) {
    this.spec = spec;
    this.layout = layout;
    this.feature = feature;
    this.table = table;
    this.options = options;
    this.placeOf = new int[table.rows];
    Arrays.fill(placeOf, -1);
    this.gradients = new float[touched.length * table.dimension];
  }

  /**
   * Adds the gradients of a chunk's first {@code count} rows, whose table rows are {@code
   * tableRows}.
   */
  void add(StepEngine.Chunk chunk, int count, int[] tableRows) {
    int latent = table.latent;
    int heads = spec.headCount();
    int pitch = spec.gradientVectors() * latent;
    int slots = layout.slots(feature);
    boolean mean = layout.mean(feature);
    for (int row = 0; row < count; row++) {
      int slot = row * layout.slotCount + layout.firstSlot(feature);
      int source = row * pitch + feature * latent;
      if (slots == 1) {
        int target = target(tableRows[slot]);
        for (int i = 0; i < latent; i++) {
          gradients[target + i] += chunk.latentsGradient[source + i];
        }
        for (int head = 0; head < heads; head++) {
          gradients[target + latent + head] += chunk.logitsGradient[row * heads + head];
        }
      } else {
        int used = ChunkFiller.used(tableRows, slot, slots);
        float scale = mean ? 1f / used : 1f;
        for (int end = slot + used; slot < end; slot++) {
          int target = target(tableRows[slot]);
          for (int i = 0; i < latent; i++) {
            gradients[target + i] += scale * chunk.latentsGradient[source + i];
          }
          for (int head = 0; head < heads; head++) {
            gradients[target + latent + head] += scale * chunk.logitsGradient[row * heads + head];
          }
        }
      }
    }
  }

  /** The place where the gradient of a table row is added up. */
  private int target(int tableRow) {
    int place = placeOf[tableRow];
    if (place < 0) {
      place = touchedCount++;
      placeOf[tableRow] = place;
      if (place == touched.length) {
        touched = Arrays.copyOf(touched, 2 * place);
        touches = Arrays.copyOf(touches, 2 * place);
        gradients = Arrays.copyOf(gradients, 2 * place * table.dimension);
      }
      touched[place] = tableRow;
      touches[place] = 0;
      Arrays.fill(gradients, place * table.dimension, (place + 1) * table.dimension, 0);
    }
    touches[place]++;
    return place * table.dimension;
  }

  /**
   * Changes the touched rows at {@code rateShare} of their rates and forgets them. Returns a sum
   * that is of no use but to keep reading ahead from being optimised away.
   */
  float apply(float rateShare) {
    float sum = 0;
    for (int from = 0; from < touchedCount; from += TOUCH_AHEAD) {
      int to = Math.min(touchedCount, from + TOUCH_AHEAD);
      sum += touch(from, to);
      for (int place = from; place < to; place++) {
        placeOf[touched[place]] = -1;
        apply(place, rateShare);
      }
    }
    touchedCount = 0;
    return sum;
  }

  /**
   * Reads a little of each row, so that they come from memory all at once and not one after the
   * other.
   */
  private float touch(int from, int to) {
    float sum = 0;
    for (int place = from; place < to; place++) {
      float[] page = table.page(touched[place]);
      int at = table.at(touched[place]);
      sum += page[at] + page[at + table.shareOffset()];
    }
    return sum;
  }

  private void apply(int place, float rateShare) {
    int row = touched[place];
    float[] page = table.page(row);
    int at = table.at(row);
    int latent = table.latent;
    int dimension = table.dimension;
    int from = place * dimension;
    float share = touches[place] * page[at + table.shareOffset()];
    if (latent > 0) {
      float prior = (float) options.latentLambda() * share;
      for (int i = 0; i < latent; i++) {
        gradients[from + i] += prior * page[at + i];
      }
      float square = page[at + dimension] + sumOfSquares(from, latent) / latent;
      page[at + dimension] = square;
      float rate = rateShare * (float) options.latentRate() / (float) Math.sqrt(square);
      for (int i = 0; i < latent; i++) {
        page[at + i] -= rate * gradients[from + i];
      }
    }
    float firstOrderRate = rateShare * (float) options.firstOrderRate();
    float prior = (float) options.firstOrderLambda() * share;
    for (int i = latent; i < dimension; i++) {
      float gradient = gradients[from + i] + prior * page[at + i];
      int squareAt = at + dimension + 1 + i - latent;
      float square = page[squareAt] + gradient * gradient;
      page[squareAt] = square;
      page[at + i] -= firstOrderRate * gradient / (float) Math.sqrt(square);
    }
  }

  /** In two sums, since one would wait for itself at every step. */
  private float sumOfSquares(int from, int count) {
    float even = 0;
    float odd = 0;
    int i = from;
    for (int to = from + count - 1; i < to; i += 2) {
      even += gradients[i] * gradients[i];
      odd += gradients[i + 1] * gradients[i + 1];
    }
    if (i < from + count) {
      even += gradients[i] * gradients[i];
    }
    return even + odd;
  }
}
