package io.bidder.benchmarks.subject;

import io.bidder.benchmarks.subject.BenchWeights.Layer;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.onnx.ElementType;
import io.bidder.modelstore.onnx.GraphBuilder;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The one network as two graphs: as our trainer would emit it, and as an export from PyTorch is.
 */
final class BenchGraphs {
  static final String FILE = "model.onnx";
  static final String NUMERIC = "numeric";
  static final String EMBEDDINGS = "embeddings";
  static final String IDS = "ids";
  static final String CTR = "ctr";
  static final String CVR = "cvr";

  private static final String ROWS = "rows";

  private final GraphBuilder graph;
  private final BenchWeights weights;

  private BenchGraphs(String name, BenchWeights weights) {
    graph = new GraphBuilder(name);
    this.weights = weights;
  }

  /** The name of a feature's table in {@link #stock}. */
  static String table(int feature) {
    return "embedding." + feature + ".weight";
  }

  /**
   * The published graph: embedding rows come in; of the matrix of all dot products the entries that
   * are no pair have a weight of zero, so that nothing has to be picked out of it.
   */
  static byte[] published(BenchWeights weights) {
    return new BenchGraphs("dlrm", weights).published();
  }

  /** The manifest's entry for {@link #published}. */
  static Manifest.Network network(FeatureSchema schema) {
    return new Manifest.Network(
        FILE,
        List.of(
            new Manifest.Input(
                NUMERIC,
                Manifest.InputRole.NUMERIC,
                schema.numeric().stream().map(Feature::name).toList()),
            new Manifest.Input(
                EMBEDDINGS,
                Manifest.InputRole.EMBEDDINGS,
                schema.embedded().stream().map(Feature::name).toList())),
        List.of(
            new Manifest.Output(CTR, Head.CTR, Manifest.OutputForm.PROBABILITY, 0),
            new Manifest.Output(CVR, Head.CVR, Manifest.OutputForm.PROBABILITY, 0)));
  }

  /**
   * The textbook graph but for its tables, which are constants to be put into the file: ids int64
   * [rows, 26] and numeric float32 [rows, 13] to ctr and cvr float32 [rows, 1]. A lookup a table, a
   * concatenation, the products, the lower triangle picked out of them, plain layers.
   */
  static byte[] stock(BenchWeights weights) {
    return new BenchGraphs("dlrm-export", weights).stock();
  }

  private byte[] published() {
    graph.input(NUMERIC, ROWS, BenchWeights.NUMBERS);
    graph.input(EMBEDDINGS, ROWS, BenchWeights.FEATURES, BenchWeights.DIMENSION);
    String bottom = bottom();
    String vectors =
        graph.concat(1, EMBEDDINGS, graph.reshape(bottom, 0, 1, BenchWeights.DIMENSION));
    int all = BenchWeights.VECTORS * BenchWeights.VECTORS;
    String products = graph.reshape(products(vectors), 0, all);

    Layer first = weights.top().getFirst();
    float[] ofProducts = new float[first.units() * all];
    float[] ofBottom = new float[first.units() * BenchWeights.DIMENSION];
    for (int unit = 0; unit < first.units(); unit++) {
      int from = unit * first.inputs();
      int pair = 0;
      for (int i = 0; i < BenchWeights.VECTORS; i++) {
        for (int j = 0; j < i; j++) {
          ofProducts[unit * all + i * BenchWeights.VECTORS + j] = first.weight()[from + pair++];
        }
      }
      System.arraycopy(
          first.weight(),
          from + BenchWeights.PAIRS,
          ofBottom,
          unit * BenchWeights.DIMENSION,
          BenchWeights.DIMENSION);
    }
    String bias = graph.constant("top.0.bias", first.bias(), first.units());
    String weightOfBottom =
        graph.constant("top.0.bottom", ofBottom, first.units(), BenchWeights.DIMENSION);
    String weightOfProducts = graph.constant("top.0.interactions", ofProducts, first.units(), all);
    String value = affine(products, weightOfProducts, affine(bottom, weightOfBottom, bias));
    value = layer(graph.node("Relu", value), "top.1", weights.top().get(1));
    String logits = layer(graph.node("Relu", value), "out", weights.heads());
    String probabilities = graph.sigmoid(logits);
    output(CTR, graph.slice(probabilities, 1, 0, 1));
    output(CVR, graph.slice(probabilities, 1, 1, 2));
    return graph.toBytes();
  }

  private void output(String name, String column) {
    graph.named(name, "Reshape", Map.of(), column, graph.longs(-1));
    graph.output(name, ROWS);
  }

  private byte[] stock() {
    graph.input(IDS, ElementType.INT64, ROWS, BenchWeights.FEATURES);
    graph.input(NUMERIC, ROWS, BenchWeights.NUMBERS);
    List<String> vectors = new ArrayList<>();
    for (int f = 0; f < BenchWeights.FEATURES; f++) {
      String index = graph.constant("column." + f, new long[] {f});
      String ids = graph.node("Gather", Map.of("axis", 1), IDS, index);
      vectors.add(graph.node("Gather", Map.of("axis", 0), graph.constantElsewhere(table(f)), ids));
    }
    String bottom = bottom();
    vectors.add(bottom);
    String flat = graph.concat(1, vectors.toArray(String[]::new));
    String products =
        products(graph.reshape(flat, -1, BenchWeights.VECTORS, BenchWeights.DIMENSION));
    String all = graph.reshape(products, -1, (long) BenchWeights.VECTORS * BenchWeights.VECTORS);
    String pairs =
        graph.node(
            "Gather",
            Map.of("axis", 1),
            all,
            graph.constant("triangle", triangle(), BenchWeights.PAIRS));
    String value = graph.concat(1, pairs, bottom);
    for (int i = 0; i < weights.top().size(); i++) {
      value = graph.node("Relu", layer(value, "top." + i, weights.top().get(i)));
    }
    Layer heads = weights.heads();
    for (int head = 0; head < BenchWeights.HEADS; head++) {
      String name = head == 0 ? CTR : CVR;
      float[] row = new float[heads.inputs()];
      System.arraycopy(heads.weight(), head * heads.inputs(), row, 0, row.length);
      Layer own = new Layer(1, heads.inputs(), row, new float[] {heads.bias()[head]});
      graph.named(name, "Sigmoid", Map.of(), layer(value, name + ".out", own));
      graph.output(name, ROWS, 1);
    }
    return graph.toBytes();
  }

  /** The positions of the pairs in the matrix of all dot products. */
  private static long[] triangle() {
    long[] at = new long[BenchWeights.PAIRS];
    int pair = 0;
    for (int i = 0; i < BenchWeights.VECTORS; i++) {
      for (int j = 0; j < i; j++) {
        at[pair++] = (long) i * BenchWeights.VECTORS + j;
      }
    }
    return at;
  }

  private String bottom() {
    String value = NUMERIC;
    int last = weights.bottom().size() - 1;
    for (int i = 0; i <= last; i++) {
      value = layer(value, "bottom." + i, weights.bottom().get(i));
      if (i < last) {
        value = graph.node("Relu", value);
      }
    }
    return value;
  }

  private String products(String vectors) {
    return graph.matMul(vectors, graph.transpose(vectors, 0, 2, 1));
  }

  private String layer(String input, String name, Layer layer) {
    return affine(
        input,
        graph.constant(name + ".weight", layer.weight(), layer.units(), layer.inputs()),
        graph.constant(name + ".bias", layer.bias(), layer.units()));
  }

  private String affine(String input, String weight, String start) {
    return graph.node("Gemm", Map.of("transB", 1), input, weight, start);
  }
}
