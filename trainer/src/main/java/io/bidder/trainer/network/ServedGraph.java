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
 * The graph of a model version: the weights of one or more networks of the same shape as constants,
 * their layers' logits added up, one probability output [rows] a head.
 *
 * <p>With the tables outside, a row's pooled embedding rows come in as {@code embeddings} float32
 * [rows, features, dimension]; with the tables inside, {@code ids} int64 [rows, features] does.
 * Numbers are {@code numeric} float32 [rows, numbers]. An embedding row holds each network's latent
 * vector, one after the other, then one first-order weight a head for all of them; bias and
 * first-order weights of the numbers are the first network's.
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

  /** The graph's description for the manifest. */
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
  public static ServedGraph tablesOutside(
      NetworkSpec spec, FeatureSchema schema, List<float[]> denses) {
    GraphBuilder graph = new GraphBuilder(spec.architecture().id());
    List<Manifest.Input> inputs = begin(graph, spec, schema, denses);
    if (spec.featureCount() > 0) {
      graph.input(EMBEDDINGS, ROWS, spec.featureCount(), dimension(spec, denses));
      inputs.add(new Manifest.Input(EMBEDDINGS, Manifest.InputRole.EMBEDDINGS, embedded(schema)));
    }
    return finish(graph, spec, denses.size(), inputs);
  }

  /**
   * The graph with the tables as constants, for single-valued features only.
   *
   * @throws IllegalArgumentException if a feature is a bag: only tables outside the graph are
   *     pooled
   */
  public static ServedGraph tablesInside(
      NetworkSpec spec, FeatureSchema schema, List<float[]> denses, TableRows tables) {
    GraphBuilder graph = new GraphBuilder(spec.architecture().id());
    List<Manifest.Input> inputs = begin(graph, spec, schema, denses);
    List<Feature.Embedded> features = schema.embedded();
    if (!features.isEmpty()) {
      graph.input(IDS, ElementType.INT64, ROWS, features.size());
      inputs.add(new Manifest.Input(IDS, Manifest.InputRole.IDS, embedded(schema)));
      int dimension = dimension(spec, denses);
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
        float[] table = new float[Math.multiplyExact(feature.tableRows(), dimension)];
        for (int row = 0; row < feature.tableRows(); row++) {
          tables.read(f, row, table, row * dimension);
        }
        String constant =
            graph.constant("table." + feature.name(), table, feature.tableRows(), dimension);
        rows[f] = graph.node("Gather", Map.of("axis", 0), constant, graph.slice(IDS, 1, f, f + 1L));
      }
      graph.named(EMBEDDINGS, "Concat", Map.of("axis", 1), rows);
    }
    return finish(graph, spec, denses.size(), inputs);
  }

  private static List<Manifest.Input> begin(
      GraphBuilder graph, NetworkSpec spec, FeatureSchema schema, List<float[]> denses) {
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
    for (int member = 0; member < denses.size(); member++) {
      float[] dense = denses.get(member);
      for (DenseLayout.Parameter parameter : new DenseLayout(spec).parameters()) {
        boolean firstOrder =
            parameter.role() == DenseLayout.Role.HEAD_BIAS
                || parameter.role() == DenseLayout.Role.FIRST_ORDER;
        if (member == 0 || !firstOrder) {
          int from = parameter.offset();
          graph.constant(
              prefix(member) + parameter.name(),
              Arrays.copyOfRange(dense, from, from + parameter.size()),
              parameter.shape());
        }
      }
    }
    List<Manifest.Input> inputs = new ArrayList<>();
    if (spec.numericCount() > 0) {
      graph.input(StepGraph.NUMERIC, ROWS, spec.numericCount());
      List<String> names = schema.numeric().stream().map(Feature::name).toList();
      inputs.add(new Manifest.Input(StepGraph.NUMERIC, Manifest.InputRole.NUMERIC, names));
    }
    return inputs;
  }

  /** Floats in an embedding row. */
  private static int dimension(NetworkSpec spec, List<float[]> denses) {
    return denses.size() * spec.latent() + spec.headCount();
  }

  private static String prefix(int member) {
    return member == 0 ? "" : "member." + member + ".";
  }

  private static List<String> embedded(FeatureSchema schema) {
    return schema.embedded().stream().map(Feature::name).toList();
  }

  private static ServedGraph finish(
      GraphBuilder graph, NetworkSpec spec, int members, List<Manifest.Input> inputs) {
    long latent = spec.latent();
    String linear;
    if (spec.featureCount() > 0) {
      linear = EMBEDDINGS;
      if (latent > 0) {
        linear = graph.slice(EMBEDDINGS, 2, members * latent, members * latent + spec.headCount());
      }
      linear = graph.reduceSum(linear, 1);
    } else {
      linear = graph.constant("linear", new float[spec.headCount()], 1, spec.headCount());
    }
    String logits = linear;
    for (int member = 0; member < members; member++) {
      String latents =
          spec.featureCount() > 0 && latent > 0
              ? graph.slice(EMBEDDINGS, 2, member * latent, (member + 1) * latent)
              : "";
      NetworkGraph network =
          new NetworkGraph(graph, prefix(member), spec, StepGraph.NUMERIC, latents, List.of());
      logits = member == 0 ? network.logits(logits) : network.withLayers(logits);
    }
    String probabilities = graph.sigmoid(logits);
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
