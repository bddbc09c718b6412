package io.bidder.trainer.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.runtime.OrtLibrary;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedGraphTest {
  private static final OrtEnvironment ENVIRONMENT = OrtLibrary.environment();
  private static final int ROWS = 33;
  private static final int BUCKETS = 9;

  @ParameterizedTest
  @CsvSource({
    "DLRM,4,3,2",
    "DLRM,4,0,1",
    "DLRM,0,3,2",
    "WIDE_DEEP,4,3,2",
    "WIDE_DEEP,4,0,1",
    "LOGISTIC,4,3,2",
    "LOGISTIC,0,3,1"
  })
  void servedGraphsShouldGiveWhatTheForwardPassGives(
      Architecture architecture, int features, int numbers, int heads) throws OrtException {
    FeatureSchema schema = schema(features, numbers);
    NetworkSpec spec =
        NetworkSpec.defaults(
            architecture, schema, heads == 2 ? List.of(Head.CTR, Head.CVR) : List.of(Head.CTR));
    float[] dense = random(new DenseLayout(spec).size(), 0.2f, 1);
    float[][] tables = new float[features][];
    for (int f = 0; f < features; f++) {
      tables[f] = random((BUCKETS + 1) * spec.dimension(), 0.5f, 100 + f);
    }
    SplittableRandom random = new SplittableRandom(5);
    long[] ids = random.longs((long) ROWS * features, 0, BUCKETS + 1).toArray();
    float[] numeric = random(ROWS * numbers, 2, 6);
    float[] embeddings = new float[ids.length * spec.dimension()];
    for (int i = 0; i < ids.length; i++) {
      int row = (int) ids[i] * spec.dimension();
      System.arraycopy(
          tables[i % features], row, embeddings, i * spec.dimension(), spec.dimension());
    }

    float[] expected = forward(spec, dense, embeddings, numeric);
    ServedGraph outside = ServedGraph.tablesOutside(spec, schema, List.of(dense));
    ServedGraph inside =
        ServedGraph.tablesInside(
            spec,
            schema,
            List.of(dense),
            (feature, row, into, offset) ->
                System.arraycopy(
                    tables[feature], row * spec.dimension(), into, offset, spec.dimension()));
    for (ServedGraph graph : List.of(outside, inside)) {
      Map<Head, float[]> actual = serve(graph, spec, ids, embeddings, numeric);
      for (int i = 0; i < expected.length; i++) {
        float[] ofHead = actual.get(spec.heads().get(i % heads));
        assertEquals(expected[i], ofHead == null ? Float.NaN : ofHead[i / heads], 1e-6f);
      }
    }
  }

  @Test
  void tablesInsideShouldRefuseBags() {
    FeatureSchema schema =
        new FeatureSchema(
            FeatureSchema.XXH64,
            List.of(
                new Feature.Bag("segments", "user.segments", Side.REQUEST, 10, 3, Pooling.SUM)));
    NetworkSpec spec = NetworkSpec.defaults(Architecture.DLRM, schema, List.of(Head.CTR));
    float[] dense = new float[new DenseLayout(spec).size()];
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ServedGraph.tablesInside(
                    spec, schema, List.of(dense), (feature, row, into, offset) -> {}));
    assertEquals(
        "feature segments is a bag of 3 values; tables inside the graph hold single-valued features"
            + " only",
        refusal.getMessage());
  }

  private static FeatureSchema schema(int features, int numbers) {
    List<Feature> all = new ArrayList<>();
    for (int f = 0; f < features; f++) {
      all.add(new Feature.Categorical("f" + f, "site.f" + f, Side.REQUEST, BUCKETS));
    }
    for (int n = 0; n < numbers; n++) {
      all.add(
          new Feature.Numeric("n" + n, "imp.n" + n, Side.REQUEST, Transform.IDENTITY, 0, 1, 9, 0));
    }
    return new FeatureSchema(FeatureSchema.XXH64, all);
  }

  private static float[] random(int count, float scale, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (2 * random.nextFloat() - 1) * scale;
    }
    return values;
  }

  /** The training side's probabilities, row by row. */
  private static float[] forward(
      NetworkSpec spec, float[] dense, float[] embeddings, float[] numeric) {
    float[] probabilities = new float[ROWS * spec.headCount()];
    try (StepEngine engine = StepEngine.forwardOnly(spec, ROWS, 1)) {
      engine.weights(dense);
      StepEngine.Chunk chunk = engine.chunk(0);
      System.arraycopy(numeric, 0, chunk.numeric, 0, numeric.length);
      for (int i = 0; i < ROWS * spec.featureCount(); i++) {
        int from = i * spec.dimension();
        System.arraycopy(embeddings, from, chunk.latents, i * spec.latent(), spec.latent());
        for (int head = 0; head < spec.headCount(); head++) {
          chunk.linear[i / spec.featureCount() * spec.headCount() + head] +=
              embeddings[from + spec.latent() + head];
        }
      }
      engine.forward(0);
      System.arraycopy(chunk.probabilities, 0, probabilities, 0, probabilities.length);
    }
    return probabilities;
  }

  private static Map<Head, float[]> serve(
      ServedGraph graph, NetworkSpec spec, long[] ids, float[] embeddings, float[] numeric)
      throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try (OrtSession session = ENVIRONMENT.createSession(graph.bytes())) {
      for (Manifest.Input input : graph.network().inputs()) {
        int width = input.features().size();
        OnnxTensor tensor =
            switch (input.role()) {
              case NUMERIC ->
                  OnnxTensor.createTensor(
                      ENVIRONMENT, FloatBuffer.wrap(numeric), new long[] {ROWS, width});
              case EMBEDDINGS ->
                  OnnxTensor.createTensor(
                      ENVIRONMENT,
                      FloatBuffer.wrap(embeddings),
                      new long[] {ROWS, width, spec.dimension()});
              case IDS ->
                  OnnxTensor.createTensor(
                      ENVIRONMENT, LongBuffer.wrap(ids), new long[] {ROWS, width});
            };
        inputs.put(input.tensor(), tensor);
      }
      Map<Head, float[]> byHead = new HashMap<>();
      try (OrtSession.Result result = session.run(inputs)) {
        for (Manifest.Output output : graph.network().outputs()) {
          byHead.put(output.head(), (float[]) result.get(output.tensor()).orElseThrow().getValue());
        }
      }
      return byHead;
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }
}
