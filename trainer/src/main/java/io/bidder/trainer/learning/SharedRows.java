package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The table row that each value is looked up in: its own, or, for values too rare to learn anything
 * of, one that all rare and unseen values of the feature share. Immutable.
 */
public final class SharedRows {
  /** No row at all. */
  public static final int NONE = -1;

  private final int[][] rowOf;
  private final int[] unknown;

  private SharedRows(int[][] rowOf, int[] unknown) {
    this.rowOf = rowOf;
    this.unknown = unknown;
  }

  /**
   * Values seen fewer than {@code minimumCount} times share a row, the missing value always keeps
   * its own. With 1 only unseen values share one.
   */
  public static SharedRows rarerThan(int minimumCount, ValueCounts counts) {
    int[][] rowOf = new int[counts.featureCount()][];
    int[] unknown = new int[counts.featureCount()];
    for (int f = 0; f < rowOf.length; f++) {
      int[] rows = new int[counts.tableRows(f)];
      int shared = 0;
      for (int id = 1; id < rows.length; id++) {
        boolean rare = counts.count(f, id) < minimumCount;
        if (rare && shared == 0) {
          shared = id;
        }
        rows[id] = rare ? shared : id;
      }
      rowOf[f] = rows;
      unknown[f] = shared;
    }
    return new SharedRows(rowOf, unknown);
  }

  /** Every value has its own row. */
  public static SharedRows none(FeatureSchema schema) {
    List<Feature.Embedded> features = schema.embedded();
    int[][] rowOf = new int[features.size()][];
    for (int f = 0; f < rowOf.length; f++) {
      rowOf[f] = IntStream.range(0, features.get(f).tableRows()).toArray();
    }
    return new SharedRows(rowOf, new int[rowOf.length]);
  }

  /** The table row of value {@code id} of the {@code feature}-th embedded feature. */
  public int rowOf(int feature, int id) {
    return rowOf[feature][id];
  }

  int[] rowsOf(int feature) {
    return rowOf[feature];
  }

  /**
   * The row that rare and unseen values share; 0, the missing value's, if every value has its own.
   */
  public int unknownRow(int feature) {
    return unknown[feature];
  }

  /** Counts how often each row is looked up. */
  int[] lookups(int feature, ValueCounts counts) {
    int[] lookups = new int[counts.tableRows(feature)];
    for (int id = 0; id < lookups.length; id++) {
      int row = rowOf[feature][id];
      lookups[row] =
          (int) Math.min(Integer.MAX_VALUE, (long) lookups[row] + counts.count(feature, id));
    }
    return lookups;
  }

  /**
   * The rows that values are looked up in, ascending: those of their own, and the one they share.
   */
  public int[] rowsInUse(int feature) {
    int[] rows = rowOf[feature];
    return IntStream.range(0, rows.length).filter(row -> rows[row] == row).toArray();
  }

  /**
   * The row of {@code earlier} that a row in use here takes over from: its value's, or the shared
   * row of those; {@link #NONE} if values shared no row then.
   */
  public int origin(SharedRows earlier, int feature, int row) {
    if (!isShared(feature, row)) {
      return earlier.rowOf[feature][row];
    }
    return earlier.unknown[feature] == 0 ? NONE : earlier.unknown[feature];
  }

  /**
   * Tells whether a row in use here leaves a shared row of {@code earlier}: its value was rare then
   * and is no longer.
   */
  public boolean leavesShared(SharedRows earlier, int feature, int row) {
    return !isShared(feature, row) && earlier.isShared(feature, earlier.rowOf[feature][row]);
  }

  private boolean isShared(int feature, int row) {
    return row != 0 && row == unknown[feature];
  }

  @Override
  public String toString() {
    return "unknown rows " + Arrays.toString(unknown);
  }
}
