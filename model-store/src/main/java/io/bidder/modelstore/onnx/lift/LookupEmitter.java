package io.bidder.modelstore.onnx.lift;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.bidder.modelstore.onnx.lift.LookupRewrite.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the nodes that take the place of look-ups. Rows come in by one input for all features
 * whose rows are of one length: float32 [rows, features, dimension].
 */
final class LookupEmitter {
  private static final String INPUT = "embeddings";

  private final GraphIndex graph;
  private final List<LiftedTable> tables;
  private final Map<Integer, String> inputOfDimension = new LinkedHashMap<>();
  private final Map<String, List<String>> inputs = new LinkedHashMap<>();
  private final List<TensorProto> constants = new ArrayList<>();

  LookupEmitter(GraphIndex graph, List<LiftedTable> tables) {
    this.graph = graph;
    this.tables = tables;
    boolean one = tables.stream().mapToInt(LiftedTable::dimension).distinct().count() == 1;
    for (LiftedTable table : tables) {
      int dimension = table.dimension();
      String input =
          inputOfDimension.computeIfAbsent(
              dimension, key -> graph.unusedName(one ? INPUT : INPUT + "." + dimension));
      inputs.computeIfAbsent(input, key -> new ArrayList<>()).add(table.feature());
    }
  }

  /** The inputs, and the features of each in order. */
  Map<String, List<String>> inputs() {
    return inputs;
  }

  /** Constants that the nodes use. */
  List<TensorProto> constants() {
    return constants;
  }

  /** The nodes of a look-up, the last of which makes its output. */
  List<NodeProto> emit(LookupRewrite.Lookup lookup) {
    List<NodeProto> nodes = new ArrayList<>();
    Part first = lookup.parts().getFirst();
    boolean together = true;
    for (Part part : lookup.parts()) {
      together &=
          part.offset() == first.offset() && input(part.feature()).equals(input(first.feature()));
    }
    if (together) {
      picked(nodes, lookup, lookup.parts(), lookup.output());
      return nodes;
    }
    List<String> rows = new ArrayList<>();
    for (Part part : lookup.parts()) {
      rows.add(picked(nodes, lookup, List.of(part), graph.unusedName("lifted.rows")));
    }
    nodes.add(node("Concat", lookup.output(), rows, "axis", 1));
    return nodes;
  }

  /** Parts of a look-up that are of one input and begin at the same float. */
  private String picked(
      List<NodeProto> nodes, LookupRewrite.Lookup lookup, List<Part> parts, String output) {
    Part first = parts.getFirst();
    String input = input(first.feature());
    int features = inputs.getOrDefault(input, List.of()).size();
    long[] positions = parts.stream().mapToLong(part -> position(part.feature())).toArray();
    boolean whole = lookup.matrix() && positions.length == features;
    for (int i = 0; i < positions.length; i++) {
      whole &= positions[i] == i;
    }
    boolean slice = lookup.dimension() != tables.get(first.feature()).dimension();
    String rows = input;
    if (!whole) {
      rows = slice ? graph.unusedName("lifted.picked") : output;
      String at = lookup.matrix() ? integers(positions, positions.length) : integers(positions);
      nodes.add(node("Gather", rows, List.of(input, at), "axis", 1));
    }
    if (slice) {
      long end = first.offset() + (long) lookup.dimension();
      nodes.add(sliced(rows, first.offset(), end, lookup.matrix() ? 2 : 1, output));
    } else if (whole) {
      nodes.add(node("Identity", output, List.of(rows)));
    }
    return output;
  }

