package io.bidder.modelstore.onnx.lift;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.InputRole;
import io.bidder.modelstore.onnx.reading.NotUnderstoodException;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes the embedding tables out of a graph that looks ids up in constants of its own, as exporters
 * write it: the rows then come in as inputs, float32 [rows, features, dimension], gathered from
 * {@code tables.bin}.
 *
 * <p>Understood are a table for each feature, several for one (a latent vector and a first-order
 * weight, which become one row), and one for several features to whose ids the graph adds an offset
 * each; bags whose rows are averaged or added up over the ids that are not 0. The graph that is
 * left computes what the whole one did from the rows on; whoever publishes it checks that on rows.
 */
public final class TableLifter {
  private TableLifter() {}

  /** A graph without its tables, or the reason why they stay inside. */
  public sealed interface Result {}

  /** The graph stays as it is; {@code reason} says why, in words. */
  public record NotLifted(String reason) implements Result {}

  /** The graph without its tables. */
  public static final class Lifted implements Result {
    private final byte[] model;
    private final Manifest.Network network;
    private final List<LiftedTable> tables;

    Lifted(byte[] model, Manifest.Network network, List<LiftedTable> tables) {
      this.model = model;
      this.network = network;
      this.tables = List.copyOf(tables);
    }

    /** Bytes of the {@code .onnx} file. */
    public byte[] model() {
      return model.clone();
    }

    /** The network with inputs of embeddings in the place of those of ids. */
    public Manifest.Network network() {
      return network;
    }

    /** The tables that were constants of the graph. */
    public List<LiftedTable> tables() {
      return tables;
    }
  }

  /** Lifts the tables of {@code model}, bytes of an {@code .onnx} file. */
  public static Result lift(byte[] model, FeatureSchema schema, Manifest.Network network) {
    try {
      return understood(model, schema, network);
    } catch (NotUnderstoodException
        | IllegalArgumentException
        | ArithmeticException
        | IndexOutOfBoundsException e) {
      return new NotLifted(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static Lifted understood(byte[] model, FeatureSchema schema, Manifest.Network network) {
    Map<String, Feature.Embedded> byName = new HashMap<>();
    schema.embedded().forEach(feature -> byName.put(feature.name(), feature));
    Map<String, List<Feature.Embedded>> ids = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (Manifest.Input input : network.inputs()) {
      if (input.role() == InputRole.EMBEDDINGS) {
        throw new NotUnderstoodException("input " + input.tensor() + " has its tables outside");
      } else if (input.role() == InputRole.IDS) {
        List<Feature.Embedded> features = new ArrayList<>();
        for (String name : input.features()) {
          Feature.Embedded feature = byName.get(name);
          if (feature == null || !seen.add(name)) {
            throw new NotUnderstoodException(
                "input " + input.tensor() + " names feature " + name + ", expected each once");
          }
          features.add(feature);
        }
        ids.put(input.tensor(), features);
      }
    }
    LookupRewrite rewrite = new LookupRewrite(model, ids);
    Set<String> outputs = new HashSet<>();
    network.outputs().forEach(output -> outputs.add(output.tensor()));
    byte[] lifted = rewrite.rewritten(outputs);
    List<Manifest.Input> inputs = new ArrayList<>();
    network.inputs().stream().filter(i -> i.role() != InputRole.IDS).forEach(inputs::add);
    rewrite
        .inputs()
        .forEach((tensor, features) ->
            inputs.add(new Manifest.Input(tensor, InputRole.EMBEDDINGS, List.copyOf(features))));
    return new Lifted(
        lifted, new Manifest.Network(network.file(), inputs, network.outputs()), rewrite.tables());
  }
}
