package io.bidder.modelstore.onnx.rewrite;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Pooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a pick among given rows in the place of each look-up in a constant table. */
final class LookupRewrite {
  private final GraphProto graph;
  private final ModelProto model;
  private final String ids;
  private final List<Feature.Embedded> features;
  private final TableLifter.@Nullable Table[] tables;
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final Map<String, TensorProto> constants = new HashMap<>();

  /** For each value that is made of ids only: the columns that it holds. */
  private final Map<String, int[]> columns = new HashMap<>();

  private final Map<String, NodeProto> replaced = new HashMap<>();
  private final List<TensorProto> indices = new ArrayList<>();

  LookupRewrite(byte[] bytes, String ids, List<Feature.Embedded> features) {
    this.model = GraphReader.parse(bytes);
    this.graph = model.getGraph();
    this.ids = ids;
    this.features = features;
    this.tables = new TableLifter.Table[features.size()];
    graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    graph.getNodeList().forEach(node -> node.getOutputList().forEach(o -> makers.put(o, node)));
  }

  /** The tables, in the order of the features; after {@link #rewritten}. */
  List<TableLifter.Table> tables() {
    List<TableLifter.Table> all = new ArrayList<>();
    for (int f = 0; f < tables.length; f++) {
      TableLifter.Table table = tables[f];
      if (table == null) {
        throw new NotUnderstoodException(
            "feature " + features.get(f).name() + " is not looked up in a table of the graph");
      }
      all.add(table);
    }
    return all;
  }

