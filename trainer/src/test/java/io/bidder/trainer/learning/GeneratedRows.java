package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows whose click depends on two categorical features only together (odd with even or even with
 * odd), and whose conversion, after a click, depends on a third and a number. Ids, numbers and
 * labels are a function of seed and row.
 */
public final class GeneratedRows implements RowSource {
  private static final int VALUES = 8;

  private final FeatureSchema schema;
  private final float[] numerics;
  private final int[] ids;
  private final float[] click;
  private final float[] conversion;
  private final float[] weight;
  private final int rows;

  /**
   * {@code features} categorical features, the first three of which matter, {@code numbers}
   * numbers, maybe a bag.
   */
  public static FeatureSchema schema(int features, int numbers, int buckets, boolean bag) {
    List<Feature> all = new ArrayList<>();
    for (int f = 0; f < features; f++) {
      all.add(new Feature.Categorical("f" + f, "site.f" + f, Side.REQUEST, buckets));
    }
    if (bag) {
      all.add(new Feature.Bag("bag", "user.bag", Side.REQUEST, buckets, 4, Pooling.MEAN));
      all.add(new Feature.Bag("sums", "user.sums", Side.CANDIDATE, buckets, 3, Pooling.SUM));
    }
    for (int n = 0; n < numbers; n++) {
      all.add(
          new Feature.Numeric("n" + n, "imp.n" + n, Side.REQUEST, Transform.IDENTITY, 0, 1, 10, 0));
    }
    return new FeatureSchema(FeatureSchema.XXH64, all);
  }

  public GeneratedRows(FeatureSchema schema, int rows, long seed) {
    this.schema = schema;
    this.rows = rows;
    int slotCount = schema.slotCount();
    int numbers = schema.numeric().size();
    ids = new int[rows * slotCount];
    numerics = new float[rows * numbers];
    click = new float[rows];
    conversion = new float[rows];
    weight = new float[rows];
    SplittableRandom random = new SplittableRandom(seed);
    for (int row = 0; row < rows; row++) {
      int slot = row * slotCount;
      for (Feature.Embedded feature : schema.embedded()) {
        int used = feature.slots() == 1 ? 1 : random.nextInt(feature.slots() + 1);
        int values = slot < row * slotCount + 3 ? VALUES : feature.tableRows() - 1;
        for (int i = 0; i < feature.slots(); i++) {
          ids[slot++] = i < used ? 1 + random.nextInt(values) : -1;
        }
      }
      for (int n = 0; n < numbers; n++) {
        numerics[row * numbers + n] = (float) random.nextGaussian();
      }
      click[row] = random.nextDouble() < trueClickProbability(row) ? 1 : 0;
      double tilt = (ids[row * slotCount + 2] & 1) + (numbers > 0 ? numerics[row * numbers] : 0);
      double converts = 1 / (1 + Math.exp(1 - tilt));
      conversion[row] = click[row] == 1 && random.nextDouble() < converts ? 1 : 0;
      weight[row] = row % 5 == 0 ? 0.5f : 1;
    }
  }

  public FeatureSchema schema() {
    return schema;
  }

  public RowRange range(double fromShare, double toShare) {
    return new RowRange((long) (rows * fromShare), (long) (rows * toShare));
  }

  float[] numerics() {
    return numerics;
  }

  private double trueClickProbability(int row) {
    int slotCount = schema.slotCount();
    boolean odd = ((ids[row * slotCount] ^ ids[row * slotCount + 1]) & 1) == 1;
    return odd ? 0.6 : 0.1;
  }

  /**
   * Weighted mean log-loss of the clicks of a range under the probabilities they were drawn with.
   */
  double clickLossOfTruth(RowRange range) {
    double loss = 0;
    double sum = 0;
    for (int row = (int) range.from(); row < range.to(); row++) {
      double p = trueClickProbability(row);
      loss -= weight[row] * Math.log(click[row] == 1 ? p : 1 - p);
      sum += weight[row];
    }
    return loss / sum;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void read(
      long from,
      int count,
      EncodedRows into,
      float[] clickInto,
      float[] conversionInto,
      float[] weightInto) {
    int start = Math.toIntExact(from);
    into.size(count);
    int slotCount = schema.slotCount();
    int numbers = schema.numeric().size();
    System.arraycopy(ids, start * slotCount, into.ids(), 0, count * slotCount);
    System.arraycopy(numerics, start * numbers, into.numerics(), 0, count * numbers);
    System.arraycopy(click, start, clickInto, 0, count);
    System.arraycopy(conversion, start, conversionInto, 0, count);
    System.arraycopy(weight, start, weightInto, 0, count);
  }

  @Override
  public String describe(long row) {
    return "log.csv, line " + (row + 2);
  }
}
