package io.bidder.trainer.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.network.Architecture;
import io.bidder.trainer.network.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTrainerTest {
  private static final List<Head> BOTH = List.of(Head.CTR, Head.CVR);
  private static final TrainingOptions OPTIONS =
      TrainingOptions.defaults()
          .with()
          .epochs(8)
          .batchRows(256)
          .chunkRows(64)
          .threads(2)
          .seed(3)
          .build();
  private static final GeneratedRows ROWS =
      new GeneratedRows(GeneratedRows.schema(4, 2, 50, true), 12_000, 5);

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"DLRM", "WIDE_DEEP"})
  void networkShouldLearnACrossThatALogisticRegressionCannot(Architecture architecture) {
    // A cross without main effects gives no slope to start with: larger first steps, a looser
    // prior.
    TrainingOptions options =
        OPTIONS.with().latentScale(0.5).denseRate(0.1).latentRate(0.1).latentLambda(1).build();
    double logistic = stoppingLoss(Architecture.LOGISTIC, options);
    double deep = stoppingLoss(architecture, options);
    double truth = ROWS.clickLossOfTruth(ROWS.range(0.8, 1));
    assertTrue(
        logistic > truth * 1.2, "logistic regression at " + logistic + ", truth at " + truth);
    assertTrue(deep < truth * 1.04, "deep at " + deep + ", truth at " + truth);
  }

  @Test
  void dotProductsShouldFindTheCrossWithoutAHiddenLayer() {
    NetworkSpec deep = spec(Architecture.DLRM, List.of(Head.CTR));
    NetworkSpec products =
        new NetworkSpec(
            Architecture.DLRM,
            deep.heads(),
            deep.numericCount(),
            deep.featureCount(),
            deep.dimension(),
            List.of(4),
            List.of());
    TrainingOptions options =
        OPTIONS
            .with()
            .latentScale(0.5)
            .denseRate(0.1)
            .latentRate(0.1)
            .latentLambda(1)
            .finalRateShare(0.05)
            .build();
    double loss = train(ROWS, products, options).summary().stoppingLoss();
    double truth = ROWS.clickLossOfTruth(ROWS.range(0.8, 1));
    assertTrue(loss < truth * 1.04, "products at " + loss + ", truth at " + truth);
  }

  @Test
  void laterWeightsShouldBeKeptWhenTheirLossIsWithinTheTolerance() {
    TrainingOptions options = OPTIONS.with().epochs(6).stoppingTolerance(1).build();
    List<TrainingProgress> progress = new ArrayList<>();
    ValueCounts counts = ValueCounts.of(ROWS.schema(), ROWS, ROWS.range(0, 0.1));
    TrainedNetwork trained =
        new NetworkTrainer(ROWS.schema(), spec(Architecture.DLRM, BOTH), options)
            .train(
                ROWS,
                ROWS.range(0, 0.1),
                ROWS.range(0.8, 1),
                counts,
                SharedRows.rarerThan(1, counts),
                progress::add);

    assertEquals(6, trained.summary().epochs());
    assertEquals(trained.summary().rowsSeen(), trained.summary().bestRowsSeen());
    assertEquals(progress.getLast().stoppingLoss(), trained.summary().stoppingLoss());
  }

  @Test
  void clicksAndConversionsShouldBothBeCalibratedWhenTrainedOverTheEntireSpace() {
    TrainedNetwork trained = train(ROWS, spec(Architecture.DLRM, BOTH), OPTIONS);
    RowRange last = ROWS.range(0.8, 1);
    float[] ctr = new float[(int) last.rows()];
    float[] cvr = new float[(int) last.rows()];
    trained.predict(ROWS, last, 2, ctr, cvr);
    ValueCounts labels = ValueCounts.of(ROWS.schema(), unweighted(ROWS), last);
    double conversions = 0;
    double clicks = 0;
    for (int i = 0; i < ctr.length; i++) {
      clicks += ctr[i];
      conversions += ctr[i] * (double) cvr[i];
    }
    assertEquals(1, clicks / labels.clicks(), 0.1);
    assertEquals(1, conversions / labels.conversions(), 0.15);
  }

  @Test
  void resultShouldBeTheSameBitsWhenThreadsDiffer() {
    TrainingOptions options =
        OPTIONS
            .with()
            .epochs(2)
            .dropout(0.2)
            .featureDropout(0.1)
            .averaging(0.5)
            .finalRateShare(0.1)
            .evaluateEveryRows(3000)
            .build();
    NetworkSpec spec = spec(Architecture.DLRM, BOTH);
    float[] one = weights(train(ROWS, spec, options.with().threads(1).build()));
    assertArrayEquals(one, weights(train(ROWS, spec, options.with().threads(2).build())));
    assertArrayEquals(one, weights(train(ROWS, spec, options.with().threads(5).build())));
  }

  @Test
  void resultShouldDifferWhenSeedsDiffer() {
    TrainingOptions options = OPTIONS.with().epochs(1).build();
    NetworkSpec spec = spec(Architecture.WIDE_DEEP, BOTH);
    float[] one = weights(train(ROWS, spec, options));
    assertArrayEquals(one, weights(train(ROWS, spec, options)));
    assertFalse(Arrays.equals(one, weights(train(ROWS, spec, options.with().seed(4).build()))));
  }

  @Test
  void trainingShouldKeepTheWeightsOfItsBestEvaluation() {
    List<TrainingProgress> progress = new ArrayList<>();
    TrainingOptions overfitting =
        OPTIONS
            .with()
            .epochs(60)
            .latentLambda(0)
            .firstOrderLambda(0)
            .denseLambda(0)
            .patience(3)
            .build();
    ValueCounts counts = ValueCounts.of(ROWS.schema(), ROWS, ROWS.range(0, 0.1));
    NetworkSpec spec = spec(Architecture.WIDE_DEEP, BOTH);
    TrainedNetwork trained =
        new NetworkTrainer(ROWS.schema(), spec, overfitting)
            .train(
                ROWS,
                ROWS.range(0, 0.1),
                ROWS.range(0.8, 1),
                counts,
                SharedRows.rarerThan(1, counts),
                progress::add);
    double best = progress.stream().mapToDouble(TrainingProgress::stoppingLoss).min().orElseThrow();
    assertEquals(best, trained.summary().stoppingLoss());
    assertTrue(trained.summary().epochs() < 60, "no early stop");
    assertTrue(trained.summary().bestRowsSeen() < trained.summary().rowsSeen());
    assertTrue(progress.getLast().trainingLoss() < progress.getFirst().trainingLoss());

    RowRange stop = ROWS.range(0.8, 1);
    float[] ctr = new float[(int) stop.rows()];
    float[] cvr = new float[(int) stop.rows()];
    trained.predict(ROWS, stop, 1, ctr, cvr);
    assertEquals(best, MeanLossTest.meanLoss(ROWS, stop, ctr, cvr), 1e-9);
  }

  @Test
  void sharedRowsShouldHoldTheSameWeights() {
    ValueCounts counts = ValueCounts.of(ROWS.schema(), ROWS, ROWS.range(0, 0.5));
    SharedRows shared = SharedRows.rarerThan(200, counts);
    TrainedNetwork trained =
        new NetworkTrainer(
                ROWS.schema(), spec(Architecture.DLRM, BOTH), OPTIONS.with().epochs(1).build())
            .train(ROWS, ROWS.range(0, 0.5), null, counts, shared, progress -> {});
    int feature = 3;
    assertTrue(shared.unknownRow(feature) > 0);
    int dimension = trained.spec().dimension();
    float[] first = new float[dimension];
    float[] second = new float[dimension];
    trained.row(feature, shared.unknownRow(feature), first, 0);
    for (int id = 1; id <= 50; id++) {
      trained.row(feature, id, second, 0);
      assertEquals(counts.count(feature, id) < 200, Arrays.equals(first, second), "id " + id);
    }
  }

  @Test
  void trainingShouldStopAndNameRowAndFeatureWhenANumberIsNotOne() {
    GeneratedRows rows = new GeneratedRows(GeneratedRows.schema(3, 2, 20, false), 2_000, 1);
    rows.numerics()[2 * 1234 + 1] = Float.NaN;
    TrainingFailedException failure =
        assertThrows(
            TrainingFailedException.class,
            () -> train(rows, spec(rows, Architecture.DLRM, BOTH), OPTIONS));
    assertEquals(
        "the loss is NaN at log.csv, line 1236: numeric feature n1 is NaN, expected a finite"
            + " number",
        failure.getMessage());
  }

  @Test
  void trainingShouldStopWhenWeightsDiverge() {
    TrainingOptions wild = OPTIONS.with().latentRate(1e30).denseRate(1e30).build();
    TrainingFailedException failure =
        assertThrows(
            TrainingFailedException.class, () -> train(ROWS, spec(Architecture.DLRM, BOTH), wild));
    assertTrue(failure.toString().contains("the weights have diverged"), failure.toString());
    assertTrue(failure.toString().contains("log.csv, line "), failure.toString());
  }

  @Test
  void trainingShouldRefuseLabelsOfOneKind() {
    RowSource noClicks = relabelled(ROWS, 0);
    TrainingFailedException failure =
        assertThrows(
            TrainingFailedException.class,
            () -> train(ROWS.schema(), noClicks, spec(Architecture.LOGISTIC, BOTH), OPTIONS));
    assertTrue(failure.toString().contains(": head ctr: 0.0 of "), failure.toString());
  }

  private static double stoppingLoss(Architecture architecture, TrainingOptions options) {
    return train(ROWS, spec(architecture, List.of(Head.CTR)), options).summary().stoppingLoss();
  }

  private static NetworkSpec spec(Architecture architecture, List<Head> heads) {
    return spec(ROWS, architecture, heads);
  }

  private static NetworkSpec spec(GeneratedRows rows, Architecture architecture, List<Head> heads) {
    NetworkSpec spec = NetworkSpec.defaults(architecture, rows.schema(), heads);
    return architecture == Architecture.LOGISTIC
        ? spec
        : new NetworkSpec(
            architecture,
            heads,
            spec.numericCount(),
            spec.featureCount(),
            8,
            List.of(),
            List.of(16));
  }

  static TrainedNetwork train(GeneratedRows rows, NetworkSpec spec, TrainingOptions options) {
    return train(rows.schema(), rows, spec, options);
  }

  private static TrainedNetwork train(
      FeatureSchema schema, RowSource rows, NetworkSpec spec, TrainingOptions options) {
    RowRange training = new RowRange(0, rows.rows() * 8 / 10);
    ValueCounts counts = ValueCounts.of(schema, rows, training);
    return new NetworkTrainer(schema, spec, options)
        .train(
            rows,
            training,
            new RowRange(training.to(), rows.rows()),
            counts,
            SharedRows.rarerThan(1, counts),
            progress -> {});
  }

  /** Every weight of the network, as a version would hold it. */
  private static float[] weights(TrainedNetwork trained) {
    byte[] graph = trained.tablesOutside().bytes();
    int dimension = trained.spec().dimension();
    int rows = trained.schema().embedded().getFirst().tableRows();
    float[] all = new float[graph.length + rows * dimension * trained.spec().featureCount()];
    for (int i = 0; i < graph.length; i++) {
      all[i] = graph[i];
    }
    for (int f = 0; f < trained.spec().featureCount(); f++) {
      for (int row = 0; row < rows; row++) {
        trained.row(f, row, all, graph.length + (f * rows + row) * dimension);
      }
    }
    return all;
  }

  private static RowSource unweighted(RowSource rows) {
    return new Relabelled(rows, Float.NaN, 1);
  }

  private static RowSource relabelled(RowSource rows, float click) {
    return new Relabelled(rows, click, Float.NaN);
  }

  /** Rows with one click label or weight for all; NaN leaves them as they are. */
  private record Relabelled(RowSource rowSource, float fixedClick, float fixedWeight)
      implements RowSource {
    @Override
    public long rows() {
      return rowSource.rows();
    }

    @Override
    public void read(
        long from, int count, EncodedRows into, float[] click, float[] conversion, float[] weight) {
      rowSource.read(from, count, into, click, conversion, weight);
      if (!Float.isNaN(fixedClick)) {
        Arrays.fill(click, fixedClick);
      }
      if (!Float.isNaN(fixedWeight)) {
        Arrays.fill(weight, fixedWeight);
      }
    }
  }
}
