package io.bidder.modelstore.onnx.lift;

import static java.util.Objects.requireNonNull;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.bidder.modelstore.onnx.reading.GraphReader;
import io.bidder.modelstore.onnx.reading.NotUnderstoodException;
import io.bidder.modelstore.onnx.reading.Tensors;
import io.bidder.modelstore.schema.Feature;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a pick among given rows in the place of each look-up in a constant table. */
final class LookupRewrite {
  private final ModelProto model;
  private final GraphIndex graph;
  private final IdColumns columns;
  private final BagPooling pooling;
  private final List<Feature.Embedded> features;
  private final List<LiftedTable> tables;

  /** For each slot, the feature that it is of. */
  private final int[] featureOfSlot;

  private final List<Lookup> lookups = new ArrayList<>();

  private Map<String, List<String>> inputs = Map.of();

  /** Values that are the shape of one made of ids, and that one. */
  private final Map<String, IdColumns.Columns> shapes = new HashMap<>();

  /** A feature that is looked up, and where the looked-up floats begin in its row. */
  record Part(int feature, int offset) {}

  /**
   * A look-up.
   *
   * @param output the value that it makes, pooled if it is a bag's
   * @param parts in the order of the value's columns
   * @param matrix whether the value is [rows, features, dimension] rather than [rows, dimension]
   */
  record Lookup(String output, List<Part> parts, int dimension, boolean matrix) {}

  /**
   * Begins to rewrite a model.
   *
   * @param ids the inputs of ids, with their features in order
   */
  LookupRewrite(byte[] bytes, Map<String, List<Feature.Embedded>> ids) {
    model = GraphReader.parse(bytes);
    graph = new GraphIndex(model.getGraph());
    columns = new IdColumns(graph);
    pooling = new BagPooling(graph, columns);
    features = ids.values().stream().flatMap(List::stream).toList();
    tables = features.stream().map(LiftedTable::new).toList();
    featureOfSlot = new int[features.stream().mapToInt(Feature.Embedded::slots).sum()];
    int slot = 0;
    for (int f = 0; f < features.size(); f++) {
      for (int s = 0; s < features.get(f).slots(); s++) {
        featureOfSlot[slot++] = f;
      }
    }
    int first = 0;
    for (Map.Entry<String, List<Feature.Embedded>> input : ids.entrySet()) {
      int count = input.getValue().stream().mapToInt(Feature.Embedded::slots).sum();
      columns.input(input.getKey(), first, count);
      first += count;
    }
  }

  /** The tables, in the order of the features; filled by {@link #rewritten}. */
  List<LiftedTable> tables() {
    return tables;
  }

  /** The inputs that rows come in by, and the features of each; after {@link #rewritten}. */
  Map<String, List<String>> inputs() {
    return inputs;
  }

  /** The model without its tables, so far as {@code outputs} need it. */
  byte[] rewritten(Set<String> outputs) {
    GraphProto from = model.getGraph();
    for (NodeProto node : from.getNodeList()) {
      String operator = node.getOpType();
      if (operator.equals("Gather") && columns.of(node.getInput(1)) != null) {
        lookup(node, requireNonNull(columns.of(node.getInput(1))));
      } else if (operator.equals("Shape") && columns.of(node.getInput(0)) != null) {
        shapes.put(node.getOutput(0), requireNonNull(columns.of(node.getInput(0))));
      } else {
        columns.follow(node);
      }
    }
    for (LiftedTable table : tables) {
      if (table.dimension() == 0) {
        throw new NotUnderstoodException(
            "feature " + table.feature() + " is not looked up in a table of the graph");
      }
    }
    LookupEmitter emitter = new LookupEmitter(graph, tables);
    Map<String, List<NodeProto>> replaced = new HashMap<>();
    lookups.forEach(lookup -> replaced.put(lookup.output(), emitter.emit(lookup)));
    JoinedRows joins = new JoinedRows(graph, emitter, lookups);
    for (NodeProto node : from.getNodeList()) {
      List<NodeProto> joined = node.getOpType().equals("Concat") ? joins.emit(node) : null;
      if (joined != null) {
        replaced.put(node.getOutput(0), joined);
      }
      IdColumns.Columns shaped = node.getOutputCount() == 0 ? null : shapes.get(node.getOutput(0));
      if (shaped != null) {
        replaced.put(node.getOutput(0), emitter.emitShape(node, shaped));
      }
    }
    inputs = emitter.inputs();
    GraphProto.Builder lifted = from.toBuilder().clearNode().clearInitializer().clearInput();
    Pruned pruned = Pruned.of(from, replaced, outputs);
    NodeProto stray = pruned.userOf(columns::of);
    if (stray != null) {
      throw GraphIndex.notUnderstood(stray, "uses ids for more than looking tables up");
    }
    lifted.clearValueInfo().clearOutput().addAllNode(pruned.nodes());
    from.getOutputList().stream()
        .filter(output -> outputs.contains(output.getName()))
        .forEach(lifted::addOutput);
    from.getInitializerList().stream()
        .filter(tensor -> pruned.needs(tensor.getName()))
        .forEach(lifted::addInitializer);
    lifted.addAllInitializer(emitter.constants());
    lifted.addAllInput(emitter.inputsOf(from, columns));
    return model.toBuilder().setGraph(lifted).build().toByteArray();
  }

