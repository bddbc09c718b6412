package io.bidder.modelstore.onnx.reading;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.bidder.modelstore.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads how a graph computes its outputs: follows every float of a row from the inputs through the
 * operators that only move it to those that compute with it.
 */
public final class GraphReader {
  /** Operators that give element i of their result from element i of their inputs. */
  private static final Set<String> ELEMENTWISE =
      Set.of(
          "Relu",
          "Sigmoid",
          "Tanh",
          "Exp",
          "Log",
          "Reciprocal",
          "LeakyRelu",
          "Elu",
          "Selu",
          "Celu",
          "Softplus",
          "Softsign",
          "HardSigmoid",
          "HardSwish",
          "Sqrt",
          "Abs",
          "Erf",
          "Clip",
          "Pow",
          "Sign",
          "Max",
          "Min",
          "PRelu");

  /** Operators that take a value whose last axis are the rows. */
  private static final Set<String> ROWS_LAST =
      Set.of("Identity", "Shape", "Reshape", "Flatten", "Transpose", "Gather", "GatherND");

  /** Operators by which exporters calculate places, shapes and numbers from constants. */
  private static final Set<String> CALCULATING =
      Set.of(
          "Constant",
          "Identity",
          "Cast",
          "CastLike",
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Concat",
          "Add",
          "Sub",
          "Mul",
          "Div");

  /** More elements than a calculated constant has; a table has more. */
  private static final int MAX_CALCULATED = 1 << 12;

  private static final int OLDEST_OPSET = 11;

  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, TensorProto> constants = new HashMap<>();
  private final MatrixProducts products = new MatrixProducts();
  private final GraphProto graph;

  /** Begins to read {@code model}. */
  public GraphReader(byte[] model) {
    this(parse(model).getGraph());
  }

  private GraphReader(GraphProto graph) {
    this.graph = graph;
    graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
  }

  public static ModelProto parse(byte[] model) {
    ModelProto proto;
    try {
      // Constants are not copied: tables may take most of the memory.
      CodedInputStream bytes = UnsafeByteOperations.unsafeWrap(model).newCodedInput();
      bytes.enableAliasing(true);
      proto = ModelProto.parseFrom(bytes);
    } catch (IOException e) {
      throw new NotUnderstoodException("not an ONNX file: " + e.getMessage());
    }
    for (OperatorSetIdProto opset : proto.getOpsetImportList()) {
      if (opset.getDomain().isEmpty() && opset.getVersion() < OLDEST_OPSET) {
        throw new NotUnderstoodException(
            "operator set " + opset.getVersion() + ", expected " + OLDEST_OPSET + " or newer");
      }
    }
    return proto;
  }

  /** The values that nodes calculate from constants alone, the constants of nodes among them. */
  public static Map<String, Value> calculated(GraphProto graph) {
    GraphReader reader = new GraphReader(graph);
    for (NodeProto node : graph.getNodeList()) {
      // What a constant is cast like says nothing of its number.
      int operands = node.getOpType().equals("CastLike") ? 1 : node.getInputCount();
      if (CALCULATING.contains(node.getOpType())
          && node.getInputList().subList(0, operands).stream().allMatch(reader::isSmallConstant)) {
        try {
          reader.values.put(
              node.getOutput(0),
              operands < node.getInputCount() ? reader.value(node.getInput(0)) : reader.of(node));
        } catch (NotUnderstoodException e) {
          // Perhaps nobody asks for it.
        }
      }
    }
    return reader.values;
  }

  private boolean isSmallConstant(String name) {
    TensorProto constant = constants.get(name);
    return values.containsKey(name)
        || (constant != null
            && constant.getDimsList().stream().reduce(1L, Math::multiplyExact) <= MAX_CALCULATED);
  }

  private Value of(NodeProto proto) {
    return read(new Node(proto, proto.getInputList().stream().map(this::value).toList()));
  }

  /** Says what an input is. */
  public void input(Manifest.Input input, List<Source.Feature> features) {
    List<Atom> atoms = new ArrayList<>();
    for (Source.Feature feature : features) {
      atoms.addAll(Value.Rows.of(feature).atoms);
    }
    int[] shape =
        input.role() == Manifest.InputRole.NUMERIC
            ? new int[] {1, features.size()}
            : new int[] {1, features.size(), features.getFirst().width()};
    values.put(input.tensor(), new Value.Rows(atoms, shape));
  }

