package io.bidder.benchmarks.yardstick;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import io.bidder.trainer.report.HeadMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoostedTreesTest {
  private static final int ROWS = 6_000;
  private static final int TRAINING_ROWS = 4_800;

  private static final FeatureSchema SCHEMA =
      FeatureSchema.of(
          List.of(
              new Feature.Categorical("a", "log.a", Side.REQUEST, 4),
              new Feature.Bag("b", "log.b", Side.REQUEST, 6, 3, Pooling.SUM),
              new Feature.Numeric("n", "log.n", Side.CANDIDATE, Transform.IDENTITY, 0, 1, 10, 0)));

  /** Small enough to be quick. */
  private static final List<BoostedTrees.Settings> GRID =
      List.of(new BoostedTrees.Settings(3, 1, 1, 0.3));

  /** The label hangs on whether the numeric is positive, the other way round for half the ids. */
  private static final class Crossed {
    final EncodedRows rows = new EncodedRows(SCHEMA, ROWS);
    final float[] labels = new float[ROWS];
    final float[] truth = new float[ROWS];

    Crossed(long seed) {
      Random random = new Random(seed);
      rows.size(ROWS);
      Arrays.fill(rows.ids(), -1);
      for (int row = 0; row < ROWS; row++) {
        int a = 1 + random.nextInt(4);
        float n = (float) random.nextGaussian();
        rows.ids()[row * 4] = a;
        rows.ids()[row * 4 + 1] = 1 + random.nextInt(6);
        rows.ids()[row * 4 + 2] = random.nextBoolean() ? 1 + random.nextInt(6) : -1;
        rows.numerics()[row] = n;
        truth[row] = (a <= 2) == (n > 0) ? 0.4f : 0.02f;
        labels[row] = random.nextFloat() < truth[row] ? 1 : 0;
      }
    }

    LabelledRows labelled() {
      float[] weights = new float[ROWS];
      Arrays.fill(weights, 1);
      return new LabelledRows(SCHEMA, rows, labels, weights);
    }

    double normalizedEntropy(float[] predictions) {
      return Objects.requireNonNull(
          HeadMetrics.of(predictions, Arrays.copyOfRange(labels, TRAINING_ROWS, ROWS), null)
              .normalizedEntropy());
    }
  }

  @Test
  void fitShouldComeCloseToTheTruthWhenFeaturesInteract() {
    Crossed data = new Crossed(1);
    List<String> progress = new ArrayList<>();

    BoostedTrees.Fitted fitted =
        new BoostedTrees(1, 1, GRID, progress::add).fit(data.labelled(), TRAINING_ROWS);

    double reached = data.normalizedEntropy(fitted.predictions());
    double truth = data.normalizedEntropy(Arrays.copyOfRange(data.truth, TRAINING_ROWS, ROWS));
    assertTrue(reached < truth + 0.05, () -> "NE " + reached + ", truth " + truth);
    assertEquals(Columns.Kind.values().length * GRID.size(), progress.size());
  }

  @Test
  void fitShouldRepeatItselfWhenSeededAlike() {
    LabelledRows rows = new Crossed(2).labelled();

    float[] first = trees(7).fit(rows, TRAINING_ROWS).predictions();
    float[] second = trees(7).fit(rows, TRAINING_ROWS).predictions();

    assertArrayEquals(first, second);
  }

  @Test
  void fitShouldNotLookAtTheLabelsOfRowsToPredict() {
    Crossed data = new Crossed(3);
    float[] before = trees(1).fit(data.labelled(), TRAINING_ROWS).predictions();

    Arrays.fill(data.labels, TRAINING_ROWS, ROWS, 1);
    float[] after = trees(1).fit(data.labelled(), TRAINING_ROWS).predictions();

    assertArrayEquals(before, after);
  }

  @Test
  void fitShouldNotLearnRowsByHeartWhenEveryRowHasItsOwnValues() {
    FeatureSchema schema =
        FeatureSchema.of(List.of(new Feature.Categorical("id", "log.id", Side.REQUEST, ROWS)));
    EncodedRows rows = new EncodedRows(schema, ROWS);
    rows.size(ROWS);
    Random random = new Random(4);
    float[] labels = new float[ROWS];
    float[] weights = new float[ROWS];
    Arrays.fill(weights, 1);
    for (int row = 0; row < ROWS; row++) {
      rows.ids()[row] = 1 + random.nextInt(ROWS / 3);
      labels[row] = random.nextInt(5) == 0 ? 1 : 0;
    }

    float[] predictions =
        trees(1).fit(new LabelledRows(schema, rows, labels, weights), TRAINING_ROWS).predictions();

    double reached =
        Objects.requireNonNull(
            HeadMetrics.of(predictions, Arrays.copyOfRange(labels, TRAINING_ROWS, ROWS), null)
                .normalizedEntropy());
    assertTrue(reached < 1.02, () -> "NE " + reached);
  }

  @Test
  void fitShouldRefuseTrainingRowsOfOneLabel() {
    Crossed data = new Crossed(5);
    Arrays.fill(data.labels, 0, TRAINING_ROWS, 0);

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> trees(1).fit(data.labelled(), TRAINING_ROWS));

    assertEquals(
        "4800 training rows with a rate of 0.0: expected some of both labels",
        refused.getMessage());
  }

  private static BoostedTrees trees(int seed) {
    return new BoostedTrees(1, seed, GRID, line -> {});
  }
}
