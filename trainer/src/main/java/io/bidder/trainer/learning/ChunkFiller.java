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
   * added up.
   */
  void lookUp(StepEngine.Chunk chunk, int count, int[] tableRows) {
    int features = layout.featureCount();
    int latent = spec.latent();
    int heads = spec.headCount();
    for (int row = 0; row < count; row++) {
      for (int f = 0; f < features; f++) {
        int slot = row * layout.slotCount + layout.firstSlot(f);
        EmbeddingTable table = tables.get(f);
        int tableRow = tableRows[slot];
        float[] page = table.page(tableRow);
        int at = table.at(tableRow);
        int target = (row * features + f) * latent;
        if (layout.slots(f) == 1) {
          System.arraycopy(page, at, chunk.latents, target, latent);
          for (int head = 0; head < heads; head++) {
            chunk.linear[row * heads + head] += page[at + latent + head];
          }
        } else {
          pool(chunk, row, table, tableRows, slot, layout.slots(f), layout.mean(f), target);
        }
      }
    }
  }

  private static void pool(
      StepEngine.Chunk chunk,
      int row,
      EmbeddingTable table,
      int[] tableRows,
      int firstSlot,
      int slots,
      boolean mean,
      int target) {
    int latent = table.latent;
    int heads = table.dimension - latent;
    int used = used(tableRows, firstSlot, slots);
    float scale = mean ? 1f / used : 1f;
    Arrays.fill(chunk.latents, target, target + latent, 0);
    for (int slot = firstSlot; slot < firstSlot + used; slot++) {
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

  /** Used slots of a bag: they come first, and there is at least one. */
  static int used(int[] tableRows, int firstSlot, int slots) {
    int used = 1;
    while (used < slots && tableRows[firstSlot + used] >= 0) {
      used++;
    }
    return used;
  }
}
