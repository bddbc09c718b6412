package io.bidder.trainer.learning;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One feature's embedding rows and the sums of squared gradients that Adagrad keeps for them. Rows
 * lie in pages, so that a table may be larger than an array.
 *
 * <pre>
 *   weights  [ latent vector: k floats | first-order weights: H floats ]   a row
 *   squares  [ latent: 1 float, the mean over the vector | first-order: H ]   a row
 * </pre>
 *
 * Not thread-safe: read by all threads in one phase of a step, changed by one in the next.
 */
final class EmbeddingTable {
  /** Rows of a page: a power of two. */
  private static final int PAGE_SHIFT = 16;

  private static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;

  final int rows;
  final int latent;
  final int dimension;
  final int squaresDimension;
  private final float[][] weights;
  private final float[][] squares;

  EmbeddingTable(int rows, int latent, int heads) {
    this.rows = rows;
    this.latent = latent;
    this.dimension = latent + heads;
    this.squaresDimension = heads + 1;
    this.weights = pages(rows, dimension);
    this.squares = pages(rows, squaresDimension);
  }

  private EmbeddingTable(EmbeddingTable from) {
    rows = from.rows;
    latent = from.latent;
    dimension = from.dimension;
    squaresDimension = from.squaresDimension;
    weights = new float[from.weights.length][];
    for (int page = 0; page < weights.length; page++) {
      weights[page] = from.weights[page].clone();
    }
    squares = new float[0][];
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
    for (int page = 0; page < weights.length; page++) {
      SplittableRandom random = new SplittableRandom(seed + page);
      float[] ofPage = weights[page];
      for (int at = 0; at < ofPage.length; at += dimension) {
        for (int i = 0; i < latent; i++) {
          ofPage[at + i] = (2 * random.nextFloat() - 1) * scale;
        }
      }
      Arrays.fill(squares[page], initialSquare);
    }
  }

  float[] page(int row) {
    return weights[row >>> PAGE_SHIFT];
  }

  int at(int row) {
    return (row & PAGE_MASK) * dimension;
  }

  float[] squaresPage(int row) {
    return squares[row >>> PAGE_SHIFT];
  }

  int squaresAt(int row) {
    return (row & PAGE_MASK) * squaresDimension;
  }

  /** The weights as they are now, without what Adagrad keeps. */
  EmbeddingTable snapshot() {
    return new EmbeddingTable(this);
  }

  /** Takes over the weights of a snapshot. */
  void restore(EmbeddingTable snapshot) {
    for (int page = 0; page < weights.length; page++) {
      System.arraycopy(snapshot.weights[page], 0, weights[page], 0, weights[page].length);
    }
  }

  /**
   * Moves these weights towards those of {@code other}: {@code keep} of these, the rest of those.
   */
  void average(EmbeddingTable other, float keep) {
    for (int page = 0; page < weights.length; page++) {
      float[] mine = weights[page];
      float[] theirs = other.weights[page];
      for (int i = 0; i < mine.length; i++) {
        mine[i] = keep * mine[i] + (1 - keep) * theirs[i];
      }
    }
  }

  /** Sets the latent vector of a row to zero. */
  void clearLatent(int row) {
    int from = at(row);
    Arrays.fill(page(row), from, from + latent, 0);
  }
}
