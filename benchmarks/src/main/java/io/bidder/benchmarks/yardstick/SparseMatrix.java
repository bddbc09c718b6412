package io.bidder.benchmarks.yardstick;

import java.util.Arrays;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Collects rows of (column, value) pairs for xgboost. Absent pairs are missing values. */
final class SparseMatrix {
  private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  private final long[] rowStarts;
  private int rows;
  private int[] columns;
  private float[] values;
  private int length;

  SparseMatrix(int rowCapacity, int valuesPerRow) {
    rowStarts = new long[rowCapacity + 1];
    int capacity = (int) Math.min((long) rowCapacity * valuesPerRow + 1, MAX_VALUES);
    columns = new int[capacity];
    values = new float[capacity];
  }

  void add(int column, float value) {
    if (length == columns.length) {
      grow();
    }
    columns[length] = column;
    values[length] = value;
    length++;
  }

  /** One more of a column that the row may already have. */
  void increment(int column) {
    for (int i = (int) rowStarts[rows]; i < length; i++) {
      if (columns[i] == column) {
        values[i]++;
        return;
      }
    }
    add(column, 1);
  }

  void endRow() {
    rows++;
    rowStarts[rows] = length;
  }

  /** The rows so far; the caller disposes of it. */
  DMatrix build(int columnCount, int threads) throws XGBoostError {
    return new DMatrix(
        Arrays.copyOf(rowStarts, rows + 1),
        Arrays.copyOf(columns, length),
        Arrays.copyOf(values, length),
        DMatrix.SparseType.CSR,
        columnCount,
        Float.NaN,
        threads);
  }

  private void grow() {
    if (length == MAX_VALUES) {
      throw new IllegalArgumentException(
          "the rows hold more than " + MAX_VALUES + " values: too many for one matrix");
    }
    int capacity = (int) Math.min(length * 3L / 2 + 16, MAX_VALUES);
    columns = Arrays.copyOf(columns, capacity);
    values = Arrays.copyOf(values, capacity);
  }
}