  byte[] rewritten(Set<String> outputs) {
    int slots = features.stream().mapToInt(Feature.Embedded::slots).sum();
    int[] all = new int[slots];
    for (int i = 0; i < slots; i++) {
      all[i] = i;
    }
    columns.put(ids, all);
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Gather") && columns.containsKey(node.getInput(1))) {
        lookup(node);
      } else {
        follow(node);
      }
    }
    Set<String> dimensions = new HashSet<>();
    tables().forEach(table -> dimensions.add(String.valueOf(table.dimension())));
    if (dimensions.size() != 1) {
      throw new NotUnderstoodException("tables of dimensions " + dimensions + ", expected one");
    }
    return written(outputs, tables().getFirst().dimension());
  }

  /** Columns picked out of ids, in the forms that exporters write. */
  private void follow(NodeProto node) {
    int[] from = node.getInputCount() == 0 ? null : columns.get(node.getInput(0));
    if (from == null) {
      return;
    }
    switch (node.getOpType()) {
      case "Gather" -> {
        if (integer(node, "axis", 0) == 1) {
          columns.put(node.getOutput(0), picked(from, longs(node, 1)));
        }
      }
      case "Slice" -> {
        long[] axes = longs(node, 3);
        if (axes.length == 1 && axes[0] == 1 && node.getInputCount() == 4) {
          int start = (int) longs(node, 1)[0];
          int end = (int) Math.min(from.length, longs(node, 2)[0]);
          long[] range = new long[Math.max(0, end - start)];
          for (int i = 0; i < range.length; i++) {
            range[i] = (long) start + i;
          }
          columns.put(node.getOutput(0), picked(from, range));
        }
      }
      case "Squeeze", "Unsqueeze", "Identity" -> columns.put(node.getOutput(0), from);
      default -> {}
    }
  }

  private static int[] picked(int[] from, long[] at) {
    int[] picked = new int[at.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = from[Math.toIntExact(at[i] < 0 ? at[i] + from.length : at[i])];
    }
    return picked;
  }

  private void lookup(NodeProto node) {
    String name = node.getInput(0);
    if (!constants.containsKey(name)
        || integer(node, "axis", 0) != 0
        || !(constant(name) instanceof Value.Reals table)
        || table.rank() != 2) {
      throw notUnderstood(node, "looks ids up in what is not a constant table");
    }
    int[] found = columns.getOrDefault(node.getInput(1), new int[0]);
    int first = 0;
    int f = 0;
    while (f < features.size()
        && (found.length == 0 || first + features.get(f).slots() <= found[0])) {
      first += features.get(f++).slots();
    }
    Feature.Embedded feature = f < features.size() ? features.get(f) : null;
    if (feature == null || found.length != feature.slots() || found[0] != first) {
      throw notUnderstood(node, "looks up other columns than one feature's");
    }
    for (int i = 0; i < found.length; i++) {
      if (found[i] != first + i) {
        throw notUnderstood(node, "looks up columns in another order than the manifest's");
      }
    }
    if (tables[f] != null || table.shape()[0] < feature.tableRows()) {
      throw notUnderstood(node, "looks " + feature.name() + " up again, or in too short a table");
    }
    int dimension = table.shape()[1];
    float[] rows = Arrays.copyOf(table.data, feature.tableRows() * dimension);
    boolean bag = feature instanceof Feature.Bag;
    if (bag) {
      // An empty bag is row 0, and the graph's mean over nothing is zero.
      Arrays.fill(rows, 0, dimension, 0);
    }
    tables[f] = new TableLifter.Table(feature.name(), dimension, rows);
    String output = bag ? mean(node, (Feature.Bag) feature) : node.getOutput(0);
    boolean axisStays = !bag && keepsAxis(node.getInput(1));
    String index = "lifted." + f;
    TensorProto.Builder place =
        TensorProto.newBuilder().setName(index).setDataType(TensorProto.DataType.INT64_VALUE);
    indices.add((axisStays ? place.addDims(1) : place).addInt64Data(f).build());
    replaced.put(
        output,
        NodeProto.newBuilder()
            .setName(index + ".rows")
            .setOpType("Gather")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(1))
            .addInput(TableLifter.EMBEDDINGS)
            .addInput(index)
            .addOutput(output)
            .build());
  }

  /** Whether one column of ids is [rows, 1] rather than [rows]. */
  private boolean keepsAxis(String value) {
    NodeProto node = makers.get(value);
    if (node == null) {
      return true;
    }
    return switch (node.getOpType()) {
      case "Gather" -> constant(node.getInput(1)).rank() == 1;
      case "Slice" -> true;
      case "Squeeze" -> {
        if (!keepsAxis(node.getInput(0))) {
          throw notUnderstood(node, "takes an axis of ids away that is not there");
        }
        yield false;
      }
      case "Identity" -> keepsAxis(node.getInput(0));
      default -> throw notUnderstood(node, "changes the shape of ids");
    };
  }

  /**
   * The value that is the mean of a bag's rows: {@code sum(rows * used) / max(sum(used), 1)}, where
   * {@code used} is 1 for ids that are not 0.
   */
  private String mean(NodeProto lookup, Feature.Bag feature) {
    if (feature.pooling() != Pooling.MEAN) {
      throw notUnderstood(
          lookup, "belongs to bag " + feature.name() + ", which the schema does not pool by mean");
    }
    NodeProto product = only(lookup, "Mul");
    String used = other(product, lookup.getOutput(0));
    NodeProto sum = only(product, "ReduceSum");
    NodeProto mean = only(sum, "Div");
    NodeProto most = made(mean.getInput(1), "Max", "Clip");
    NodeProto count = made(most.getInput(0), "ReduceSum");
    NodeProto unsqueezed = made(used, "Unsqueeze");
    NodeProto not = made(made(unsqueezed.getInput(0), "Cast").getInput(0), "Not");
    NodeProto equal = made(not.getInput(0), "Equal");
    boolean right =
        mean.getInput(0).equals(sum.getOutput(0))
            && count.getInput(0).equals(used)
            && alongSlots(sum)
            && alongSlots(count)
            && equal.getInput(0).equals(lookup.getInput(1))
            && isOne(most.getInput(1))
            && most.getInputCount() == 2
            && constant(equal.getInput(1)) instanceof Value.Longs zero
            && zero.data.length == 1
            && zero.data[0] == 0;
    if (!right) {
      throw notUnderstood(lookup, "belongs to a bag that is not pooled by mean over ids but 0");
    }
    return mean.getOutput(0);
  }

  private boolean isOne(String value) {
    return constant(value) instanceof Value.Reals reals
        && reals.data.length == 1
        && reals.data[0] == 1;
  }

  private boolean alongSlots(NodeProto sum) {
    long[] axes = sum.getInputCount() > 1 ? longs(sum, 1) : new long[0];
    return axes.length == 1 && axes[0] == 1 && integer(sum, "keepdims", 1) == 0;
  }

  private static String other(NodeProto product, String one) {
    return product.getInput(product.getInput(0).equals(one) ? 1 : 0);
  }

  private NodeProto only(NodeProto node, String operator) {
    List<NodeProto> users =
        graph.getNodeList().stream()
            .filter(user -> user.getInputList().contains(node.getOutput(0)))
            .toList();
    if (users.size() != 1 || !users.getFirst().getOpType().equals(operator)) {
      throw notUnderstood(node, "is of a bag whose pooling is not understood");
    }
    return users.getFirst();
  }

  private NodeProto made(String value, String... operators) {
    NodeProto node = makers.get(value);
    if (node == null || !List.of(operators).contains(node.getOpType())) {
      throw new NotUnderstoodException(
          "value " + value + " is not a " + String.join(" or ", operators) + " as pooling has it");
    }
    return node;
  }

  private byte[] written(Set<String> outputs, int dimension) {
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      nodes.add(node.getOutputCount() == 0 ? node : replaced.getOrDefault(node.getOutput(0), node));
    }
    Set<String> needed = new HashSet<>(outputs);
    List<NodeProto> kept = new ArrayList<>();
    for (NodeProto node : nodes.reversed()) {
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        needed.addAll(node.getInputList());
        kept.addFirst(node);
      }
    }
    if (needed.contains(ids)) {
      throw new NotUnderstoodException("ids are used for more than looking tables up");
    }
    GraphProto.Builder lifted =
        graph.toBuilder().clearNode().clearInitializer().clearInput().clearValueInfo();
    lifted.addAllNode(kept);
    constants.values().stream()
        .filter(tensor -> needed.contains(tensor.getName()))
        .forEach(lifted::addInitializer);
    lifted.addAllInitializer(indices);
    for (ValueInfoProto input : graph.getInputList()) {
      if (input.getName().equals(ids)) {
        lifted.addInput(embeddings(input, dimension));
      } else if (!constants.containsKey(input.getName())) {
        lifted.addInput(input);
      }
    }
    return model.toBuilder().setGraph(lifted).build().toByteArray();
  }

  private ValueInfoProto embeddings(ValueInfoProto input, int dimension) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(input.getType().getTensorType().getShape().getDim(0));
    for (int length : new int[] {features.size(), dimension}) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(length));
    }
    return ValueInfoProto.newBuilder()
        .setName(TableLifter.EMBEDDINGS)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }

  private Value constant(String name) {
    TensorProto tensor = constants.get(name);
    if (tensor == null) {
      NodeProto node = makers.get(name);
      if (node != null && node.getOpType().equals("Constant")) {
        for (AttributeProto attribute : node.getAttributeList()) {
          if (attribute.getName().equals("value")) {
            return Tensors.value(name, attribute.getT());
          }
        }
      }
      throw new NotUnderstoodException("value " + name + " is not a constant");
    }
    return Tensors.value(name, tensor);
  }

  private long[] longs(NodeProto node, int input) {
    if (input < node.getInputCount() && constant(node.getInput(input)) instanceof Value.Longs l) {
      return l.data;
    }
    throw notUnderstood(node, "has no constant integers as input " + input);
  }

  private static long integer(NodeProto node, String name, long otherwise) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute.getI();
      }
    }
    return otherwise;
  }

  private static NotUnderstoodException notUnderstood(NodeProto node, String what) {
    return new NotUnderstoodException(
        "node " + node.getName() + " (" + node.getOpType() + ") " + what);
  }
}
