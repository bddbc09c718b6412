package io.bidder.modelstore.onnx.lift;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.bidder.modelstore.onnx.reading.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Follows the columns of ids through the operators that exporters pick them with: each value that
 * is made of ids only, and which ids those are.
 */
final class IdColumns {
  private final GraphIndex graph;
  private final Map<String, Columns> columns = new HashMap<>();

  IdColumns(GraphIndex graph) {
    this.graph = graph;
  }

  /**
   * A column of ids.
   *
   * @param slot the feature's slot that it holds, counted over all features
   * @param offset what the graph adds to it, as one table for several features has it
   */
  record Column(int slot, long offset) {}

  /**
   * The columns of a value.
   *
   * @param matrix whether the value is [rows, columns]; one column alone may be [rows]
   */
  record Columns(List<Column> all, boolean matrix) {
    int count() {
      return all.size();
    }

    Columns from(int start, int end) {
      return new Columns(List.copyOf(all.subList(start, end)), true);
    }

    Columns shaped(boolean asMatrix) {
      return new Columns(all, asMatrix);
    }
  }

  /** Begins with an input of ids: {@code count} slots from {@code first} on. */
  void input(String tensor, int first, int count) {
    List<Column> all = new ArrayList<>();
    for (int slot = first; slot < first + count; slot++) {
      all.add(new Column(slot, 0));
    }
    columns.put(tensor, new Columns(all, true));
  }

  /** The columns that a value holds; null if it is not made of ids only. */
  @Nullable Columns of(String value) {
    return columns.get(value);
  }

  /** Takes note of what a node's outputs hold, if that is ids again. */
  void follow(NodeProto node) {
    Columns from = node.getInputCount() == 0 ? null : columns.get(node.getInput(0));
    if (node.getOpType().equals("Add") && node.getInputCount() == 2) {
      add(node);
    } else if (from != null) {
      follow(node, from);
    }
  }

  private void follow(NodeProto node, Columns from) {
    boolean one = from.count() == 1;
    Columns result =
        switch (node.getOpType()) {
          case "Identity" -> from;
          case "Cast" ->
              GraphIndex.integer(node, "to", 0) == TensorProto.DataType.INT64_VALUE ? from : null;
          case "Gather" -> gathered(node, from);
          case "Slice" -> sliced(node, from);
          case "Squeeze" -> one && from.matrix && isColumnAxis(node) ? from.shaped(false) : null;
          case "Unsqueeze" -> !from.matrix && isColumnAxis(node) ? from.shaped(true) : null;
          case "Reshape" -> one ? reshaped(node, from) : null;
          case "Split" -> {
            split(node, from);
            yield null;
          }
          default -> null;
        };
    if (result != null) {
      columns.put(node.getOutput(0), result);
    }
  }

  private boolean isColumnAxis(NodeProto node) {
    long[] axes = graph.axes(node, 1);
    return axes.length == 1 && (axes[0] == 1 || axes[0] == -1);
  }

  private static boolean isColumnAxis(NodeProto node, Columns from) {
    long axis = GraphIndex.integer(node, "axis", 0);
    return from.matrix && (axis == 1 || axis == -1);
  }

  private @Nullable Columns gathered(NodeProto node, Columns from) {
    if (!isColumnAxis(node, from)) {
      return null;
    }
    Value.Longs wanted = graph.integers(node, 1);
    List<Column> picked = new ArrayList<>();
    for (long index : wanted.data) {
      picked.add(from.all.get(Math.toIntExact(index < 0 ? index + from.count() : index)));
    }
    return new Columns(picked, wanted.rank() == 1);
  }

  private @Nullable Columns sliced(NodeProto node, Columns from) {
    long[] starts = graph.integers(node, 1).data;
    long[] ends = graph.integers(node, 2).data;
    long[] axes = node.getInputCount() > 3 ? graph.integers(node, 3).data : new long[0];
    long[] steps = node.getInputCount() > 4 ? graph.integers(node, 4).data : new long[0];
    if (axes.length != starts.length || LongStream.of(steps).anyMatch(step -> step != 1)) {
      return null;
    }
    Columns result = from;
    for (int i = 0; i < axes.length; i++) {
      int count = result.count();
      if (axes[i] == 0 && starts[i] == 0 && ends[i] >= Integer.MAX_VALUE) {
        // All rows, as exporters write ids[:, 2:10].
        continue;
      } else if (!from.matrix || (axes[i] != 1 && axes[i] != -1)) {
        return null;
      }
      int start = within(starts[i], count);
      result = result.from(start, Math.max(start, within(ends[i], count)));
    }
    return result;
  }

  private static int within(long index, int count) {
    return Math.clamp(index < 0 ? index + count : index, 0, count);
  }

  private @Nullable Columns reshaped(NodeProto node, Columns from) {
    if (!graph.isConstant(node.getInput(1))) {
      return null;
    }
    long[] shape = graph.integers(node, 1).data;
    boolean column = shape.length == 2 && shape[0] == -1 && shape[1] == 1;
    return column || (shape.length == 1 && shape[0] == -1) ? from.shaped(column) : null;
  }

  private void split(NodeProto node, Columns from) {
    int outputs = node.getOutputCount();
    if (!isColumnAxis(node, from) || (node.getInputCount() < 2 && from.count() != outputs)) {
      return;
    }
    int at = 0;
    for (int i = 0; i < outputs; i++) {
      int length = node.getInputCount() < 2 ? 1 : Math.toIntExact(graph.integers(node, 1).data[i]);
      columns.put(node.getOutput(i), from.from(at, at + length));
      at += length;
    }
  }

  private void add(NodeProto node) {
    int ids = columns.containsKey(node.getInput(0)) ? 0 : 1;
    Columns from = columns.get(node.getInput(ids));
    String other = node.getInput(1 - ids);
    if (from == null
        || !graph.isConstant(other)
        || !(graph.constant(other) instanceof Value.Longs offsets)) {
      return;
    }
    int given = offsets.size();
    boolean each =
        from.matrix && given == from.count() && offsets.shape()[offsets.rank() - 1] == given;
    if (given != 1 && !each) {
      return;
    }
    List<Column> sums = new ArrayList<>();
    for (int i = 0; i < from.count(); i++) {
      Column column = from.all.get(i);
      sums.add(new Column(column.slot, column.offset + offsets.data[given == 1 ? 0 : i]));
    }
    columns.put(node.getOutput(0), new Columns(sums, from.matrix));
  }
}
