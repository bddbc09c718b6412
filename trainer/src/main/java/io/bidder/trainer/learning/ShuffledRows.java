package io.bidder.trainer.learning;

import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Rows of a range in a random order that needs only a bounded part of the log in memory: blocks of
 * neighbouring rows in random order, {@value #BLOCKS_PER_GROUP} of them to a group, the rows of a
 * group in random order. The next group is read while the one before is in use. The order is a
 * function of seed and epoch.
 */
final class ShuffledRows implements AutoCloseable {
  private static final int BLOCK_ROWS = 4096;
  private static final int BLOCKS_PER_GROUP = 16;

  private final RowSource source;
  private final RowRange range;
  private final long seed;
  private final int blocks;
  private final RowGroup[] groups = new RowGroup[2];
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("row-reader").factory());

  ShuffledRows(FeatureLayout layout, RowSource source, RowRange range, long seed) {
    this.source = source;
    this.range = range;
    this.seed = seed;
    this.blocks = Math.toIntExact(Math.ceilDiv(range.rows(), BLOCK_ROWS));
    int capacity = (int) Math.min(range.rows(), (long) BLOCK_ROWS * BLOCKS_PER_GROUP);
    for (int i = 0; i < groups.length; i++) {
      groups[i] = new RowGroup(layout, capacity, Math.min(capacity, BLOCK_ROWS));
    }
  }

  /** A pass over all rows; each group is valid until the one after the next is asked for. */
  Epoch epoch(int epoch) {
    return new Epoch(epoch);
  }

  /** One pass. */
  final class Epoch {
    private final int epoch;
    private final int[] blockOrder;
    private int nextGroup;
    private Future<RowGroup> pending;

    private Epoch(int epoch) {
      this.epoch = epoch;
      blockOrder = new int[blocks];
      for (int i = 0; i < blocks; i++) {
        blockOrder[i] = i;
      }
      shuffle(blockOrder, blocks, new SplittableRandom(mix(epoch, -1)));
      pending = reader.submit(() -> load(0));
    }

    boolean hasNext() {
      return (long) nextGroup * BLOCKS_PER_GROUP < blocks;
    }

    /** The next group; reading of the one after it starts unless {@code readAhead} is false. */
    RowGroup next() {
      RowGroup group = await(pending);
      nextGroup++;
      if (hasNext()) {
        int ahead = nextGroup;
        pending = reader.submit(() -> load(ahead));
      }
      return group;
    }

    /** Waits until no read is under way, so that the source may be read by somebody else. */
    void settle() {
      if (hasNext()) {
        await(pending);
      }
    }

    private RowGroup load(int index) {
      RowGroup group = groups[index % groups.length];
      group.clear();
      int to = Math.min(blocks, (index + 1) * BLOCKS_PER_GROUP);
      for (int i = index * BLOCKS_PER_GROUP; i < to; i++) {
        long from = range.from() + (long) blockOrder[i] * BLOCK_ROWS;
        group.append(source, from, (int) Math.min(BLOCK_ROWS, range.to() - from));
      }
      shuffle(group.order, group.size(), new SplittableRandom(mix(epoch, index)));
      return group;
    }

    private long mix(int epochNumber, int index) {
      return (seed * 0x9E3779B97F4A7C15L + epochNumber) * 0xBF58476D1CE4E5B9L + index;
    }
  }

  private static RowGroup await(Future<RowGroup> pending) {
    try {
      return pending.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("training was interrupted");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static void shuffle(int[] values, int size, SplittableRandom random) {
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