  private void lookup(NodeProto node, IdColumns.Columns ids) {
    String name = node.getInput(0);
    TensorProto table = graph.tensor(name);
    if (table == null
        || table.getDimsCount() != 2
        || GraphIndex.integer(node, "axis", 0) != 0
        || ids.count() == 0) {
      throw GraphIndex.notUnderstood(node, "looks ids up in what is not a constant table");
    }
    FloatBuffer rows = Tensors.floats(name, table);
    int dimension = Math.toIntExact(table.getDims(1));
    List<Part> parts = new ArrayList<>();
    List<Integer> ofFeatures = featuresOf(node, ids);
    for (int i = 0; i < ofFeatures.size(); i++) {
      int f = ofFeatures.get(i);
      long firstRow = ids.all().get(i).offset();
      if (firstRow < 0 || firstRow + features.get(f).tableRows() > table.getDims(0)) {
        throw GraphIndex.notUnderstood(
            node,
            "looks %s up in a table of %d rows, from row %d on"
                .formatted(features.get(f).name(), table.getDims(0), firstRow));
      }
      parts.add(new Part(f, tables.get(f).add(name, rows, dimension, firstRow)));
    }
    String output = node.getOutput(0);
    boolean matrix = ids.matrix();
    if (features.get(ofFeatures.getFirst()) instanceof Feature.Bag bag) {
      long rowOfZero = ids.all().getFirst().offset();
      output = pooling.pooled(node, bag, isZero(rows, rowOfZero * dimension, dimension));
      matrix = false;
    }
    lookups.add(new Lookup(output, parts, dimension, matrix));
  }

  /** The features whose ids some columns are: single-valued ones, or one bag with all its slots. */
  private List<Integer> featuresOf(NodeProto node, IdColumns.Columns ids) {
    List<Integer> ofFeatures = new ArrayList<>();
    for (IdColumns.Column column : ids.all()) {
      ofFeatures.add(featureOfSlot[column.slot()]);
    }
    for (int f : ofFeatures) {
      if (features.get(f) instanceof Feature.Bag bag) {
        List<IdColumns.Column> whole = new ArrayList<>();
        for (int slot = 0; slot < featureOfSlot.length; slot++) {
          if (featureOfSlot[slot] == f) {
            whole.add(new IdColumns.Column(slot, ids.all().getFirst().offset()));
          }
        }
        if (!ids.matrix() || !ids.all().equals(whole)) {
          throw GraphIndex.notUnderstood(
              node, "looks up other columns than the slots of bag " + bag.name());
        }
        return List.of(f);
      }
    }
    return ofFeatures;
  }

  private static boolean isZero(FloatBuffer rows, long from, int count) {
    for (int i = 0; i < count; i++) {
      if (rows.get(Math.toIntExact(from + i)) != 0) {
        return false;
      }
    }
    return true;
  }
}
