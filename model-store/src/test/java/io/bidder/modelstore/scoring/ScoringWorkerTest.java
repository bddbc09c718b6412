package io.bidder.modelstore.scoring;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.OutputForm;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.runtime.NativeCounts;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Side;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringWorkerTest {
  private static final double TOLERANCE = 1e-6;

  @TempDir Path directory;
  private final MlpFixture mlp = new MlpFixture(7);
  private VersionFixture fixture;

  @BeforeEach
  void write() throws IOException {
    fixture = mlp.write(directory.resolve("v1"));
  }

  private static Predictions score(VersionFixture fixture, EncodedRows rows) {
    Predictions out = new Predictions(rows.size());
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      worker.score(rows, 0, rows.size(), out);
    }
    return out;
  }

  @Test
  void scoreShouldEqualThePlainNetworkWhenBatchesFillASliceOrDoNot() {
    EncodedRows rows = MlpFixture.rows(300, 1);
    Predictions out = new Predictions(300);
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      for (int count : new int[] {1, 2, 3, 7, 8, 9, 100, 128, 129, 130, 256, 300, 5, 1, 0}) {
        int from = (300 - count) / 2;
        worker.score(rows, from, count, out);
        assertEquals(count, out.size());
        assertEquals(0, out.invalid());
        for (int i = 0; i < count; i++) {
          double ctr = mlp.probability(rows, from + i, 0);
          double cvr = mlp.probability(rows, from + i, 1);
          assertEquals(ctr, out.ctr()[i], TOLERANCE);
          assertEquals(cvr, out.cvr()[i], TOLERANCE);
          assertEquals(ctr * cvr, out.ctcvr()[i], TOLERANCE);
          assertEquals(ctr, out.rawCtr()[i], TOLERANCE);
          assertEquals(ctr * cvr, out.rawCtcvr()[i], TOLERANCE);
        }
      }
    }
  }

  @Test
  void scoreShouldFillColumnsByNameWhenTheManifestNamesThemInAnotherOrder() {
    // The graph's first numeric column is now fed with floor, its second with age.
    Manifest.Input embeddings = fixture.network().inputs().get(1);
    VersionFixture swapped =
        fixture.withInputs(
            List.of(
                new Manifest.Input("numeric", Manifest.InputRole.NUMERIC, List.of("floor", "age")),
                embeddings));
    EncodedRows rows = MlpFixture.rows(20, 2);
    Predictions out = score(swapped, rows);
    EncodedRows mirrored = MlpFixture.rows(20, 2);
    for (int r = 0; r < 20; r++) {
      mirrored.numerics()[r * 2] = rows.numerics()[r * 2 + 1];
      mirrored.numerics()[r * 2 + 1] = rows.numerics()[r * 2];
      assertEquals(mlp.probability(mirrored, r, 0), out.ctr()[r], TOLERANCE);
    }
  }

  @Test
  void scoreShouldCalibrateAndKeepCtcvrBelowCtrWhenMapsAreThere() throws IOException {
    CalibrationMap halve = CalibrationMap.of(new double[] {0.1, 0.9}, new double[] {0.05, 0.5});
    CalibrationMap raise = CalibrationMap.of(new double[] {0.01, 0.5}, new double[] {0.04, 0.9});
    EncodedRows rows = MlpFixture.rows(200, 3);
    Predictions raw = score(fixture, rows);
    Predictions out =
        score(
            fixture.withCalibrations(new Calibrations(Map.of(Head.CTR, halve, Head.CTCVR, raise))),
            rows);
    int capped = 0;
    for (int i = 0; i < 200; i++) {
      assertEquals(raw.rawCtr()[i], out.rawCtr()[i]);
      assertEquals(raw.rawCtcvr()[i], out.rawCtcvr()[i]);
      double ctr = halve.apply(raw.rawCtr()[i]);
      double ctcvr = raise.apply(raw.rawCtcvr()[i]);
      assertEquals(ctr, out.ctr()[i], TOLERANCE);
      assertEquals(Math.min(ctr, ctcvr), out.ctcvr()[i], TOLERANCE);
      assertEquals(Math.min(1, ctcvr / ctr), out.cvr()[i], TOLERANCE);
      assertTrue(out.ctcvr()[i] <= out.ctr()[i]);
      capped += ctcvr > ctr ? 1 : 0;
    }
    assertTrue(capped > 0 && capped < 200, "rows on both sides of the cap: " + capped);
  }

  @Test
  void scoreShouldTakeEveryRowForAClickWhenThereIsNoCtrHead() {
    VersionFixture clicks =
        fixture
            .withHeads(List.of(Head.CVR))
            .withOutputs(new Manifest.Output(MlpFixture.LOGITS, Head.CVR, OutputForm.LOGIT, 1));
    EncodedRows rows = MlpFixture.rows(10, 4);
    Predictions out = score(clicks, rows);
    for (int i = 0; i < 10; i++) {
      double cvr = mlp.probability(rows, i, 1);
      assertEquals(1, out.ctr()[i]);
      assertEquals(1, out.rawCtr()[i]);
      assertEquals(cvr, out.cvr()[i], TOLERANCE);
      assertEquals(cvr, out.ctcvr()[i], TOLERANCE);
      assertEquals(cvr, out.rawCtcvr()[i], TOLERANCE);
    }
  }

  @Test
  void scoreShouldGiveNaNForConversionsWhenThereIsNoCvrHead() {
    VersionFixture impressions =
        fixture
            .withHeads(List.of(Head.CTR))
            .withOutputs(new Manifest.Output(MlpFixture.LOGITS, Head.CTR, OutputForm.LOGIT, 0));
    EncodedRows rows = MlpFixture.rows(10, 5);
    Predictions out = score(impressions, rows);
    assertEquals(0, out.invalid());
    for (int i = 0; i < 10; i++) {
      assertEquals(mlp.probability(rows, i, 0), out.ctr()[i], TOLERANCE);
      assertEquals(Float.NaN, out.cvr()[i]);
      assertEquals(Float.NaN, out.ctcvr()[i]);
      assertEquals(Float.NaN, out.rawCtcvr()[i]);
    }
  }

  @Test
  void scoreShouldCountNaNAndLeaveOtherRowsAloneWhenTheNetworkGivesNoProbability() {
    EncodedRows rows = MlpFixture.rows(40, 6);
    rows.numerics()[2 * 3] = Float.NaN;
    rows.numerics()[2 * 17 + 1] = Float.POSITIVE_INFINITY;
    Predictions out = new Predictions(40);
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      worker.score(rows, 0, 40, out);
      assertEquals(2, out.invalid());
      assertEquals(2, model.invalidRows());
      for (int i = 0; i < 40; i++) {
        boolean broken = i == 3 || i == 17;
        assertEquals(broken, Float.isNaN(out.ctr()[i]), "row " + i);
        assertEquals(broken, Float.isNaN(out.cvr()[i]));
        assertEquals(broken, Float.isNaN(out.ctcvr()[i]));
        if (!broken) {
          assertEquals(mlp.probability(rows, i, 0), out.ctr()[i], TOLERANCE);
        }
      }
      worker.score(rows, 4, 8, out);
      assertEquals(0, out.invalid());
      assertEquals(2, model.invalidRows());
    }
  }

  @Test
  void probabilityShouldBeNaNWhenAValueIsNone() {
    assertEquals(0.25, PredictionReader.probability(0.25f));
    assertEquals(1, PredictionReader.probability(1.0000005f));
    assertEquals(0, PredictionReader.probability(-5e-7f));
    for (float none :
        new float[] {
          Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1.001f, -0.001f, 7f
        }) {
      assertEquals(Double.NaN, PredictionReader.probability(none));
    }
  }

  @Test
  void scoreShouldNameTheFeatureAndGoOnWorkingWhenAnIdIsOutsideItsTable() {
    EncodedRows rows = MlpFixture.rows(3, 7);
    int creative = rows.slotCount() + rows.slotCount() - 1;
    int id = rows.ids()[creative];
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      Predictions out = new Predictions(3);
      rows.ids()[creative] = 11;
      assertFails(
          IllegalArgumentException.class,
          () -> worker.score(rows, 0, 3, out),
          "'creative'",
          "row 1",
          "id 11",
          "0..10");
      rows.ids()[creative] = id;
      worker.score(rows, 0, 3, out);
      assertEquals(mlp.probability(rows, 1, 0), out.ctr()[1], TOLERANCE);
    }
  }

  @Test
  void scoreShouldRefuseWhenRowsOrPredictionsDoNotFit() {
    FeatureSchema other =
        new FeatureSchema(
            FeatureSchema.XXH64, List.of(new Feature.Categorical("a", "a", Side.REQUEST, 3)));
    EncodedRows foreign = new EncodedRows(other, 2);
    foreign.size(2);
    EncodedRows rows = MlpFixture.rows(3, 8);
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      assertFails(
          IllegalArgumentException.class,
          () -> worker.score(foreign, 0, 2, new Predictions(2)),
          "rows have 1 ids and 0 numbers",
          "9 and 2");
      assertFails(
          IllegalArgumentException.class,
          () -> worker.score(rows, 0, 3, new Predictions(2)),
          "3 rows",
          "room for 2");
      assertFails(
          IndexOutOfBoundsException.class, () -> worker.score(rows, 1, 3, new Predictions(3)));
    }
  }

  @Test
  void scoreShouldAllocateLittleWhenWarm() {
    EncodedRows rows = MlpFixture.rows(200, 9);
    Predictions out = new Predictions(200);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      worker.warmUp();
      long[] bytes = new long[6];
      for (int round = 0; round < bytes.length; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int call = 0; call < 500; call++) {
          worker.score(rows, 0, 100, out);
        }
        bytes[round] = (threads.getCurrentThreadAllocatedBytes() - before) / 500;
      }
      long best = Arrays.stream(bytes).min().orElseThrow();
      assertTrue(best <= 32, "bytes a call: " + Arrays.toString(bytes));
    }
  }

  @Test
  void scoreShouldWorkUntilTheWorkerIsClosedWhenTheModelIsClosedBefore() {
    long sessions = NativeCounts.openSessions();
    long tensors = NativeCounts.openTensors();
    EncodedRows rows = MlpFixture.rows(3, 10);
    Predictions out = new Predictions(3);
    ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults());
    ScoringWorker worker = model.newWorker();
    model.close();
    model.close();
    worker.score(rows, 0, 3, out);
    assertEquals(mlp.probability(rows, 2, 0), out.ctr()[2], TOLERANCE);
    assertEquals(sessions + 1, NativeCounts.openSessions());
    assertEquals(tensors + 3, NativeCounts.openTensors());
    worker.close();
    worker.close();
    assertEquals(sessions, NativeCounts.openSessions());
    assertEquals(tensors, NativeCounts.openTensors());
    assertFails(
        IllegalStateException.class, () -> worker.score(rows, 0, 3, out), "after its close", "v1");
    assertFails(IllegalStateException.class, model::newWorker, "v1 is closed");
  }
}
