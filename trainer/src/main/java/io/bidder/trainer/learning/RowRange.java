package io.bidder.trainer.learning;

/** Rows {@code from} (inclusive) to {@code to} (exclusive) of a {@link RowSource}. */
public record RowRange(long from, long to) {
  public RowRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("rows " + from + " to " + to + " are no range");
    }
  }

  /** Rows in the range. */
  public long rows() {
    return to - from;
  }
}
