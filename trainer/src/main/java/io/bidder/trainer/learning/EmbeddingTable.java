package io.bidder.trainer.learning;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One feature's embedding rows with what Adagrad keeps of each beside it, so that a step touches
 * one or two cache lines a row. Rows lie in pages, so that a table may be larger than an array.
 *
 * <pre>
 *   [ latent vector: k | first-order weights: H | squares: 1 for the latent vector, H | prior share: 1 ]   a row, floats
 * </pre>
 *
 * The squares are sums of squared gradients, the latent vector's of their mean. The prior share is
 * 1 over the lookups of the row in a pass over the log.
 *
 * <p>Not thread-safe: read by all threads in one phase of a step, changed by one in the next.
 */
final class EmbeddingTable {
  /** Rows of a page: a power of two. */
  private static final int PAGE_SHIFT = 16;

  private static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;

  final int rows;
  final int latent;
  final int dimension;
  private final int stride;
  private final float[][] pages;

  /**
   * @param lookups of each row in a pass over the log
   */
  EmbeddingTable(int[] lookups, int latent, int heads) {
    this.rows = lookups.length;
    this.latent = latent;
    this.dimension = latent + heads;
    this.stride = dimension + heads + 2;
    this.pages = pages(rows, stride);
    for (int row = 0; row < rows; row++) {
      page(row)[at(row) + shareOffset()] = 1f / Math.max(1, lookups[row]);
    }
  }

  private EmbeddingTable(EmbeddingTable from) {
    rows = from.rows;
    latent = from.latent;
    dimension = from.dimension;
    stride = from.stride;
    pages = new float[from.pages.length][];
    for (int page = 0; page < pages.length; page++) {
      pages[page] = from.pages[page].clone();
    }
  }

  private static float[][] pages(int rows, int width) {
    float[][] pages = new float[Math.ceilDiv(rows, 1 << PAGE_SHIFT)][];
    for (int page = 0; page < pages.length; page++) {
      int rowsOfPage = Math.min(1 << PAGE_SHIFT, rows - (page << PAGE_SHIFT));
      pages[page] = new float[rowsOfPage * width];
    }
    return pages;
  }

  /** Latent vectors uniform in plus and minus {@code scale}, first-order weights zero. */
  void initialise(long seed, float scale, float initialSquare) {
    for (int page = 0; page < pages.length; page++) {
      SplittableRandom random = new SplittableRandom(seed + page);
      float[] ofPage = pages[page];
      for (int at = 0; at < ofPage.length; at += stride) {
        for (int i = 0; i < latent; i++) {
          ofPage[at + i] = (2 * random.nextFloat() - 1) * scale;
        }
        Arrays.fill(ofPage, at + dimension, at + shareOffset(), initialSquare);
      }
    }
  }

  /** The page that holds a row. */
  float[] page(int row) {
    return pages[row >>> PAGE_SHIFT];
  }

  /** The place in its page where the row begins. */
  int at(int row) {
    return (row & PAGE_MASK) * stride;
  }

  /**
   * From a row's beginning to its prior share; the squares end there and begin at {@code
   * dimension}.
   */
  int shareOffset() {
    return stride - 1;
  }

  /** A copy of all rows as they are now. */
  EmbeddingTable snapshot() {
    return new EmbeddingTable(this);
  }

  /** Takes over a snapshot. */
  void restore(EmbeddingTable snapshot) {
    for (int page = 0; page < pages.length; page++) {
      System.arraycopy(snapshot.pages[page], 0, pages[page], 0, pages[page].length);
    }
  }

  /** Moves these rows towards those of {@code other}: {@code keep} of these, the rest of those. */
  void average(EmbeddingTable other, float keep) {
    for (int page = 0; page < pages.length; page++) {
      float[] mine = pages[page];
      float[] theirs = other.pages[page];
      for (int i = 0; i < mine.length; i++) {
        mine[i] = keep * mine[i] + (1 - keep) * theirs[i];
      }
    }
  }

  /** Takes over a row of {@code other}, with what Adagrad keeps of it or without. */
  void copyRow(int row, EmbeddingTable other, int otherRow, boolean withSquares) {
    int floats = withSquares ? shareOffset() : dimension;
    System.arraycopy(other.page(otherRow), other.at(otherRow), page(row), at(row), floats);
  }

  /** Leaves a share of the squares of each row, and at least {@code least}. */
  void fadeSquares(float share, float least) {
    for (float[] page : pages) {
      for (int row = 0; row < page.length; row += stride) {
        for (int i = row + dimension; i < row + shareOffset(); i++) {
          page[i] = Math.max(Math.min(page[i], least), share * page[i]);
        }
      }
    }
  }

  /** Sets the latent vector of a row to zero. */
  void clearLatent(int row) {
    int from = at(row);
    Arrays.fill(page(row), from, from + latent, 0);
  }
}
