package io.bidder.modelstore.table;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.TableType;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.testing.Cases;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gathered values are the written ones, within the precision that each type states. */
class TablePrecisionTest {

  /**
   * Largest difference that a type may make to one value of a row whose largest absolute value is
   * {@code max}.
   */
  private static double bound(TableType type, double value, double max) {
    return switch (type) {
      case FLOAT32 -> 0;
      case FLOAT16 -> Math.max(Math.abs(value) * 0x1p-11, 0x1p-25);
      case INT8 -> max / 254 * (1 + 1e-5);
    };
  }

  @Test
  void gatherShouldGiveWhatWasWrittenWithinTheTypesBound() {
    Cases.forAll(
        20260101,
        120,
        draw -> {
          TableType type = draw.oneOf(TableType.values());
          int dimension = draw.intBetween(1, 40);
          int features = draw.intBetween(1, 50);
          int magnitude = draw.intBetween(-20, 4);
          long seed = draw.anyLong();

          Random random = new Random(seed);
          FeatureSchema schema = schema(features, random);
          List<float[][]> values = new ArrayList<>();
          Path file = Files.createTempDirectory("tables").resolve(EmbeddingTables.FILE);
          List<Manifest.Table> tables;
          try (TablesWriter writer = new TablesWriter(file)) {
            for (Feature.Embedded feature : schema.embedded()) {
              float[][] table = table(feature.tableRows(), dimension, magnitude, random);
              values.add(table);
              writer.add(
                  feature.name(),
                  table.length,
                  dimension,
                  type,
                  (row, to) -> System.arraycopy(table[(int) row], 0, to, 0, dimension));
            }
            tables = writer.finish();
          }

          EncodedRows rows = randomRows(schema, 1 + random.nextInt(40), random);
          float[] out = new float[rows.size() * features * dimension];
          try (EmbeddingTables opened = EmbeddingTables.open(file, schema, tables)) {
            opened.gatherer().gather(rows, 0, rows.size(), MemorySegment.ofArray(out));
          }
          assertOracle(type, schema, values, rows, dimension, out);
          Files.delete(file);
          Files.delete(file.getParent());
        });
  }

  private static void assertOracle(
      TableType type,
      FeatureSchema schema,
      List<float[][]> values,
      EncodedRows rows,
      int dimension,
      float[] out) {
    int at = 0;
    for (int r = 0; r < rows.size(); r++) {
      int slot = r * schema.slotCount();
      for (int f = 0; f < values.size(); f++) {
        Feature.Embedded feature = schema.embedded().get(f);
        List<float[]> pooled = new ArrayList<>();
        for (int s = 0; s < feature.slots(); s++) {
          if (rows.ids()[slot + s] >= 0) {
            pooled.add(values.get(f)[rows.ids()[slot + s]]);
          }
        }
        if (pooled.isEmpty()) {
          pooled.add(values.get(f)[0]);
        }
        boolean mean = feature instanceof Feature.Bag bag && bag.pooling() == Pooling.MEAN;
        for (int i = 0; i < dimension; i++) {
          double expected = 0;
          double tolerance = 0;
          double magnitude = 0;
          for (float[] row : pooled) {
            expected += row[i];
            tolerance += bound(type, row[i], max(row));
            magnitude += Math.abs(row[i]);
          }
          double divisor = mean ? pooled.size() : 1;
          tolerance += pooled.size() > 1 ? magnitude * 1e-6 : 0;
          assertEquals(
              expected / divisor, out[at++], tolerance / divisor, () -> type + " " + feature);
        }
        slot += feature.slots();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void writerShouldNameFeatureRowAndValueWhenAValueCannotBeStored(TableType type)
      throws IOException {

    float[] refused =
        type == TableType.FLOAT16
            ? new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 65520f, -70000f}
            : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (float value : refused) {
      Path file = Files.createTempDirectory("tables").resolve(EmbeddingTables.FILE);
      try (TablesWriter writer = new TablesWriter(file)) {
        assertFails(
            IllegalArgumentException.class,
            () -> writer.add("site", 5, 3, type, (row, to) -> to[2] = row == 4 ? value : 1),
            "'site'",
            "row 4",
            Float.toString(value));
      }
      Files.delete(file);
      Files.delete(file.getParent());
    }
  }

  private static FeatureSchema schema(int features, Random random) {
    List<Feature> list = new ArrayList<>();
    for (int f = 0; f < features; f++) {
      list.add(
          random.nextInt(3) == 0
              ? new Feature.Bag(
                  "f" + f,
                  "x",
                  Side.REQUEST,
                  1 + random.nextInt(20),
                  1 + random.nextInt(5),
                  random.nextBoolean() ? Pooling.MEAN : Pooling.SUM)
              : new Feature.Categorical("f" + f, "x", Side.REQUEST, 1 + random.nextInt(20)));
    }
    return new FeatureSchema(FeatureSchema.XXH64, list);
  }

  private static float[][] table(int rows, int dimension, int magnitude, Random random) {
    float[][] table = new float[rows][dimension];
    for (int r = 1; r < rows; r++) {
      for (int i = 0; i < dimension; i++) {
        table[r][i] = (float) (random.nextGaussian() * Math.pow(10, magnitude) / 4);
      }
    }
    return table;
  }

  private static EncodedRows randomRows(FeatureSchema schema, int count, Random random) {
    EncodedRows rows = new EncodedRows(schema, count);
    int at = 0;
    for (int r = 0; r < count; r++) {
      for (Feature.Embedded feature : schema.embedded()) {
        for (int s = 0; s < feature.slots(); s++) {
          boolean unused = feature instanceof Feature.Bag && random.nextInt(3) == 0;
          rows.ids()[at++] = unused ? -1 : random.nextInt(feature.tableRows());
        }
      }
    }
    rows.size(count);
    return rows;
  }

  private static double max(float[] row) {
    double max = 0;
    for (float value : row) {
      max = Math.max(max, Math.abs(value));
    }
    return max;
  }
}
