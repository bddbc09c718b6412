package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.network.NetworkSpec;
import io.bidder.trainer.network.StepEngine;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Turns rows into a chunk's inputs: looks up their embedding rows and lays out their numbers and
 * labels. Thread-safe.
 */
final class ChunkFiller {
  private final NetworkSpec spec;
  private final FeatureLayout layout;
  private final List<EmbeddingTable> tables;
  private final SharedRows shared;

  ChunkFiller(
      NetworkSpec spec, FeatureLayout layout, List<EmbeddingTable> tables, SharedRows shared) {
    this.spec = spec;
    this.layout = layout;
    this.tables = tables;
    this.shared = shared;
  }

  /**
   * Fills a chunk with the {@code count} rows at {@code group.order[from ..]}; rows beyond are zero
   * and weigh nothing.
   *
   * @param tableRows becomes the table row of every slot of every row of the chunk; -1 for unused
   *     slots of a bag
   */
  void fill(StepEngine.Chunk chunk, RowGroup group, int from, int count, int[] tableRows) {
    int numbers = layout.numericCount;
    for (int row = 0; row < count; row++) {
      int position = group.order[from + row];
      System.arraycopy(group.numerics, position * numbers, chunk.numeric, row * numbers, numbers);
      System.arraycopy(
          group.ids,
          position * layout.slotCount,
          tableRows,
          row * layout.slotCount,
          layout.slotCount);
    }
    for (int f = 0; f < layout.featureCount(); f++) {
      int[] rowOf = shared.rowsOf(f);
      for (int row = 0; row < count; row++) {
        int slot = row * layout.slotCount + layout.firstSlot(f);
        tableRows[slot] = rowOf[Math.max(0, tableRows[slot])];
        for (int end = slot + layout.slots(f); ++slot < end && tableRows[slot] >= 0; ) {
          tableRows[slot] = rowOf[tableRows[slot]];
        }
      }
    }
    int width = layout.featureCount() * spec.latent();
    if (spec.hasLatents()) {
      Arrays.fill(chunk.latents, count * width, chunk.latents.length, 0);
    }
    Arrays.fill(chunk.numeric, count * numbers, chunk.numeric.length, 0);
    Arrays.fill(chunk.linear, 0);
  }

  /** The labels of the rows that {@link #fill} took. */
  void labels(StepEngine.Chunk chunk, RowGroup group, int from, int count) {
    int heads = spec.headCount();
    for (int head = 0; head < heads; head++) {
      float[] labels = spec.heads().get(head) == Head.CTR ? group.click : group.conversion;
      for (int row = 0; row < count; row++) {
        chunk.labels[row * heads + head] = labels[group.order[from + row]];
      }
    }
    for (int row = 0; row < count; row++) {
      chunk.rowWeights[row] = group.weight[group.order[from + row]];
    }
    Arrays.fill(chunk.rowWeights, count, chunk.rowWeights.length, 0);
  }

  /** Replaces values by their feature's unknown one with probability {@code share}. */
  void dropFeatures(int[] tableRows, int count, double share, SplittableRandom random) {
    for (int row = 0; row < count; row++) {
      for (int f = 0; f < layout.featureCount(); f++) {
        if (random.nextDouble() < share) {
          int slot = row * layout.slotCount + layout.firstSlot(f);
          tableRows[slot] = shared.unknownRow(f);
          if (layout.slots(f) > 1) {
            tableRows[slot + 1] = -1;
          }
        }
      }
    }
  }

  /**
   * Looks up the embedding rows: latent vectors pooled feature by feature, first-order weights
   * added up. Returns a sum that is of no use but to keep reading ahead from being optimised away.
   */
  float lookUp(StepEngine.Chunk chunk, int count, int[] tableRows) {
    float touched = 0;
    for (int f = 0; f < layout.featureCount(); f++) {
      if (layout.slots(f) == 1) {
        touched += touch(tables.get(f), count, tableRows, layout.firstSlot(f));
        lookUpSingle(chunk, count, tableRows, f);
      } else {
        lookUpBag(chunk, count, tableRows, f);
      }
    }
    return touched;
  }

  /** Reads a little of each row, so that they come from memory all at once and not in turn. */
  private float touch(EmbeddingTable table, int count, int[] tableRows, int slot) {
    float sum = 0;
    for (int row = 0; row < count; row++) {
      int tableRow = tableRows[row * layout.slotCount + slot];
      sum += table.page(tableRow)[table.at(tableRow)];
    }
    return sum;
  }

  private void lookUpSingle(StepEngine.Chunk chunk, int count, int[] tableRows, int f) {
    EmbeddingTable table = tables.get(f);
    int latent = table.latent;
    int heads = table.dimension - latent;
    int pitch = layout.featureCount() * latent;
    int slot = layout.firstSlot(f);
    for (int row = 0; row < count; row++) {
      int tableRow = tableRows[row * layout.slotCount + slot];
      float[] page = table.page(tableRow);
      int at = table.at(tableRow);
      System.arraycopy(page, at, chunk.latents, row * pitch + f * latent, latent);
      for (int head = 0; head < heads; head++) {
        chunk.linear[row * heads + head] += page[at + latent + head];
      }
    }
  }

  private void lookUpBag(StepEngine.Chunk chunk, int count, int[] tableRows, int f) {
    EmbeddingTable table = tables.get(f);
    int latent = table.latent;
    int heads = table.dimension - latent;
    for (int row = 0; row < count; row++) {
      int first = row * layout.slotCount + layout.firstSlot(f);
      int used = used(tableRows, first, layout.slots(f));
      float scale = layout.mean(f) ? 1f / used : 1f;
      int target = (row * layout.featureCount() + f) * latent;
      Arrays.fill(chunk.latents, target, target + latent, 0);
      for (int slot = first; slot < first + used; slot++) {
        float[] page = table.page(tableRows[slot]);
        int at = table.at(tableRows[slot]);
        for (int i = 0; i < latent; i++) {
          chunk.latents[target + i] += scale * page[at + i];
        }
        for (int head = 0; head < heads; head++) {
          chunk.linear[row * heads + head] += scale * page[at + latent + head];
        }
      }
    }
  }

  /** Used slots of a bag: they come first, and there is at least one. */
  static int used(int[] tableRows, int firstSlot, int slots) {
    int used = 1;
    while (used < slots && tableRows[firstSlot + used] >= 0) {
      used++;
    }
    return used;
  }
}
