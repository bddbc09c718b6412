package io.bidder.modelstore.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.runtime.OrtLibrary;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  private static final OrtEnvironment ENVIRONMENT = OrtLibrary.environment();

  @Test
  void graphShouldComputeWhatItsNodesSay() throws OrtException {
    GraphBuilder graph = new GraphBuilder("affine");
    String x = graph.input("x", "rows", 2);
    String w = graph.constant("w", new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    String b = graph.constant("b", new float[] {10, 20, 30}, 3);
    String y = graph.rename(graph.slice(graph.node("Relu", graph.gemm(x, w, b)), 1, 1, 3), "y");
    graph.output(y, "rows", 2);
    graph.output(graph.rename(graph.reduceSum(y, 1), "sum"), "rows");

    try (OrtSession session = session(graph);
        OnnxTensor rows =
            OnnxTensor.createTensor(
                ENVIRONMENT, FloatBuffer.wrap(new float[] {1, 1, -9, 0}), new long[] {2, 2});
        OrtSession.Result result = session.run(Map.of("x", rows))) {
      assertArrayEquals(
          new float[][] {{27, 39}, {2, 3}}, (float[][]) result.get("y").orElseThrow().getValue());
      assertArrayEquals(new float[] {66, 5}, (float[]) result.get("sum").orElseThrow().getValue());
    }
  }

  @Test
  void graphShouldGatherRowsWhenTablesAreInside() throws OrtException {
    GraphBuilder graph = new GraphBuilder("gather");
    String ids = graph.input("ids", ElementType.INT64, "rows", 1);
    String table = graph.constant("table", new float[] {0, 0, 1, 2, 3, 4}, 3, 2);
    graph.output(
        graph.rename(graph.node("Gather", Map.of("axis", 0), table, ids), "out"), "rows", 1, 2);

    try (OrtSession session = session(graph);
        OnnxTensor rows =
            OnnxTensor.createTensor(
                ENVIRONMENT, LongBuffer.wrap(new long[] {2, 1}), new long[] {2, 1});
        OrtSession.Result result = session.run(Map.of("ids", rows))) {
      assertArrayEquals(
          new float[][][] {{{3, 4}}, {{1, 2}}},
          (float[][][]) result.get("out").orElseThrow().getValue());
    }
  }

  @Test
  void sigmoidShouldKeepRelativePrecisionWhenProbabilitiesAreSmall() throws OrtException {
    GraphBuilder graph = new GraphBuilder("sigmoid");
    graph.output(graph.rename(graph.sigmoid(graph.input("x", "rows")), "p"), "rows");
    float[] logits = {-30, -16, -9, -3, 0, 4, 200, -200};

    try (OrtSession session = session(graph);
        OnnxTensor x =
            OnnxTensor.createTensor(
                ENVIRONMENT, FloatBuffer.wrap(logits), new long[] {logits.length});
        OrtSession.Result result = session.run(Map.of("x", x))) {
      float[] p = (float[]) result.get("p").orElseThrow().getValue();
      for (int i = 0; i < logits.length; i++) {
        double expected = 1 / (1 + Math.exp(-logits[i]));
        assertEquals(expected, p[i], expected * 1e-6 + 1e-30, "logit " + logits[i]);
      }
    }
  }

  @Test
  void builderShouldRefuseMistakesItCanSee() {
    GraphBuilder graph = new GraphBuilder("mistakes");
    graph.input("x", "rows");
    assertThrows(IllegalArgumentException.class, () -> graph.node("Relu", "y"));
    assertThrows(IllegalArgumentException.class, () -> graph.input("x", "rows"));
    assertThrows(IllegalArgumentException.class, () -> graph.constant("c", new float[3], 2, 2));
    assertThrows(IllegalArgumentException.class, () -> graph.output("z", "rows"));
    assertThrows(IllegalArgumentException.class, () -> graph.node("Elu", Map.of("alpha", 1f), "x"));
    assertThrows(IllegalArgumentException.class, () -> new GraphBuilder("ints", ElementType.INT64));
  }

  @Test
  void modelShouldCarryItsVersions() {
    GraphBuilder graph = new GraphBuilder("versions", ElementType.DOUBLE);
    graph.output(graph.rename(graph.input("x", "rows"), "y"), "rows");
    ModelProto model = graph.build();
    assertEquals(GraphBuilder.OPSET, model.getOpsetImport(0).getVersion());
    assertEquals("versions", model.getGraph().getName());
  }

  private static OrtSession session(GraphBuilder graph) throws OrtException {
    return ENVIRONMENT.createSession(graph.toBytes());
  }
}
