package io.bidder.modelstore.onnx.reading;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node whose inputs are known. */
final class Node {
  private final NodeProto proto;
  private final List<@Nullable Value> inputs;

  Node(NodeProto proto, List<@Nullable Value> inputs) {
    this.proto = proto;
    this.inputs = inputs;
  }

  String operator() {
    return proto.getOpType();
  }

  int inputCount() {
    return inputs.size();
  }

  int outputCount() {
    return proto.getOutputCount();
  }

  boolean has(int input) {
    return input < inputs.size() && inputs.get(input) != null;
  }

  Value input(int index) {
    Value value = index < inputs.size() ? inputs.get(index) : null;
    if (value == null) {
      throw notUnderstood("has no input " + index);
    }
    return value;
  }

  /** Input {@code index} as floats of the row. */
  Value.Rows rows(int index) {
    return switch (input(index)) {
      case Value.Rows rows -> rows;
      case Value.Linear linear -> linear.finished();
      default -> throw notUnderstood("has an input " + index + " that is not floats of the row");
    };
  }

  Value.Reals reals(int index) {
    if (input(index) instanceof Value.Reals reals) {
      return reals;
    }
    throw notUnderstood("has an input " + index + " that is not a float32 constant");
  }

  long[] longs(int index) {
    if (input(index) instanceof Value.Longs longs) {
      return longs.data;
    }
    throw notUnderstood("has an input " + index + " that is not an int64 constant");
  }

  /** Input {@code index} if it is there, else the attribute, else null. */
  long @Nullable [] longsOr(int index, String attribute) {
    if (has(index)) {
      return longs(index);
    }
    AttributeProto found = attribute(attribute);
    return found == null ? null : found.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  long integer(String attribute, long otherwise) {
    AttributeProto found = attribute(attribute);
    return found == null ? otherwise : found.getI();
  }

  float real(String attribute, float otherwise) {
    AttributeProto found = attribute(attribute);
    return found == null ? otherwise : found.getF();
  }

  /** An axis, counted from the front. */
  int axis(long axis, int rank) {
    long counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw notUnderstood("has axis " + axis + " of a value of rank " + rank);
    }
    return (int) counted;
  }

  /** The attributes that are one number. */
  Map<String, Object> numbers() {
    Map<String, Object> numbers = new LinkedHashMap<>();
    for (AttributeProto attribute : proto.getAttributeList()) {
      switch (attribute.getType()) {
        case INT -> numbers.put(attribute.getName(), attribute.getI());
        case FLOAT -> numbers.put(attribute.getName(), (double) attribute.getF());
        case STRING -> numbers.put(attribute.getName(), attribute.getS().toStringUtf8());
        default -> throw notUnderstood("has an attribute " + attribute.getName());
      }
    }
    return numbers;
  }

  @Nullable AttributeProto attribute(String name) {
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  NotUnderstoodException notUnderstood(String what) {
    String name = proto.getName().isEmpty() ? proto.getOutput(0) : proto.getName();
    return new NotUnderstoodException("node " + name + " (" + operator() + ") " + what);
  }
}