  /** Reads the nodes that {@code outputs} need; gives the outputs. */
  public Map<String, Value.Rows> outputs(Set<String> outputs) {
    Set<String> needed = needed(outputs);
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        read(node);
      }
    }
    Map<String, Value.Rows> found = new LinkedHashMap<>();
    for (String output : outputs) {
      switch (values.get(output)) {
        case Value.Rows rows -> found.put(output, rows);
        case Value.Linear linear -> found.put(output, linear.finished());
        case null, default ->
            throw new NotUnderstoodException("output " + output + " is not computed from the row");
      }
    }
    return found;
  }

  private Set<String> needed(Set<String> outputs) {
    Set<String> needed = new HashSet<>(outputs);
    List<NodeProto> nodes = graph.getNodeList();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (nodes.get(i).getOutputList().stream().anyMatch(needed::contains)) {
        needed.addAll(nodes.get(i).getInputList());
      }
    }
    return needed;
  }

  private void read(NodeProto proto) {
    List<@Nullable Value> inputs = new ArrayList<>();
    for (String name : proto.getInputList()) {
      inputs.add(name.isEmpty() ? null : value(name));
    }
    Node node = new Node(proto, inputs);
    if (!proto.getDomain().isEmpty() && !proto.getDomain().equals("ai.onnx")) {
      throw node.notUnderstood("is of domain " + proto.getDomain());
    }
    if (inputs.stream().anyMatch(Value.RowsLast.class::isInstance)
        && !ROWS_LAST.contains(proto.getOpType())) {
      throw node.notUnderstood("computes with the rows as the last axis");
    }
    if (proto.getOpType().equals("Split")) {
      List<Value> parts = PickOperators.split(node);
      for (int i = 0; i < parts.size(); i++) {
        values.put(proto.getOutput(i), parts.get(i));
      }
    } else {
      values.put(proto.getOutput(0), read(node));
    }
  }

  private Value value(String name) {
    Value value = values.get(name);
    TensorProto constant = constants.get(name);
    if (value == null && constant != null) {
      value = Tensors.value(name, constant);
      values.put(name, value);
    }
    if (value == null) {
      throw new NotUnderstoodException(
          "value " + name + " is neither a constant nor an input that the manifest names");
    }
    return value;
  }

  private Value read(Node node) {
    return switch (node.operator()) {
      case "Constant" -> constant(node);
      case "Identity", "Dropout" -> node.input(0);
      case "Cast" -> cast(node);
      case "Shape" -> ShapeOperators.shape(node);
      case "Reshape" -> ShapeOperators.reshape(node);
      case "Flatten" -> ShapeOperators.flatten(node);
      case "Unsqueeze" -> ShapeOperators.unsqueeze(node);
      case "Squeeze" -> ShapeOperators.squeeze(node);
      case "Transpose" -> ShapeOperators.transpose(node);
      case "Gather" -> PickOperators.gather(node);
      case "GatherND" -> PickOperators.gatherNd(node);
      case "Expand" -> ShapeOperators.expand(node);
      case "Slice" -> PickOperators.slice(node);
      case "Concat" -> PickOperators.concat(node);
      case "Gemm" -> products.gemm(node);
      case "MatMul" -> products.matMul(node);
      case "Add", "Sub", "Mul", "Div" -> Arithmetic.binary(node);
      case "BatchNormalization" -> Arithmetic.batchNormalization(node);
      case "Neg" -> Arithmetic.negate(node);
      case "ReduceSum", "ReduceMean" -> Arithmetic.reduce(node);
      default -> {
        if (ELEMENTWISE.contains(node.operator())) {
          yield Arithmetic.elementwise(node);
        }
        throw node.notUnderstood("is an operator that is not understood");
      }
    };
  }

  private static Value constant(Node node) {
    AttributeProto value = node.attribute("value");
    AttributeProto ints = node.attribute("value_ints");
    AttributeProto one = node.attribute("value_int");
    AttributeProto real = node.attribute("value_float");
    if (value != null) {
      return Tensors.value("of a node", value.getT());
    } else if (ints != null) {
      long[] longs = ints.getIntsList().stream().mapToLong(Long::longValue).toArray();
      return new Value.Longs(longs, longs.length);
    } else if (one != null) {
      return new Value.Longs(new long[] {one.getI()});
    } else if (real != null) {
      return new Value.Reals(new float[] {real.getF()});
    }
    throw node.notUnderstood("is neither a tensor nor a number");
  }

  private static Value reals(Node node, Value.Longs longs) {
    float[] reals = new float[longs.data.length];
    for (int i = 0; i < reals.length; i++) {
      if (longs.data[i] == Value.Longs.ROWS) {
        throw node.notUnderstood("calculates with the number of rows");
      }
      reals[i] = longs.data[i];
    }
    return new Value.Reals(reals, longs.shape());
  }

  private static Value cast(Node node) {
    Value value = node.input(0);
    int to = (int) node.integer("to", 0);
    if (value instanceof Value.Longs longs && to == TensorProto.DataType.FLOAT_VALUE) {
      return reals(node, longs);
    }
    boolean same =
        value instanceof Value.Longs
            ? to == TensorProto.DataType.INT64_VALUE || to == TensorProto.DataType.INT32_VALUE
            : to == TensorProto.DataType.FLOAT_VALUE;
    if (!same) {
      throw node.notUnderstood("changes the type of a value");
    }
    return value;
  }
}