  /**
   * Adds the nodes that take the rows of features side by side out of an input.
   *
   * @param flat whether as [rows, features x dimension] rather than [rows, features, dimension]
   */
  String emitRange(List<NodeProto> nodes, List<LookupRewrite.Lookup> lookups, boolean flat) {
    int dimension = lookups.getFirst().dimension();
    Part first = lookups.getFirst().parts().getFirst();
    int from = position(first.feature());
    String rows = input(first.feature());
    if (lookups.size() < inputs.getOrDefault(rows, List.of()).size()) {
      String some = graph.unusedName("lifted.rows");
      nodes.add(sliced(rows, from, from + (long) lookups.size(), 1, some));
      rows = some;
    }
    if (dimension != tables.get(first.feature()).dimension()) {
      String part = graph.unusedName("lifted.rows");
      nodes.add(sliced(rows, first.offset(), first.offset() + (long) dimension, 2, part));
      rows = part;
    }
    if (flat) {
      String shape = integers(new long[] {0, (long) lookups.size() * dimension}, 2);
      String flattened = graph.unusedName("lifted.rows");
      nodes.add(node("Reshape", flattened, List.of(rows, shape)));
      rows = flattened;
    }
    return rows;
  }

  /** A feature's place in its input. */
  int position(int feature) {
    return inputs.getOrDefault(input(feature), List.of()).indexOf(tables.get(feature).feature());
  }

  /** The shape of a value made of ids: as many rows as there are embedding rows, its columns. */
  List<NodeProto> emitShape(NodeProto shape, IdColumns.Columns ids) {
    List<NodeProto> nodes = new ArrayList<>();
    String embeddings = inputs.keySet().iterator().next();
    String all = graph.unusedName("lifted.shape");
    nodes.add(node("Shape", all, List.of(embeddings)));
    String rows = graph.unusedName("lifted.count");
    nodes.add(sliced(all, 0, 1, 0, rows));
    List<String> parts = new ArrayList<>(List.of(rows));
    if (ids.matrix()) {
      parts.add(integers(new long[] {ids.count()}, 1));
    }
    String whole = graph.unusedName("lifted.ofIds");
    nodes.add(node("Concat", whole, parts, "axis", 0));
    long end = GraphIndex.integer(shape, "end", Long.MAX_VALUE);
    nodes.add(sliced(whole, GraphIndex.integer(shape, "start", 0), end, 0, shape.getOutput(0)));
    return nodes;
  }

  /** The graph's inputs, those of rows in the place of those of ids. */
  List<ValueInfoProto> inputsOf(GraphProto from, IdColumns columns) {
    List<ValueInfoProto> all = new ArrayList<>();
    TensorShapeProto.Dimension rows = TensorShapeProto.Dimension.getDefaultInstance();
    for (ValueInfoProto input : from.getInputList()) {
      if (columns.of(input.getName()) != null) {
        rows = input.getType().getTensorType().getShape().getDim(0);
      } else if (graph.tensor(input.getName()) == null) {
        all.add(input);
      }
    }
    TensorShapeProto.Dimension ofRows = rows;
    inputOfDimension.forEach((dimension, input) ->
        all.add(rowsInput(input, ofRows, inputs.getOrDefault(input, List.of()).size(), dimension)));
    return all;
  }

  private static ValueInfoProto rowsInput(
      String name, TensorShapeProto.Dimension rows, int features, int dimension) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(rows)
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(features))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }

  /** The input that a feature's rows come in by. */
  String input(int feature) {
    return inputOfDimension.getOrDefault(tables.get(feature).dimension(), INPUT);
  }

  private NodeProto sliced(String value, long from, long to, long axis, String output) {
    List<String> range =
        List.of(
            value,
            integers(new long[] {from}, 1),
            integers(new long[] {to}, 1),
            integers(new long[] {axis}, 1));
    return node("Slice", output, range);
  }

  private String integers(long[] data, long... shape) {
    String name = graph.unusedName("lifted.integers");
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT64_VALUE);
    for (long length : shape) {
      tensor.addDims(length);
    }
    for (long value : data) {
      tensor.addInt64Data(value);
    }
    constants.add(tensor.build());
    return name;
  }

  private static NodeProto node(String operator, String output, List<String> inputs) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType(operator)
        .addAllInput(inputs)
        .addOutput(output)
        .build();
  }

  private static NodeProto node(
      String operator, String output, List<String> inputs, String attribute, long value) {
    return node(operator, output, inputs).toBuilder()
        .addAttribute(
            AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value))
        .build();
  }
}
