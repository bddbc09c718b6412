package io.bidder.trainer.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.network.Architecture;
import io.bidder.trainer.network.DenseLayout;
import io.bidder.trainer.network.NetworkSpec;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A step's change of tables and dense weights against the loss it should lower, bags and priors
 * included.
 */
class LearnerTest {
  private static final GeneratedRows ROWS =
      new GeneratedRows(GeneratedRows.schema(3, 2, 12, true), 300, 1);
  private static final FeatureLayout LAYOUT = new FeatureLayout(ROWS.schema());
  private static final RowRange ALL = new RowRange(0, 300);

  /** One batch of all rows, squares so large that the step is proportional to the gradient. */
  private static final double RATE = 0.1;

  private static final double SQUARE = 1e6;

  private static final TrainingOptions OPTIONS =
      TrainingOptions.defaults()
          .with()
          .batchRows(300)
          .chunkRows(128)
          .threads(1)
          .denseRate(RATE)
          .latentRate(RATE)
          .firstOrderRate(RATE)
          .initialAccumulator(SQUARE)
          .latentScale(0.5)
          .latentLambda(0.3)
          .firstOrderLambda(0.2)
          .denseLambda(0.1)
          .conversionWeight(0.7)
          .build();

  @Test
  void stepShouldFollowTheGradientOfLossAndPriorsForEveryTableRow() {
    ValueCounts counts = ValueCounts.of(ROWS.schema(), ROWS, ALL);
    SharedRows shared = SharedRows.rarerThan(20, counts);
    // Without a hidden layer there is no kink for finite differences to step over.
    try (Learner learner = learner(Architecture.WIDE_DEEP, List.of(), counts, shared)) {
      RowGroup group = rows();
      SplittableRandom random = new SplittableRandom(4);
      for (int i = 0; i < learner.dense().length; i++) {
        learner.dense()[i] += random.nextFloat(-0.3f, 0.3f);
      }
      learner.denseChanged();
      Weights before = new Weights(learner);
      before.keepBest();
      learner.step(ROWS, group, 0, group.size(), 0);
      float[][][] step = new float[LAYOUT.featureCount()][][];
      for (int f = 0; f < step.length; f++) {
        step[f] = weights(learner.tables().get(f));
      }
      before.restoreBest();
      for (int f = 0; f < step.length; f++) {
        checkTable(learner, group, f, step[f], shared, counts);
      }
    }
  }

  private static void checkTable(
      Learner learner,
      RowGroup group,
      int f,
      float[][] after,
      SharedRows shared,
      ValueCounts counts) {
    EmbeddingTable table = learner.tables().get(f);
    for (int row = 0; row < table.rows; row++) {
      float[] page = table.page(row);
      boolean used = shared.lookups(f, counts)[row] > 0;
      for (int i = 0; i < table.dimension; i++) {
        int at = table.at(row) + i;
        float weight = page[at];
        double moved = (weight - after[row][i]) / RATE * Math.sqrt(SQUARE);
        if (!used) {
          assertEquals(0, moved);
          continue;
        }
        float nudge = 0.02f;
        page[at] = weight + nudge;
        double above = loss(learner, group);
        page[at] = weight - nudge;
        double below = loss(learner, group);
        page[at] = weight;
        double lambda = i < table.latent ? OPTIONS.latentLambda() : OPTIONS.firstOrderLambda();
        double gradient = (above - below) / (2 * nudge) + lambda * weight;
        assertEquals(
            gradient,
            moved,
            0.02 + 0.01 * Math.abs(gradient),
            "feature " + f + " row " + row + " weight " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void interactionWeightsShouldStaySymmetricWhenTheyAreTrained(int hidden) {
    ValueCounts counts = ValueCounts.of(ROWS.schema(), ROWS, ALL);
    List<Integer> top = hidden == 0 ? List.of() : List.of(hidden);
    try (Learner learner =
        learner(Architecture.DLRM, top, counts, SharedRows.rarerThan(1, counts))) {
      RowGroup group = rows();
      for (int i = 0; i < 30; i++) {
        learner.step(ROWS, group, 0, group.size(), i);
      }
      DenseLayout.Parameter weights =
          new DenseLayout(learner.spec)
              .parameters().stream()
                  .filter(parameter -> parameter.name().endsWith("interactions"))
                  .findFirst()
                  .orElseThrow();
      int vectors = learner.spec.gradientVectors();
      for (int unit = 0; unit < weights.units(); unit++) {
        int matrix = weights.offset() + unit * vectors * vectors;
        for (int i = 0; i < vectors; i++) {
          for (int j = 0; j < i; j++) {
            assertEquals(
                learner.dense()[matrix + i * vectors + j],
                learner.dense()[matrix + j * vectors + i],
                1e-6f);
          }
        }
      }
    }
  }

  @Test
  void lossShouldFallWhenStepsAreRepeated() {
    ValueCounts counts = ValueCounts.of(ROWS.schema(), ROWS, ALL);
    try (Learner learner =
        learner(Architecture.DLRM, List.of(7), counts, SharedRows.rarerThan(1, counts))) {
      RowGroup group = rows();
      double first = learner.step(ROWS, group, 0, group.size(), 0);
      for (int i = 1; i < 50; i++) {
        learner.step(ROWS, group, 0, group.size(), i);
      }
      assertTrue(learner.step(ROWS, group, 0, group.size(), 50) < first);
    }
  }

  private static Learner learner(
      Architecture architecture, List<Integer> top, ValueCounts counts, SharedRows shared) {
    NetworkSpec spec =
        new NetworkSpec(architecture, List.of(Head.CTR, Head.CVR), 2, 5, 6, List.of(), top);
    float[] dense = new DenseLayout(spec).initial(1, new double[] {-0.5, -1});
    return new Learner(spec, LAYOUT, OPTIONS, shared, counts, dense, null);
  }

  private static RowGroup rows() {
    RowGroup group = new RowGroup(LAYOUT, 300, 300);
    group.append(ROWS, 0, 300);
    return group;
  }

  private static float[][] weights(EmbeddingTable table) {
    float[][] weights = new float[table.rows][table.dimension];
    for (int row = 0; row < table.rows; row++) {
      System.arraycopy(table.page(row), table.at(row), weights[row], 0, table.dimension);
    }
    return weights;
  }

  /** Weighted sum of the rows' losses. */
  private static double loss(Learner learner, RowGroup group) {
    MeanLoss loss = new MeanLoss(learner.spec, OPTIONS.conversionWeight());
    new ForwardPass(learner.engine, learner.filler, LAYOUT, learner.workers).run(ROWS, ALL, loss);
    double weight = 0;
    for (int i = 0; i < group.size(); i++) {
      weight += group.weight[i];
    }
    return loss.mean() * weight;
  }
}
