package io.bidder.benchmarks.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.Manifest.Precision;
import io.bidder.modelstore.runtime.OrtLibrary;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.scoring.ImpRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchModelTest {
  private static final int TABLE_ROWS = 500;
  private static final int ROWS = 96;

  @TempDir private Path directory;

  @Test
  void bothFilesShouldGiveTheSameProbabilitiesWhenIdsAndNumbersAreTheSame() throws OrtException {
    BenchModel model = BenchModel.in(directory, TABLE_ROWS, Precision.FLOAT32);
    EncodedRows rows = model.randomRows(ROWS, 3);
    Predictions ours = new Predictions(ROWS);
    try (ScoringModel scoring = ScoringModel.open(model.version(), ScoringOptions.defaults());
        ScoringWorker worker = scoring.newWorker()) {
      worker.score(rows, 0, ROWS, ours);
    }
    float[][][] stock = stock(model, rows);

    double sum = 0;
    double low = 1;
    double high = 0;
    for (int row = 0; row < ROWS; row++) {
      assertEquals(stock[0][row][0], ours.ctr()[row], 1e-5, "ctr of row " + row);
      assertEquals(stock[1][row][0], ours.cvr()[row], 1e-5, "cvr of row " + row);
      sum += ours.ctr()[row];
      low = Math.min(low, ours.ctr()[row]);
      high = Math.max(high, ours.ctr()[row]);
    }
    double mean = sum / ROWS;
    assertTrue(mean > 0.005 && mean < 0.06, "mean ctr " + mean);
    assertTrue(high > 2 * low, "ctr from " + low + " to " + high);
  }

  @Test
  void splitGraphsShouldBeNearTheWholeOnesWhenTheirProductsAreInInt8() {
    BenchModel model = BenchModel.in(directory, TABLE_ROWS, Precision.INT8);
    EncodedRows rows = model.randomImpression(ROWS, 3);
    Predictions whole = new Predictions(ROWS);
    Predictions split = new Predictions(ROWS);
    ScoringOptions options = ScoringOptions.defaults();
    score(model, options.withSplit(false), rows, whole);
    score(model, options, rows, split);

    double error = 0;
    for (int row = 0; row < ROWS; row++) {
      error += Math.abs(split.ctcvr()[row] / whole.ctcvr()[row] - 1) / ROWS;
    }
    assertTrue(error > 0, "the int8 graphs were not used");
    assertTrue(error < 0.03, "mean relative error " + error);
  }

  @Test
  void impressionShouldBeScoredTheSameWhateverOthersAreBesideIt() {
    BenchModel model = BenchModel.in(directory, TABLE_ROWS, Precision.INT8);
    EncodedRows alone = model.randomImpression(8, 5);
    EncodedRows others = model.randomRows(16, 6);
    EncodedRows together = new EncodedRows(model.version().manifest().schema(), 24);
    together.size(24);
    ImpRows imps = new ImpRows(24);
    for (int row = 0; row < 24; row++) {
      boolean ofAlone = row >= 8 && row < 16;
      together.copyRow(ofAlone ? alone : others, ofAlone ? row - 8 : row % 16, row);
      if (!ofAlone || row == 8) {
        imps.add(row);
      }
    }
    Predictions first = new Predictions(8);
    Predictions again = new Predictions(24);
    try (ScoringModel scoring = ScoringModel.open(model.version(), ScoringOptions.defaults());
        ScoringWorker worker = scoring.newWorker()) {
      ImpRows one = new ImpRows(8);
      one.add(0);
      worker.score(alone, one, first);
      worker.score(together, imps, again);
    }
    for (int row = 0; row < 8; row++) {
      assertEquals(first.ctr()[row], again.ctr()[8 + row], 1e-6 * first.ctr()[row]);
      assertEquals(first.ctcvr()[row], again.ctcvr()[8 + row], 1e-6 * first.ctcvr()[row]);
    }
  }

  private static void score(
      BenchModel model, ScoringOptions options, EncodedRows rows, Predictions into) {
    try (ScoringModel scoring = ScoringModel.open(model.version(), options);
        ScoringWorker worker = scoring.newWorker()) {
      worker.score(rows, 0, ROWS, into);
    }
  }

  private static float[][][] stock(BenchModel model, EncodedRows rows) throws OrtException {
    long[] ids = new long[rows.ids().length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = rows.ids()[i];
    }
    OrtEnvironment environment = OrtLibrary.environment();
    try (OrtSession session = environment.createSession(model.stockFile().toString());
        OnnxTensor idTensor =
            OnnxTensor.createTensor(
                environment, LongBuffer.wrap(ids), new long[] {ROWS, BenchModel.FEATURES});
        OnnxTensor numbers =
            OnnxTensor.createTensor(
                environment,
                FloatBuffer.wrap(rows.numerics()),
                new long[] {ROWS, BenchModel.NUMBERS});
        OrtSession.Result result =
            session.run(Map.of(BenchModel.IDS, idTensor, BenchModel.NUMERIC, numbers))) {
      return new float[][][] {
        (float[][]) result.get(BenchModel.CTR).orElseThrow().getValue(),
        (float[][]) result.get(BenchModel.CVR).orElseThrow().getValue()
      };
    }
  }

  @Test
  void modelShouldBeTakenAsItIsWhenItIsThere() throws Exception {
    BenchModel first = BenchModel.in(directory, TABLE_ROWS, Precision.FLOAT32);
    Object madeAt = Files.getLastModifiedTime(first.stockFile());

    BenchModel second = BenchModel.in(directory, TABLE_ROWS, Precision.FLOAT32);

    assertEquals(first, second);
    assertEquals(madeAt, Files.getLastModifiedTime(second.stockFile()));
    assertEquals(first.version().id(), second.version().id());
  }
}
