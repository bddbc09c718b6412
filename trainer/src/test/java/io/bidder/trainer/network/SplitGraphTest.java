package io.bidder.trainer.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.Precision;
import io.bidder.modelstore.onnx.split.GraphSplitter;
import io.bidder.modelstore.onnx.split.GraphSplitter.NotSplit;
import io.bidder.modelstore.onnx.split.GraphSplitter.Result;
import io.bidder.modelstore.onnx.split.GraphSplitter.SplitGraphs;
import io.bidder.modelstore.runtime.OrtLibrary;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import io.bidder.modelstore.testing.Cases;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A trained network as two graphs gives what it gave as one. */
class SplitGraphTest {
  private static final OrtEnvironment ENVIRONMENT = OrtLibrary.environment();

  /** A network, the sides of its features, and how many rows to score. */
  record Case(
      NetworkSpec spec, FeatureSchema schema, int members, int imps, int candidates, long seed) {}

  private static Case randomCase(long seed) {
    Random random = new Random(seed);
    Architecture[] architectures = Architecture.values();
    Architecture architecture = architectures[random.nextInt(architectures.length)];
    List<Head> heads = random.nextBoolean() ? List.of(Head.CTR) : List.of(Head.CTR, Head.CVR);
    List<Feature> features = new ArrayList<>();
    int embedded = random.nextInt(8);
    int numeric = random.nextInt(embedded == 0 ? 2 : 0, 5);
    int sides = random.nextInt(3);
    for (int f = 0; f < embedded; f++) {
      Side side = random.nextBoolean() ? Side.REQUEST : Side.CANDIDATE;
      String root = side == Side.REQUEST ? "site.f" : "creative.f";
      features.add(new Feature.Categorical("f" + f, root + f, side, 9));
    }
    for (int n = 0; n < numeric; n++) {
      Side side =
          sides == 0 || (sides == 2 && random.nextBoolean()) ? Side.REQUEST : Side.CANDIDATE;
      String root = side == Side.REQUEST ? "imp.n" : "creative.n";
      features.add(
          random.nextInt(features.size() + 1),
          new Feature.Numeric("n" + n, root + n, side, Transform.IDENTITY, 0, 1, 9, 0));
    }
    boolean deep = architecture != Architecture.LOGISTIC;
    NetworkSpec spec =
        new NetworkSpec(
            architecture,
            heads,
            numeric,
            embedded,
            deep ? heads.size() + 1 + random.nextInt(9) : heads.size(),
            architecture == Architecture.DLRM ? sizes(random) : List.of(),
            deep ? sizes(random) : List.of());
    return new Case(
        spec,
        FeatureSchema.of(features),
        1 + (deep ? random.nextInt(3) : 0),
        1 + random.nextInt(3),
        random.nextBoolean() ? 1 : 1 + random.nextInt(40),
        random.nextLong());
  }

