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
  private final NetworkSpec spec;
  private final FeatureLayout layout;
  private final int feature;
  private final EmbeddingTable table;
  private final int[] lookups;
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
      int[] lookups,
      TrainingOptions options) {
    this.spec = spec;
    this.layout = layout;
    this.feature = feature;
    this.table = table;
    this.lookups = lookups;
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

  /** Where the gradient of a table row is added up. */
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

  /** Changes the touched rows and forgets them. */
  void apply() {
    float latentRate = (float) options.latentRate();
    float firstOrderRate = (float) options.firstOrderRate();
    int latent = table.latent;
    for (int place = 0; place < touchedCount; place++) {
      int row = touched[place];
      placeOf[row] = -1;
      float share = touches[place] / (float) Math.max(1, lookups[row]);
      float latentPrior = (float) options.latentLambda() * share;
      float firstOrderPrior = (float) options.firstOrderLambda() * share;
      float[] weights = table.page(row);
      int at = table.at(row);
      float[] squares = table.squaresPage(row);
      int squaresAt = table.squaresAt(row);
      int from = place * table.dimension;
      if (latent > 0) {
        float sum = 0;
        for (int i = 0; i < latent; i++) {
          float gradient = gradients[from + i] + latentPrior * weights[at + i];
          gradients[from + i] = gradient;
          sum += gradient * gradient;
        }
        float square = squares[squaresAt] + sum / latent;
        squares[squaresAt] = square;
        float rate = latentRate / (float) Math.sqrt(square);
        for (int i = 0; i < latent; i++) {
          weights[at + i] -= rate * gradients[from + i];
        }
      }
      for (int i = latent; i < table.dimension; i++) {
        float gradient = gradients[from + i] + firstOrderPrior * weights[at + i];
        int squareAt = squaresAt + 1 + i - latent;
        float square = squares[squareAt] + gradient * gradient;
        squares[squareAt] = square;
        weights[at + i] -= firstOrderRate * gradient / (float) Math.sqrt(square);
      }
    }
    touchedCount = 0;
  }
}
