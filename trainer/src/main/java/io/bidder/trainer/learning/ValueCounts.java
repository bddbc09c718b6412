package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.tensors.TensorReader;
import io.bidder.modelstore.tensors.TensorWriter;
import java.util.List;

/**
 * Counts of one pass over rows: how often each value of each embedded feature occurs, and the
 * labels. Immutable.
 */
public final class ValueCounts {
  private static final int BLOCK_ROWS = 4096;
  private static final String COUNTS = "counts.";

  private final int[][] counts;
  private long rows;
  private double weight;
  private double clicks;
  private double conversions;

  private ValueCounts(FeatureSchema schema) {
    List<Feature.Embedded> features = schema.embedded();
    counts = new int[features.size()][];
    for (int f = 0; f < counts.length; f++) {
      counts[f] = new int[features.get(f).tableRows()];
    }
  }

  /**
   * Counts made earlier.
   *
   * @param counts of each value of each embedded feature
   */
  private ValueCounts(int[][] counts, long rows, double weight, double clicks, double conversions) {
    this.counts = counts;
    this.rows = rows;
    this.weight = weight;
    this.clicks = clicks;
    this.conversions = conversions;
  }

  /** These and {@code others}, of the same schema, together. A count that is full stays so. */
  public ValueCounts plus(ValueCounts others) {
    int[][] sums = new int[counts.length][];
    for (int f = 0; f < sums.length; f++) {
      sums[f] = counts[f].clone();
      for (int id = 0; id < sums[f].length; id++) {
        sums[f][id] = (int) Math.min(Integer.MAX_VALUE, (long) sums[f][id] + others.counts[f][id]);
      }
    }
    return new ValueCounts(
        sums,
        rows + others.rows,
        weight + others.weight,
        clicks + others.clicks,
        conversions + others.conversions);
  }

  /** Counts the rows of a range. */
  public static ValueCounts of(FeatureSchema schema, RowSource source, RowRange range) {
    ValueCounts result = new ValueCounts(schema);
    FeatureLayout layout = new FeatureLayout(schema);
    EncodedRows rows = new EncodedRows(schema, BLOCK_ROWS);
    float[] click = new float[BLOCK_ROWS];
    float[] conversion = new float[BLOCK_ROWS];
    float[] weight = new float[BLOCK_ROWS];
    for (long from = range.from(); from < range.to(); from += BLOCK_ROWS) {
      int count = (int) Math.min(BLOCK_ROWS, range.to() - from);
      source.read(from, count, rows, click, conversion, weight);
      result.add(layout, rows.ids(), count);
      result.rows += count;
      for (int row = 0; row < count; row++) {
        result.weight += weight[row];
        result.clicks += weight[row] * (double) click[row];
        result.conversions += weight[row] * (double) conversion[row];
      }
    }
    return result;
  }

  private void add(FeatureLayout layout, int[] ids, int rows) {
    for (int f = 0; f < counts.length; f++) {
      int[] ofFeature = counts[f];
      for (int row = 0; row < rows; row++) {
        int base = row * layout.slotCount + layout.firstSlot(f);
        // A bag without values is the missing value.
        ofFeature[Math.max(0, ids[base])]++;
        for (int slot = 1; slot < layout.slots(f) && ids[base + slot] >= 0; slot++) {
          ofFeature[ids[base + slot]]++;
        }
      }
    }
  }

  /**
   * The number of times that value {@code id} of the {@code feature}-th embedded feature occurs.
   */
  public int count(int feature, int id) {
    return counts[feature][id];
  }

  /** Adds the counts to a file, a tensor a feature. */
  public void addTo(TensorWriter file, FeatureSchema schema) {
    for (int f = 0; f < counts.length; f++) {
      file.add(COUNTS + schema.embedded().get(f).name(), counts[f]);
    }
  }

  /** Reads what {@link #addTo} added; the sums stand elsewhere. */
  public static ValueCounts read(
      TensorReader file,
      FeatureSchema schema,
      long rows,
      double weight,
      double clicks,
      double conversions) {
    int[][] counts = new int[schema.embedded().size()][];
    for (int f = 0; f < counts.length; f++) {
      Feature.Embedded feature = schema.embedded().get(f);
      counts[f] = file.ints(COUNTS + feature.name(), feature.tableRows());
    }
    return new ValueCounts(counts, rows, weight, clicks, conversions);
  }

  int tableRows(int feature) {
    return counts[feature].length;
  }

  int featureCount() {
    return counts.length;
  }

  /** Rows counted. */
  public long rows() {
    return rows;
  }

  /** Sum of the rows' weights. */
  public double weight() {
    return weight;
  }

  /** Weighted rows with a click. */
  public double clicks() {
    return clicks;
  }

  /** Weighted rows with a conversion. */
  public double conversions() {
    return conversions;
  }
}
