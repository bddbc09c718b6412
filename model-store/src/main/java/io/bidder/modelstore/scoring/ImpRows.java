package io.bidder.modelstore.scoring;

import java.util.Objects;

/**
 * Whose a batch's rows are: an impression's candidates are consecutive rows, the first impression's
 * begin at row 0, and each one's end where the next one's begin. Reused from batch to batch; one
 * thread's.
 *
 * <pre>{@code
 * row             0   1   2   3   4   5   6
 * candidate of    a   a   a   b   c   c   c
 * first rows      0           3   4
 * }</pre>
 */
public final class ImpRows {
  private final int[] firstRows;
  private int count;

  /** Room for so many impressions: at most as many as rows. */
  public ImpRows(int capacity) {
    firstRows = new int[capacity];
  }

  /** The number of impressions that fit. */
  public int capacity() {
    return firstRows.length;
  }

  /** Impressions of the batch. */
  public int count() {
    return count;
  }

  /** The row of an impression's first candidate. */
  public int firstRow(int imp) {
    return firstRows[Objects.checkIndex(imp, count)];
  }

  void requireRows(int rows) {
    boolean fits = count == 0 ? rows == 0 : firstRows[0] == 0 && firstRows[count - 1] < rows;
    if (!fits) {
      throw new IllegalArgumentException(
          "%d rows of %d impressions, expected the first to begin at 0 and the last before %d"
              .formatted(rows, count, rows));
    }
  }

  /** The row after an impression's last candidate, in a batch of {@code rows}. */
  int endRow(int imp, int rows) {
    return imp + 1 < count ? firstRows[imp + 1] : rows;
  }

  /** Forgets the batch. */
  public void clear() {
    count = 0;
  }

  /**
   * Begins the next impression.
   *
   * @param firstRow above the impression's before
   * @throws IllegalArgumentException if it is not, or if there is no room
   */
  public void add(int firstRow) {
    int before = count == 0 ? -1 : firstRows[count - 1];
    if (firstRow <= before || count == firstRows.length) {
      throw new IllegalArgumentException(
          "impression %d of at most %d begins at row %d, expected above %d"
              .formatted(count, firstRows.length, firstRow, before));
    }
    firstRows[count++] = firstRow;
  }
}
