package io.bidder.modelstore.scoring;

import io.bidder.modelstore.onnx.ElementType;
import io.bidder.modelstore.onnx.GraphBuilder;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The DLRM in docs/howto/bring-your-own-model.md with seeded weights, as PyTorch's newer exporter
 * writes it: int64 ids in, tables inside, Gemm with transposed weights as nn.Linear has them,
 * shapes made of the number of rows, every pair's dot product picked from the full matrix. And the
 * same in plain Java.
 */
public final class DlrmExportFixture {
  private static final int DIMENSION = 16;
  private static final int BOTTOM = 32;
  private static final int TOP = 64;

  private final FeatureSchema schema;
  private final List<Feature.Embedded> features;
  private final int numbers;
  private final int pairs;
  private final float[][] tables;
  private final float[] bottom0;
  private final float[] bottomBias0;
  private final float[] bottom2;
  private final float[] bottomBias2;
  private final float[] top0;
  private final float[] topBias0;
  private final float[] top2;
  private final float[] topBias2;

  public DlrmExportFixture(FeatureSchema schema, long seed) {
    this.schema = schema;
    features = schema.embedded();
    numbers = schema.numeric().size();
    pairs = (features.size() + 1) * features.size() / 2;
    Random random = new Random(seed);
    tables = new float[features.size()][];
    for (int f = 0; f < tables.length; f++) {
      tables[f] = weights(random, features.get(f).tableRows() * DIMENSION, 0.5);
    }
    bottom0 = weights(random, BOTTOM * numbers, 0.5);
    bottomBias0 = weights(random, BOTTOM, 0.2);
    bottom2 = weights(random, DIMENSION * BOTTOM, 0.3);
    bottomBias2 = weights(random, DIMENSION, 0.2);
    top0 = weights(random, TOP * (DIMENSION + pairs), 0.3);
    topBias0 = weights(random, TOP, 0.2);
    top2 = weights(random, 2 * TOP, 0.2);
    topBias2 = new float[] {-3, -1};
  }

