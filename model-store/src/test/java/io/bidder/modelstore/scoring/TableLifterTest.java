package io.bidder.modelstore.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.onnx.rewrite.GraphSplitter;
import io.bidder.modelstore.onnx.rewrite.TableLifter;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The how-to's export with its tables taken out, whole and split. */
class TableLifterTest {
  private static final int ROWS = 40;

  private static final FeatureSchema SCHEMA =
      FeatureSchema.of(
          List.of(
              new Feature.Numeric(
                  "floor", "imp.bidfloor", Side.REQUEST, Transform.IDENTITY, 0, 1, 9, 0),
              new Feature.Categorical("site", "site.domain", Side.REQUEST, 30),
              new Feature.Bag(
                  "segments", "user.data.segment.id", Side.REQUEST, 20, 4, Pooling.MEAN),
              new Feature.Categorical("creative", "creative.id", Side.CANDIDATE, 30)));

  private static final Manifest.Network NETWORK =
      new Manifest.Network(
          "model.onnx",
          List.of(
              new Manifest.Input("numeric", Manifest.InputRole.NUMERIC, List.of("floor")),
              new Manifest.Input(
                  "ids", Manifest.InputRole.IDS, List.of("site", "segments", "creative"))),
          List.of(
              new Manifest.Output("ctr", Head.CTR, Manifest.OutputForm.LOGIT, 0),
              new Manifest.Output("cvr", Head.CVR, Manifest.OutputForm.LOGIT, 0)));

  @Test
  void liftedAndSplitGraphsShouldEqualThePlainNetwork() throws OrtException {
    DlrmExportFixture dlrm = new DlrmExportFixture(SCHEMA, 7);
    TableLifter.Lifted lifted =
        assertInstanceOf(
            TableLifter.Lifted.class, TableLifter.lift(dlrm.logits(), SCHEMA, NETWORK));
    int dimension = lifted.tables().getFirst().dimension();
    EncodedRows rows = rows();
    float[] embeddings = pooled(rows, lifted.tables(), dimension);

    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(lifted.model());
        OnnxTensor in =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(embeddings), new long[] {ROWS, 3, dimension});
        OnnxTensor numeric =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(rows.numerics()), new long[] {ROWS, 1});
        OrtSession.Result result = session.run(Map.of("embeddings", in, "numeric", numeric))) {
      float[] ctr = (float[]) result.get("ctr").orElseThrow().getValue();
      for (int row = 0; row < ROWS; row++) {
        assertEquals(dlrm.probability(rows, row, 0), 1 / (1 + Math.exp(-ctr[row])), 1e-6);
      }
    }
    List<Manifest.Table> tables =
        lifted.tables().stream()
            .map(t ->
                new Manifest.Table(t.feature(), 31, dimension, Manifest.TableType.FLOAT32, 0, 64))
            .toList();
    GraphSplitter.SplitGraphs split =
        assertInstanceOf(
            GraphSplitter.SplitGraphs.class,
            GraphSplitter.split(
                lifted.model(), SCHEMA, lifted.network(), tables, Manifest.Precision.FLOAT32));
    assertSplit(dlrm, rows, embeddings, dimension, split);
  }

  /** Each row as an impression with one candidate of its own. */
  private static void assertSplit(
      DlrmExportFixture dlrm,
      EncodedRows rows,
      float[] embeddings,
      int dimension,
      GraphSplitter.SplitGraphs split)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession request = environment.createSession(split.request());
        OrtSession candidate = environment.createSession(split.candidate())) {
      for (int row = 0; row < ROWS; row++) {
        int from = row * 3 * dimension;
        FloatBuffer site = FloatBuffer.wrap(embeddings, from, 2 * dimension);
        FloatBuffer creative = FloatBuffer.wrap(embeddings, from + 2 * dimension, dimension);
        FloatBuffer floor = FloatBuffer.wrap(rows.numerics(), row, 1);
        try (OnnxTensor ofSite =
                OnnxTensor.createTensor(environment, site, new long[] {1, 2, dimension});
            OnnxTensor ofCreative =
                OnnxTensor.createTensor(environment, creative, new long[] {1, 1, dimension});
            OnnxTensor numeric = OnnxTensor.createTensor(environment, floor, new long[] {1, 1});
            OrtSession.Result carried =
                request.run(Map.of("embeddings", ofSite, "numeric", numeric))) {
          Map<String, OnnxTensor> feeds = new HashMap<>();
          carried.forEach(entry -> feeds.put(entry.getKey(), (OnnxTensor) entry.getValue()));
          feeds.put("embeddings", ofCreative);
          try (OrtSession.Result result = candidate.run(feeds)) {
            float cvr = ((float[]) result.get("cvr").orElseThrow().getValue())[0];
            assertEquals(dlrm.probability(rows, row, 1), 1 / (1 + Math.exp(-cvr)), 1e-6);
          }
        }
      }
    }
  }

  private static EncodedRows rows() {
    Random random = new Random(3);
    EncodedRows rows = new EncodedRows(SCHEMA, ROWS);
    rows.size(ROWS);
    for (int row = 0; row < ROWS; row++) {
      int at = row * rows.slotCount();
      rows.ids()[at] = random.nextInt(31);
      int used = random.nextInt(5);
      for (int s = 0; s < 4; s++) {
        rows.ids()[at + 1 + s] = s < used ? 1 + random.nextInt(20) : s == 0 ? 0 : -1;
      }
      rows.ids()[at + 5] = random.nextInt(31);
      rows.numerics()[row] = (float) random.nextGaussian();
    }
    return rows;
  }

  /** As tables outside a graph are pooled. */
  private static float[] pooled(EncodedRows rows, List<TableLifter.Table> tables, int dimension) {
    float[] embeddings = new float[ROWS * 3 * dimension];
    int[] firsts = {0, 1, 5, 6};
    for (int row = 0; row < ROWS; row++) {
      for (int f = 0; f < 3; f++) {
        int used = 0;
        int to = (row * 3 + f) * dimension;
        for (int slot = firsts[f]; slot < firsts[f + 1]; slot++) {
          int id = rows.ids()[row * rows.slotCount() + slot];
          if (id >= 0) {
            used++;
            for (int i = 0; i < dimension; i++) {
              embeddings[to + i] += tables.get(f).rows()[id * dimension + i];
            }
          }
        }
        for (int i = 0; i < dimension; i++) {
          embeddings[to + i] /= used;
        }
      }
    }
    return embeddings;
  }
}