  private static List<Integer> sizes(Random random) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      sizes.add(1 + random.nextInt(40));
    }
    return sizes;
  }

  @Test
  void splitNetworksShouldGiveWhatTheWholeOneGives() {
    Cases.forAll(
        41,
        80,
        draw -> {
          Case networkCase = randomCase(draw.anyLong());

          Served served = new Served(networkCase);
          Result result = served.split(Precision.FLOAT32);
          long ofRequest = served.count(Side.REQUEST);
          if (ofRequest == 0 || served.count(Side.CANDIDATE) == 0) {
            String reason = assertInstanceOf(NotSplit.class, result).reason();
            assertTrue(reason.contains(ofRequest == 0 ? "request-side" : "candidate-side"), reason);
            return;
          }
          if (result instanceof NotSplit not) {
            throw new AssertionError(not.reason());
          }
          assertEquals(0, served.difference((SplitGraphs) result), 1e-5);
          SplitGraphs int8 = assertInstanceOf(SplitGraphs.class, served.split(Precision.INT8));
          if (int8.split().precision() == Precision.FLOAT32) {
            assertArrayEquals(((SplitGraphs) result).candidate(), int8.candidate());
          }
        });
  }

  @Test
  void int8ShouldStayCloseWhenLayersAreLarge() throws OrtException {
    List<Feature> features = new ArrayList<>();
    for (int f = 0; f < 26; f++) {
      features.add(
          new Feature.Categorical(
              "f" + f, "site.f" + f, f < 16 ? Side.REQUEST : Side.CANDIDATE, 9));
    }
    for (int n = 0; n < 13; n++) {
      features.add(
          new Feature.Numeric("n" + n, "imp.n" + n, Side.REQUEST, Transform.IDENTITY, 0, 1, 9, 0));
    }
    NetworkSpec spec =
        new NetworkSpec(
            Architecture.DLRM,
            List.of(Head.CTR, Head.CVR),
            13,
            26,
            66,
            List.of(512, 256),
            List.of(512, 256));
    Served served = new Served(new Case(spec, FeatureSchema.of(features), 1, 2, 32, 3));
    SplitGraphs whole = assertInstanceOf(SplitGraphs.class, served.split(Precision.FLOAT32));
    SplitGraphs int8 = assertInstanceOf(SplitGraphs.class, served.split(Precision.INT8));
    assertEquals(0, served.difference(whole), 1e-5);
    double difference = served.difference(int8);
    assertTrue(difference > 0 && difference < 0.02, () -> "difference " + difference);
    assertEquals(Precision.INT8, int8.split().precision());
    assertArrayEquals(whole.request(), int8.request());
    assertTrue(2 * int8.candidate().length < whole.candidate().length);
  }

  @Test
  void splitShouldLeaveANetworkAsItIsWhenItsLayersAreTooMany() {
    List<Feature> features =
        List.of(
            new Feature.Categorical("f0", "site.f0", Side.REQUEST, 9),
            new Feature.Categorical("f1", "creative.f1", Side.CANDIDATE, 9));
    for (int layers : new int[] {1_000, 5_000}) {
      NetworkSpec spec =
          new NetworkSpec(
              Architecture.WIDE_DEEP,
              List.of(Head.CTR),
              0,
              2,
              4,
              List.of(),
              Collections.nCopies(layers, 2));
      Served served = new Served(new Case(spec, FeatureSchema.of(features), 1, 1, 1, 3));
      assertEquals(
          "more than 500 layers on top of each other",
          assertInstanceOf(NotSplit.class, served.split(Precision.FLOAT32)).reason());
    }
  }

  /** A network with random weights, and rows for it. */
  private static final class Served {
    private final Case of;
    private final ServedGraph graph;
    private final int dimension;
    private final Map<String, float[]> values = new HashMap<>();

    Served(Case of) {
      this.of = of;
      List<float[]> denses = new ArrayList<>();
      for (int member = 0; member < of.members(); member++) {
        float[] dense = new DenseLayout(of.spec()).initial(of.seed() + member, new double[2]);
        SplittableRandom random = new SplittableRandom(of.seed() ^ member);
        for (int i = 0; i < dense.length; i++) {
          dense[i] = dense[i] == 0 ? 0.2f * (random.nextFloat() - 0.5f) : 0.4f * dense[i];
        }
        denses.add(dense);
      }
      dimension = of.members() * of.spec().latent() + of.spec().headCount();
      graph = ServedGraph.tablesOutside(of.spec(), of.schema(), denses);
      SplittableRandom random = new SplittableRandom(of.seed() + 77);
      for (Feature feature : of.schema().features()) {
        int width = feature instanceof Feature.Numeric ? 1 : dimension;
        int rows = feature.side() == Side.REQUEST ? of.imps() : of.imps() * of.candidates();
        float[] data = new float[rows * width];
        for (int i = 0; i < data.length; i++) {
          data[i] = (2 * random.nextFloat() - 1) * (width == 1 ? 2 : 0.5f);
        }
        values.put(feature.name(), data);
      }
    }

    long count(Side side) {
      return of.schema().features().stream().filter(f -> f.side() == side).count();
    }

    Result split(Precision precision) {
      List<Manifest.Table> tables =
          of.schema().embedded().stream()
              .map(feature ->
                  new Manifest.Table(
                      feature.name(), 10, dimension, Manifest.TableType.FLOAT32, 0, 4))
              .toList();
      return GraphSplitter.split(graph.bytes(), of.schema(), graph.network(), tables, precision);
    }

    /** The largest difference of a logit, relative to 1 where it is small. */
    double difference(SplitGraphs split) throws OrtException {
      int rows = of.imps() * of.candidates();
      double largest = 0;
      try (OrtSession whole = session(graph.bytes());
          OrtSession request = session(split.request());
          OrtSession candidate = session(split.candidate())) {
        Map<String, float[]> expected =
            run(whole, graph.network().inputs(), 0, rows, Map.of(), Map.of());
        Map<String, float[]> carried =
            run(request, split.split().requestInputs(), 0, of.imps(), Map.of(), Map.of());
        for (int imp = 0; imp < of.imps(); imp++) {
          Map<String, float[]> ofImp = new HashMap<>();
          Map<String, long[]> shapes = new HashMap<>();
          for (Manifest.Carried tensor : split.split().carried()) {
            int floats = (int) tensor.floats();
            float[] all = found(carried, tensor.tensor());
            assertEquals(of.imps() * floats, all.length);
            ofImp.put(tensor.tensor(), Arrays.copyOfRange(all, imp * floats, (imp + 1) * floats));
            long[] shape = new long[tensor.dims().size() + 1];
            shape[0] = 1;
            for (int i = 1; i < shape.length; i++) {
              shape[i] = tensor.dims().get(i - 1);
            }
            shapes.put(tensor.tensor(), shape);
          }
          int first = imp * of.candidates();
          Map<String, float[]> actual =
              run(
                  candidate,
                  split.split().candidateInputs(),
                  first,
                  of.candidates(),
                  ofImp,
                  shapes);
          for (Manifest.Output output : graph.network().outputs()) {
            float[] wholeRows = found(expected, output.tensor());
            float[] splitRows = found(actual, output.tensor());
            assertEquals(of.candidates(), splitRows.length);
            for (int i = 0; i < splitRows.length; i++) {
              double logit = logit(wholeRows[first + i]);
              double difference = Math.abs(logit(splitRows[i]) - logit);
              largest = Math.max(largest, difference / Math.max(1, Math.abs(logit)));
            }
          }
        }
      }
      return largest;
    }

    private static OrtSession session(byte[] model) throws OrtException {
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        return ENVIRONMENT.createSession(model, options);
      }
    }

    private static float[] found(Map<String, float[]> tensors, String name) {
      return Objects.requireNonNull(tensors.get(name), name);
    }

    private static double logit(double probability) {
      return Math.log(probability / (1 - probability));
    }

    private Map<String, float[]> run(
        OrtSession session,
        List<Manifest.Input> inputs,
        int first,
        int rows,
        Map<String, float[]> carried,
        Map<String, long[]> shapes)
        throws OrtException {
      Map<String, OnnxTensor> feeds = new HashMap<>();
      try {
        for (Manifest.Input input : inputs) {
          boolean numeric = input.role() == Manifest.InputRole.NUMERIC;
          int width = numeric ? 1 : dimension;
          int features = input.features().size();
          FloatBuffer data = FloatBuffer.allocate(rows * features * width);
          for (int row = 0; row < rows; row++) {
            for (String name : input.features()) {
              float[] ofFeature = found(values, name);
              boolean perImp = ofFeature.length == of.imps() * width && rows != of.imps();
              int from = perImp ? (first + row) / of.candidates() : first + row;
              data.put(ofFeature, from * width, width);
            }
          }
          feeds.put(
              input.tensor(),
              OnnxTensor.createTensor(
                  ENVIRONMENT,
                  data.flip(),
                  numeric ? new long[] {rows, features} : new long[] {rows, features, dimension}));
        }
        for (Map.Entry<String, float[]> entry : carried.entrySet()) {
          feeds.put(
              entry.getKey(),
              OnnxTensor.createTensor(
                  ENVIRONMENT, FloatBuffer.wrap(entry.getValue()), shapes.get(entry.getKey())));
        }
        Map<String, float[]> outputs = new HashMap<>();
        try (OrtSession.Result result = session.run(feeds)) {
          result.forEach(entry -> {
            FloatBuffer buffer = ((OnnxTensor) entry.getValue()).getFloatBuffer();
            float[] data = new float[buffer.remaining()];
            buffer.get(data);
            outputs.put(entry.getKey(), data);
          });
        }
        return outputs;
      } finally {
        feeds.values().forEach(OnnxTensor::close);
      }
    }
  }
}
