package io.bidder.modelstore.onnx.rewrite;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.InputRole;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes the embedding tables out of a graph that looks ids up in constants of its own, as exporters
 * write it: the rows then come in as one input, float32 [rows, features, dimension], gathered from
 * {@code tables.bin}.
 *
 * <p>Single-valued features, and bags whose rows are averaged over the ids that are not 0; tables
 * of one dimension.
 */
public final class TableLifter {
  /** The tensor that rows come in as. */
  public static final String EMBEDDINGS = "embeddings";

  private TableLifter() {}

  /** What came of it. */
  public sealed interface Result {}

  /** The graph stays as it is; {@code reason} says why, in words. */
  public record NotLifted(String reason) implements Result {}

  /** A table that was a constant of the graph: its rows, one after the other. */
  public static final class Table {
    private final String feature;
    private final int dimension;
    private final float[] rows;

    Table(String feature, int dimension, float[] rows) {
      this.feature = feature;
      this.dimension = dimension;
      this.rows = rows;
    }

    public String feature() {
      return feature;
    }

    public int dimension() {
      return dimension;
    }

    /** The table's floats; not a copy. */
    public float[] rows() {
      return rows;
    }
  }

  /** The graph without its tables. */
  public static final class Lifted implements Result {
    private final byte[] model;
    private final Manifest.Network network;
    private final List<Table> tables;

    Lifted(byte[] model, Manifest.Network network, List<Table> tables) {
      this.model = model;
      this.network = network;
      this.tables = List.copyOf(tables);
    }

    /** Bytes of the {@code .onnx} file. */
    public byte[] model() {
      return model.clone();
    }

    /** The network with {@link #EMBEDDINGS} in place of its ids. */
    public Manifest.Network network() {
      return network;
    }

    /** In the order of the input's features. */
    public List<Table> tables() {
      return tables;
    }
  }

  /** Lifts the tables of {@code model}, bytes of an {@code .onnx} file. */
  public static Result lift(byte[] model, FeatureSchema schema, Manifest.Network network) {
    try {
      return understood(model, schema, network);
    } catch (NotUnderstoodException | IllegalArgumentException | ArithmeticException e) {
      return new NotLifted(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static Lifted understood(byte[] model, FeatureSchema schema, Manifest.Network network) {
    List<Manifest.Input> ids =
        network.inputs().stream().filter(input -> input.role() == InputRole.IDS).toList();
    if (ids.size() != 1 || network.inputs().stream().anyMatch(TableLifter::isEmbeddings)) {
      throw new NotUnderstoodException(
          "the graph has " + ids.size() + " inputs of ids, expected one and no embeddings");
    }
    Manifest.Input input = ids.getFirst();
    Map<String, Feature.Embedded> byName = new HashMap<>();
    schema.embedded().forEach(feature -> byName.put(feature.name(), feature));
    List<Feature.Embedded> features = new ArrayList<>();
    for (String name : input.features()) {
      Feature.Embedded feature = byName.get(name);
      if (feature == null) {
        throw new NotUnderstoodException("input " + input.tensor() + " names feature " + name);
      }
      features.add(feature);
    }
    LookupRewrite rewrite = new LookupRewrite(model, input.tensor(), features);
    Set<String> outputs = Set.copyOf(network.outputs().stream().map(o -> o.tensor()).toList());
    byte[] lifted = rewrite.rewritten(outputs);
    List<Manifest.Input> inputs = new ArrayList<>();
    for (Manifest.Input each : network.inputs()) {
      inputs.add(
          each.role() == InputRole.IDS
              ? new Manifest.Input(EMBEDDINGS, InputRole.EMBEDDINGS, each.features())
              : each);
    }
    return new Lifted(
        lifted, new Manifest.Network(network.file(), inputs, network.outputs()), rewrite.tables());
  }

  private static boolean isEmbeddings(Manifest.Input input) {
    return input.role() == InputRole.EMBEDDINGS;
  }
}