  private static float[] weights(Random random, int count, double deviation) {
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = (float) (random.nextGaussian() * deviation);
    }
    return weights;
  }

  /** With outputs ctr and cvr as logits [rows], as the how-to's module has them. */
  public byte[] logits() {
    return graph(false, 0, false);
  }

  /** The same with the pairs picked by two lists of indices, as {@code dots[:, i, j]} has them. */
  public byte[] logitsOfIndexedPairs() {
    return graph(false, 0, true);
  }

  /** With outputs ctr and cvr as probabilities [rows, 1], from the exporter's Sigmoid. */
  byte[] probabilities() {
    return graph(true, 0, false);
  }

  /** With the first table a row shorter than its feature has ids. */
  byte[] shortTable() {
    return graph(false, 1, false);
  }

  private byte[] graph(boolean probabilities, int missingRows, boolean indexed) {
    GraphBuilder graph = new GraphBuilder("main_graph");
    String numeric = graph.input("numeric", "rows", numbers);
    String ids = graph.input("ids", ElementType.INT64, "rows", schema.slotCount());
    List<String> vectors = new ArrayList<>();
    String hidden = relu(graph, linear(graph, "bottom.0", numeric, bottom0, bottomBias0, numbers));
    vectors.add(relu(graph, linear(graph, "bottom.2", hidden, bottom2, bottomBias2, BOTTOM)));
    int column = 0;
    for (int f = 0; f < tables.length; f++) {
      int rows = features.get(f).tableRows() - (f == 0 ? missingRows : 0);
      float[] values = java.util.Arrays.copyOf(tables[f], rows * DIMENSION);
      String table = graph.constant("tables." + f + ".weight", values, rows, DIMENSION);
      vectors.add(pooled(graph, table, ids, column, features.get(f).slots()));
      column += features.get(f).slots();
    }
    String[] stack =
        vectors.stream()
            .map(vector -> graph.node("Unsqueeze", vector, graph.longs(1)))
            .toArray(String[]::new);
    String stacked = graph.concat(1, stack);
    String dots = graph.matMul(stacked, graph.transpose(stacked, 0, 2, 1));
    String picked = indexed ? indexedPairs(graph, dots) : flatPairs(graph, ids, dots);
    String in = graph.concat(1, vectors.getFirst(), picked);
    String top = relu(graph, linear(graph, "top.0", in, top0, topBias0, DIMENSION + pairs));
    String logits = linear(graph, "top.2", top, top2, topBias2, TOP);
    output(graph, "ctr", logits, 0, probabilities);
    output(graph, "cvr", logits, 1, probabilities);
    return graph.toBytes();
  }

  /** {@code dots.flatten(1).index_select(1, pairs)}. */
  private String flatPairs(GraphBuilder graph, String ids, String dots) {
    long vectors = features.size() + 1L;
    String rows = graph.node("Shape", Map.of("start", 0, "end", 1), ids);
    String shape = graph.concat(0, rows, graph.longs(vectors * vectors));
    String flat = graph.node("Reshape", Map.of("allowzero", 1), dots, shape);
    return graph.node("Gather", Map.of("axis", 1), flat, graph.constant("pairs", pairs(), pairs));
  }

  /** {@code dots[:, i, j]}. */
  private String indexedPairs(GraphBuilder graph, String dots) {
    int vectors = features.size() + 1;
    long[] indices = new long[2 * pairs];
    int at = 0;
    for (long place : pairs()) {
      indices[at++] = place / vectors;
      indices[at++] = place % vectors;
    }
    String turned = graph.transpose(dots, 1, 2, 0);
    String picked = graph.node("GatherND", turned, graph.constant("indices", indices, pairs, 2));
    return graph.transpose(picked, 1, 0);
  }

  private static String pooled(
      GraphBuilder graph, String table, String ids, int column, int slots) {
    if (slots == 1) {
      String at = graph.constant("column." + column, new long[] {column});
      String id = graph.node("Gather", Map.of("axis", 1), ids, at);
      return graph.node("Gather", Map.of("axis", 0), table, id);
    }
    String bag =
        graph.node(
            "Slice",
            ids,
            graph.longs(column),
            graph.longs((long) column + slots),
            graph.longs(1),
            graph.longs(1));
    String zero = graph.constant("zero." + column, new long[] {0});
    String unused = graph.node("Not", graph.node("Equal", bag, zero));
    String used = graph.node("Cast", Map.of("to", 1), unused);
    used = graph.node("Unsqueeze", used, graph.longs(-1));
    String rows = graph.node("Gather", Map.of("axis", 0), table, bag);
    String sum = graph.reduceSum(graph.multiply(rows, used), 1);
    String count = graph.node("Max", graph.reduceSum(used, 1), graph.scalar(1));
    return graph.node("Div", sum, count);
  }

  private static String relu(GraphBuilder graph, String in) {
    return graph.node("Relu", in);
  }

  private static String linear(
      GraphBuilder graph, String name, String in, float[] weight, float[] bias, int width) {
    String w = graph.constant(name + ".weight", weight, bias.length, width);
    String b = graph.constant(name + ".bias", bias, bias.length);
    return graph.node("Gemm", Map.of("transB", 1), in, w, b);
  }

  private static void output(
      GraphBuilder graph, String name, String logits, int column, boolean probabilities) {
    if (probabilities) {
      String one = graph.slice(logits, 1, column, column + 1L);
      graph.named(name, "Sigmoid", Map.of(), one);
      graph.output(name, "rows", 1);
    } else {
      String at = graph.constant(name + ".column", new long[] {column});
      graph.named(name, "Gather", Map.of("axis", 1), logits, at);
      graph.output(name, "rows");
    }
  }

  /** Places of the pairs below the diagonal in the flattened matrix of dot products. */
  private long[] pairs() {
    int vectors = features.size() + 1;
    long[] places = new long[pairs];
    int at = 0;
    for (int i = 0; i < vectors; i++) {
      for (int j = 0; j < i; j++) {
        places[at++] = (long) i * vectors + j;
      }
    }
    return places;
  }

  /** The probability of head 0 (CTR) or 1 (CVR) of one row, in double precision. */
  public double probability(EncodedRows rows, int row, int head) {
    double[][] vectors = new double[features.size() + 1][DIMENSION];
    double[] in = new double[numbers];
    for (int i = 0; i < numbers; i++) {
      in[i] = rows.numerics()[row * numbers + i];
    }
    vectors[0] = relu(linear(relu(linear(in, bottom0, bottomBias0)), bottom2, bottomBias2));
    int slot = row * rows.slotCount();
    for (int f = 0; f < tables.length; f++) {
      int slots = features.get(f).slots();
      int used = 0;
      for (int s = 0; s < slots; s++) {
        int id = rows.ids()[slot + s];
        if (slots == 1 || id > 0) {
          used++;
          for (int i = 0; i < DIMENSION; i++) {
            vectors[f + 1][i] += tables[f][id * DIMENSION + i];
          }
        }
      }
      for (int i = 0; i < DIMENSION; i++) {
        vectors[f + 1][i] /= Math.max(1, used);
      }
      slot += slots;
    }
    double[] top = new double[DIMENSION + pairs];
    System.arraycopy(vectors[0], 0, top, 0, DIMENSION);
    int at = DIMENSION;
    for (int i = 0; i < vectors.length; i++) {
      for (int j = 0; j < i; j++) {
        for (int k = 0; k < DIMENSION; k++) {
          top[at] += vectors[i][k] * vectors[j][k];
        }
        at++;
      }
    }
    double logit = linear(relu(linear(top, top0, topBias0)), top2, topBias2)[head];
    return 1 / (1 + Math.exp(-logit));
  }

  private static double[] relu(double[] in) {
    for (int i = 0; i < in.length; i++) {
      in[i] = Math.max(0, in[i]);
    }
    return in;
  }

  private static double[] linear(double[] in, float[] weight, float[] bias) {
    double[] out = new double[bias.length];
    for (int o = 0; o < out.length; o++) {
      out[o] = bias[o];
      for (int i = 0; i < in.length; i++) {
        out[o] += weight[o * in.length + i] * in[i];
      }
    }
    return out;
  }
}
