package io.bidder.modelstore.onnx.lift;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.bidder.modelstore.onnx.reading.GraphReader;
import io.bidder.modelstore.onnx.reading.NotUnderstoodException;
import io.bidder.modelstore.onnx.reading.Tensors;
import io.bidder.modelstore.onnx.reading.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A graph's nodes and constants by the names of the values that they make and use. */
final class GraphIndex {
  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Map<String, Value> calculated;
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final Map<String, List<NodeProto>> users = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  GraphIndex(GraphProto graph) {
    calculated = GraphReader.calculated(graph);
    graph.getInputList().forEach(input -> names.add(input.getName()));
    graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    names.addAll(constants.keySet());
    for (NodeProto node : graph.getNodeList()) {
      names.addAll(node.getOutputList());
      node.getOutputList().forEach(output -> makers.put(output, node));
      for (String input : new HashSet<>(node.getInputList())) {
        users.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
      }
      if (node.getOpType().equals("Constant")) {
        for (AttributeProto attribute : node.getAttributeList()) {
          if (attribute.getName().equals("value")) {
            constants.put(node.getOutput(0), attribute.getT());
          }
        }
      }
    }
  }

  /** A name that no value of the graph has, like {@code wanted}. */
  String unusedName(String wanted) {
    String name = wanted;
    for (int next = 1; !names.add(name); next++) {
      name = wanted + "." + next;
    }
    return name;
  }

  /** The constant of that name; null if the value is none. */
  @Nullable TensorProto tensor(String name) {
    return constants.get(name);
  }

  /** Tells whether a value is a constant, or calculated from constants. */
  boolean isConstant(String name) {
    return constants.containsKey(name) || calculated.containsKey(name);
  }

  /** A constant's elements. */
  Value constant(String name) {
    Value value = calculated.get(name);
    if (value != null) {
      return value;
    }
    TensorProto tensor = constants.get(name);
    if (tensor == null) {
      throw new NotUnderstoodException("value " + name + " is not a constant");
    }
    return Tensors.value(name, tensor);
  }

  /** Input {@code input} of a node, a constant of integers. */
  Value.Longs integers(NodeProto node, int input) {
    if (input < node.getInputCount()
        && constant(node.getInput(input)) instanceof Value.Longs longs) {
      return longs;
    }
    throw notUnderstood(node, "has no constant integers as input " + input);
  }

  /** The axes that a node names as an input or, in older graphs, as an attribute. */
  long[] axes(NodeProto node, int input) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals("axes")) {
        return attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
      }
    }
    return input < node.getInputCount() ? integers(node, input).data : new long[0];
  }

  /** Tells whether a value is the constant {@code number}, whatever its type. */
  boolean isNumber(String name, int number) {
    if (!isConstant(name)) {
      return false;
    }
    return switch (constant(name)) {
      case Value.Longs longs -> longs.data.length == 1 && longs.data[0] == number;
      case Value.Reals reals -> reals.data.length == 1 && reals.data[0] == number;
      default -> false;
    };
  }

  /** The node that makes a value, if its operator is one of {@code operators}; else null. */
  @Nullable NodeProto maker(String value, String... operators) {
    NodeProto node = makers.get(value);
    return node != null && List.of(operators).contains(node.getOpType()) ? node : null;
  }

  /** The one node that uses a value, if its operator is {@code operator}; else null. */
  @Nullable NodeProto onlyUser(String value, String operator) {
    List<NodeProto> all = users.getOrDefault(value, List.of());
    return all.size() == 1 && all.getFirst().getOpType().equals(operator) ? all.getFirst() : null;
  }

  static long integer(NodeProto node, String name, long otherwise) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute.getI();
      }
    }
    return otherwise;
  }

  static NotUnderstoodException notUnderstood(NodeProto node, String what) {
    String name = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
    return new NotUnderstoodException("node " + name + " (" + node.getOpType() + ") " + what);
  }
}
