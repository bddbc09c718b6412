package io.bidder.benchmarks.yardstick;

/**
 * A mapping of rows to columns of numbers that trees can split on, learnt from the first rows.
 * Every numeric feature is a column as it is.
 */
interface Columns {
  /** Number of columns. */
  int count();

  /** Appends a row's values for prediction, or for training if it is one of those learnt from. */
  void append(int row, boolean training, SparseMatrix into);

  /** The ways there are, by name. */
  enum Kind {
    /** A column a value that is not rare. */
    ONE_HOT("one-hot"),
    /** A value's label rate and how often it came, a column each. */
    LABEL_RATES("label rates");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }

    /** Learns from the rows before {@code learntRows}. */
    Columns learn(LabelledRows rows, int learntRows) {
      return switch (this) {
        case ONE_HOT -> new OneHotColumns(rows, learntRows);
        case LABEL_RATES -> new LabelRateColumns(rows, learntRows);
      };
    }
  }
}
