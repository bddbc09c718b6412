package io.bidder.trainer.network;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.onnx.ElementType;
import io.bidder.modelstore.onnx.GraphBuilder;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The graph of a model version: a network's weights as constants, one probability output [rows] a
 * head.
 *
 * <p>With the tables outside, a row's pooled embedding rows come in as {@code embeddings} float32
 * [rows, features, dimension]; with the tables inside, {@code ids} int64 [rows, features] does.
 * Numbers are {@code numeric} float32 [rows, numbers].
 */
public final class ServedGraph {
  private static final String EMBEDDINGS = "embeddings";
  private static final String IDS = "ids";
  private static final String ROWS = "rows";

  /** The name of the graph's file in a version. */
  public static final String FILE = "model.onnx";

  private final byte[] bytes;
  private final Manifest.Network network;

  private ServedGraph(byte[] bytes, Manifest.Network network) {
    this.bytes = bytes;
    this.network = network;
  }

  /** The bytes of the {@code .onnx} file. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** What the manifest says of the graph. */
  public Manifest.Network network() {
    return network;
  }

  /** A table's rows, one after the other. */
  public interface TableRows {
    /**
     * Row {@code row} of the {@code feature}-th embedded feature, copied to {@code into} from
     * {@code offset}.
     */
    void read(int feature, int row, float[] into, int offset);
  }

  /** The graph for tables that lie in {@code tables.bin}. */
  public static ServedGraph tablesOutside(NetworkSpec spec, FeatureSchema schema, float[] dense) {
    GraphBuilder graph = new GraphBuilder(spec.architecture().id());
    List<Manifest.Input> inputs = begin(graph, spec, schema, dense);
    if (spec.featureCount() > 0) {
      graph.input(EMBEDDINGS, ROWS, spec.featureCount(), spec.dimension());
      inputs.add(new Manifest.Input(EMBEDDINGS, Manifest.InputRole.EMBEDDINGS, embedded(schema)));
    }
    return finish(graph, spec, inputs);
  }

  /**
   * The graph with the tables as constants, for single-valued features only.
   *
   * @throws IllegalArgumentException if a feature is a bag: only tables outside the graph are
   *     pooled
   */
  public static ServedGraph tablesInside(
      NetworkSpec spec, FeatureSchema schema, float[] dense, TableRows tables) {
    GraphBuilder graph = new GraphBuilder(spec.architecture().id());
    List<Manifest.Input> inputs = begin(graph, spec, schema, dense);
    List<Feature.Embedded> features = schema.embedded();
    if (!features.isEmpty()) {
      graph.input(IDS, ElementType.INT64, ROWS, features.size());
      inputs.add(new Manifest.Input(IDS, Manifest.InputRole.IDS, embedded(schema)));
      String[] rows = new String[features.size()];
      for (int f = 0; f < rows.length; f++) {
        Feature.Embedded feature = features.get(f);
        if (feature.slots() != 1) {
          throw new IllegalArgumentException(
              "feature "
                  + feature.name()
                  + " is a bag of "
                  + feature.slots()
                  + " values; tables inside the graph hold single-valued features only");
        }
        float[] table = new float[Math.multiplyExact(feature.tableRows(), spec.dimension())];
        for (int row = 0; row < feature.tableRows(); row++) {
          tables.read(f, row, table, row * spec.dimension());
        }
        String constant =
            graph.constant("table." + feature.name(), table, feature.tableRows(), spec.dimension());
        rows[f] = graph.node("Gather", Map.of("axis", 0), constant, graph.slice(IDS, 1, f, f + 1L));
      }
      graph.named(EMBEDDINGS, "Concat", Map.of("axis", 1), rows);
    }
    return finish(graph, spec, inputs);
  }

  private static List<Manifest.Input> begin(
      GraphBuilder graph, NetworkSpec spec, FeatureSchema schema, float[] dense) {
    if (schema.embedded().size() != spec.featureCount()
        || schema.numeric().size() != spec.numericCount()) {
      throw new IllegalArgumentException(
          "the network has "
              + spec.featureCount()
              + " embedded and "
              + spec.numericCount()
              + " numeric features, the schema "
              + schema.embedded().size()
              + " and "
              + schema.numeric().size());
    }
    for (DenseLayout.Parameter parameter : new DenseLayout(spec).parameters()) {
      int from = parameter.offset();
      graph.constant(
          parameter.name(),
          Arrays.copyOfRange(dense, from, from + parameter.size()),
          parameter.shape());
    }
    List<Manifest.Input> inputs = new ArrayList<>();
    if (spec.numericCount() > 0) {
      graph.input(StepGraph.NUMERIC, ROWS, spec.numericCount());
      List<String> names = schema.numeric().stream().map(Feature::name).toList();
      inputs.add(new Manifest.Input(StepGraph.NUMERIC, Manifest.InputRole.NUMERIC, names));
    }
    return inputs;
  }

  private static List<String> embedded(FeatureSchema schema) {
    return schema.embedded().stream().map(Feature::name).toList();
  }

  private static ServedGraph finish(
      GraphBuilder graph, NetworkSpec spec, List<Manifest.Input> inputs) {
    String latents = "";
    String linear;
    if (spec.featureCount() > 0) {
      linear = EMBEDDINGS;
      if (spec.latent() > 0) {
        latents = graph.slice(EMBEDDINGS, 2, 0, spec.latent());
        linear = graph.slice(EMBEDDINGS, 2, spec.latent(), spec.dimension());
      }
      linear = graph.reduceSum(linear, 1);
    } else {
      linear = graph.constant("linear", new float[spec.headCount()], 1, spec.headCount());
    }
    NetworkGraph network = new NetworkGraph(graph, spec, StepGraph.NUMERIC, latents, List.of());
    String probabilities = graph.sigmoid(network.logits(linear));
    List<Manifest.Output> outputs = new ArrayList<>();
    for (int i = 0; i < spec.headCount(); i++) {
      Head head = spec.heads().get(i);
      String column =
          spec.headCount() == 1 ? probabilities : graph.slice(probabilities, 1, i, i + 1L);
      graph.named(head.id(), "Reshape", Map.of(), column, graph.longs(-1));
      graph.output(head.id(), ROWS);
      outputs.add(new Manifest.Output(head.id(), head, Manifest.OutputForm.PROBABILITY, 0));
    }
    return new ServedGraph(graph.toBytes(), new Manifest.Network(FILE, inputs, outputs));
  }
}
