package io.bidder.modelstore.onnx.split;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.InputRole;
import io.bidder.modelstore.onnx.reading.GraphReader;
import io.bidder.modelstore.onnx.reading.NotUnderstoodException;
import io.bidder.modelstore.onnx.reading.Source;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits a network by the side of its features, so that what an impression's candidates have in
 * common is computed once: {@code request.onnx} takes an impression's request-side features, {@code
 * candidate.onnx} its candidates' own and what the first one found.
 *
 * <p>A layer whose inputs are of both sides is taken apart: its request-side part, bias included,
 * is one carried vector; dot products among request-side vectors belong to it. The dot products of
 * candidate-side with request-side vectors become one product with a carried matrix. The columns of
 * the layer's weight are put in the order that costs the fewest nodes, equal pairs' weights added
 * up, zero where a product is not asked for.
 *
 * <p>What is understood: the graphs of the trainer's networks and those that {@code
 * torch.onnx.export} makes of a DLRM or a wide-and-deep network with their tables outside, and
 * others of the same operators. The two graphs compute what the one did but for the order of
 * float32 sums; whoever publishes them checks that on rows.
 */
public final class GraphSplitter {
  /** File of the graph that runs once an impression. */
  public static final String REQUEST_FILE = "request.onnx";

  /** File of the graph that runs once a candidate. */
  public static final String CANDIDATE_FILE = "candidate.onnx";

  private GraphSplitter() {}

  /** A split network, or the reason why there is none. */
  public sealed interface Result {}

  /** The two graphs, as bytes of their files, and what the manifest says of them. */
  public static final class SplitGraphs implements Result {
    private final byte[] request;
    private final byte[] candidate;
    private final Manifest.Split split;

    SplitGraphs(byte[] request, byte[] candidate, Manifest.Split split) {
      this.request = request;
      this.candidate = candidate;
      this.split = split;
    }

    /** Bytes of {@link Manifest.Split#requestFile}. */
    public byte[] request() {
      return request.clone();
    }

    /** Bytes of {@link Manifest.Split#candidateFile}. */
    public byte[] candidate() {
      return candidate.clone();
    }

    public Manifest.Split split() {
      return split;
    }
  }

  /** The graph stays as it is; {@code reason} says why, in words. */
  public record NotSplit(String reason) implements Result {}

  /**
   * Splits {@code model}.
   *
   * @param model bytes of an {@code .onnx} file whose tables are outside
   * @param schema says which feature is of which side
   * @param network which tensors of the graph mean what
   * @param tables of the manifest: the floats of the embedded features
   * @param precision INT8 for products of the candidate graph's large layers in whole numbers, see
   *     {@link Int8Weights}; the result says FLOAT32 where there is none so large
   */
  public static Result split(
      byte[] model,
      FeatureSchema schema,
      Manifest.Network network,
      List<Manifest.Table> tables,
      Manifest.Precision precision) {
    try {
      return understood(model, schema, network, tables, precision);
    } catch (NotUnderstoodException
        | IllegalArgumentException
        | ArithmeticException
        | IndexOutOfBoundsException e) {
      return new NotSplit(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static SplitGraphs understood(
      byte[] model,
      FeatureSchema schema,
      Manifest.Network network,
      List<Manifest.Table> tables,
      Manifest.Precision precision) {
    GraphReader reader = new GraphReader(model);
    Map<String, Side> sides = new HashMap<>();
    for (Feature feature : schema.features()) {
      sides.put(feature.name(), feature.side());
    }
    Map<String, Integer> dimensions = new HashMap<>();
    tables.forEach(table -> dimensions.put(table.feature(), table.dimension()));
    SplitEmitter emitter = new SplitEmitter(precision);
    for (Manifest.Input input : network.inputs()) {
      if (input.role() == InputRole.IDS) {
        throw new NotUnderstoodException(
            "input " + input.tensor() + " holds ids: the tables are inside the graph");
      }
      List<Source.Feature> features = new ArrayList<>();
      for (Side side : Side.values()) {
        List<String> names =
            input.features().stream().filter(name -> sides.get(name) == side).toList();
        if (!names.isEmpty()) {
          Manifest.Input part = new Manifest.Input(input.tensor(), input.role(), names);
          emitter.input(part, side, width(input, dimensions));
        }
      }
      Map<Side, Integer> positions = new HashMap<>();
      for (String name : input.features()) {
        Side side = sides.get(name);
        if (side == null) {
          throw new NotUnderstoodException(
              "input " + input.tensor() + " names feature " + name + ", which the schema does not");
        }
        int position = positions.merge(side, 1, Integer::sum) - 1;
        features.add(
            new Source.Feature(input, side == Side.CANDIDATE, position, width(input, dimensions)));
      }
      reader.input(input, features);
    }
    emitter.checkSides();
    Set<String> outputs = new LinkedHashSet<>();
    network.outputs().forEach(output -> outputs.add(output.tensor()));
    reader.outputs(outputs).forEach(emitter::output);
    return emitter.finish();
  }

  /** Floats of one feature in an input. */
  private static int width(Manifest.Input input, Map<String, Integer> dimensions) {
    if (input.role() == InputRole.NUMERIC) {
      return 1;
    }
    Set<Integer> widths = new LinkedHashSet<>();
    for (String feature : input.features()) {
      Integer width = dimensions.get(feature);
      if (width == null) {
        throw new NotUnderstoodException("feature " + feature + " has no table");
      }
      widths.add(width);
    }
    if (widths.size() != 1) {
      throw new NotUnderstoodException(
          "input " + input.tensor() + " has tables of dimensions " + widths + ", expected one");
    }
    return widths.iterator().next();
  }
}
