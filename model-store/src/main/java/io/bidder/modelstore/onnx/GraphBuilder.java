package io.bidder.modelstore.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes an ONNX graph node by node, in the order of computation. A value is known by its name;
 * every method that adds one returns its name. The operators are those of the ONNX specification's
 * default domain, opset {@value #OPSET}.
 *
 * <p>Real numbers of the graph are all of one type, {@link ElementType#FLOAT} unless the
 * constructor says otherwise: with {@link ElementType#DOUBLE} the same code gives a graph exact
 * enough to be compared with finite differences.
 *
 * <p>Not thread-safe. Mistakes that show here, such as an unknown input, are {@link
 * IllegalArgumentException}s; types and shapes are checked by ONNX Runtime when a session is made.
 */
public final class GraphBuilder {
  /** Version of the operator set. */
  public static final int OPSET = 17;

  /** The domain of ONNX Runtime's own operators. */
  private static final String RUNTIME_DOMAIN = "com.microsoft";

  /** The ONNX file format version that came with {@link #OPSET}. */
  private static final int IR_VERSION = 8;

  private final GraphProto.Builder graph;
  private final ElementType real;
  private final Set<String> values = new HashSet<>();
  private int nextName;
  private boolean runtimeOperators;

  /** A graph in float32. */
  public GraphBuilder(String name) {
    this(name, ElementType.FLOAT);
  }

  /** A graph whose real numbers are {@code real}: FLOAT or DOUBLE. */
  public GraphBuilder(String name, ElementType real) {
    if (real == ElementType.INT64) {
      throw new IllegalArgumentException("real numbers cannot be INT64, expected FLOAT or DOUBLE");
    }
    this.graph = GraphProto.newBuilder().setName(name);
    this.real = real;
  }

  /** The type of the graph's real numbers. */
  public ElementType real() {
    return real;
  }

  /**
   * A graph input of real numbers. A dimension is a {@code Number} or, where it varies, a {@code
   * String} name.
   */
  public String input(String name, Object... dimensions) {
    return input(name, real, dimensions);
  }

  /** A graph input of any type. */
  public String input(String name, ElementType type, Object... dimensions) {
    graph.addInput(OnnxProtos.valueInfo(name, type, dimensions));
    return define(name);
  }

  /** Makes an existing value a graph output of real numbers, under the name it has. */
  public void output(String name, Object... dimensions) {
    require(name);
    graph.addOutput(OnnxProtos.valueInfo(name, real, dimensions));
  }

  /**
   * A constant whose tensor whoever writes the file puts there: for one that is too large to be
   * held in memory.
   */
  public String constantElsewhere(String name) {
    return define(name);
  }

  /** A constant tensor of real numbers. */
  public String constant(String name, float[] data, long... shape) {
    checkCount(name, data.length, shape);
    ByteBuffer bytes = bytes(data.length, real);
    for (float value : data) {
      putReal(bytes, value);
    }
    return initializer(name, real, bytes, shape);
  }

  /** A constant int64 tensor. */
  public String constant(String name, long[] data, long... shape) {
    checkCount(name, data.length, shape);
    ByteBuffer bytes = bytes(data.length, ElementType.INT64);
    for (long value : data) {
      bytes.putLong(value);
    }
    return initializer(name, ElementType.INT64, bytes, shape);
  }

  /** A constant int8 tensor. */
  public String constant(String name, byte[] data, long... shape) {
    checkCount(name, data.length, shape);
    return initializer(
        name, TensorProto.DataType.INT8, ByteBuffer.allocate(data.length).put(data), shape);
  }

  /** A constant real number without dimensions. */
  public String scalar(double value) {
    ByteBuffer bytes = bytes(1, real);
    putReal(bytes, value);
    return initializer(fresh("scalar"), real, bytes);
  }

  /** A constant int64 vector, as shapes and axes are given. */
  public String longs(long... data) {
    return constant(fresh("longs"), data, data.length);
  }

  /** A node with one output and no attributes; returns the output's name. */
  public String node(String operator, String... inputs) {
    return node(operator, Map.of(), inputs);
  }

  /**
   * A node with one output, whose name is chosen here. Attributes are Long, Integer, Double, String
   * or List of Long.
   */
  public String node(String operator, Map<String, ?> attributes, String... inputs) {
    return named(fresh(operator), operator, attributes, inputs);
  }

  /** A node with one output called {@code output}. */
  public String named(String output, String operator, Map<String, ?> attributes, String... inputs) {
    return add(
        NodeProto.newBuilder().setName(output).setOpType(operator), output, attributes, inputs);
  }

  /**
   * A node of ONNX Runtime's own operators, with one output called {@code output}. An empty input
   * is an optional one that is left out.
   */
  public String runtimeNode(String output, String operator, String... inputs) {
    runtimeOperators = true;
    return add(
        NodeProto.newBuilder().setName(output).setOpType(operator).setDomain(RUNTIME_DOMAIN),
        output,
        Map.of(),
        inputs);
  }

  private String add(
      NodeProto.Builder node, String output, Map<String, ?> attributes, String... inputs) {
    for (String input : inputs) {
      if (!input.isEmpty()) {
        require(input);
      }
      node.addInput(input);
    }
    // Sorted, so that one graph has one serialised form.
    new TreeMap<>(attributes)
        .forEach((name, value) -> node.addAttribute(OnnxProtos.attribute(name, value)));
    node.addOutput(define(output));
    graph.addNode(node);
    return output;
  }

  /** Gives a value another name, for instance that of a graph output. */
  public String rename(String value, String name) {
    return named(name, "Identity", Map.of(), value);
  }

  public String add(String a, String b) {
    return node("Add", a, b);
  }

  public String subtract(String a, String b) {
    return node("Sub", a, b);
  }

  public String multiply(String a, String b) {
    return node("Mul", a, b);
  }

  public String matMul(String a, String b) {
    return node("MatMul", a, b);
  }

  /**
   * {@code a b + c} for matrices {@code a}, {@code b} and a {@code c} that broadcasts to the
   * result.
   */
  public String gemm(String a, String b, String c) {
    return node("Gemm", a, b, c);
  }

  /** {@code a' b'}, where {@code '} transposes if the flag before it says so. */
  public String gemm(boolean transposeA, String a, boolean transposeB, String b) {
    return node("Gemm", Map.of("transA", transposeA ? 1 : 0, "transB", transposeB ? 1 : 0), a, b);
  }

  public String transpose(String a, long... permutation) {
    return node("Transpose", Map.of("perm", Arrays.stream(permutation).boxed().toList()), a);
  }

  /** 0 in {@code shape} keeps a dimension, -1 is inferred. */
  public String reshape(String a, long... shape) {
    return node("Reshape", a, longs(shape));
  }

  public String concat(long axis, String... parts) {
    return node("Concat", Map.of("axis", axis), parts);
  }

  /** Elements {@code from} (inclusive) to {@code to} (exclusive) along one axis. */
  public String slice(String a, long axis, long from, long to) {
    return node("Slice", a, longs(from), longs(to), longs(axis));
  }

  /** Sum over one axis; the axis goes. */
  public String reduceSum(String a, long axis) {
    return node("ReduceSum", Map.of("keepdims", 0), a, longs(axis));
  }

  /**
   * {@code 1 / (1 + exp(-a))}, written out: ONNX Runtime's own Sigmoid is a rational approximation
   * whose error is a few units in the last place of 0.5, which at a probability of 0.0002 is one
   * part in a thousand.
   */
  public String sigmoid(String a) {
    return node("Reciprocal", add(node("Exp", node("Neg", a)), scalar(1)));
  }

  /** The finished model. */
  public ModelProto build() {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("bidder")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
    if (runtimeOperators) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(RUNTIME_DOMAIN).setVersion(1));
    }
    return model.setGraph(graph).build();
  }

  /** The finished model as the bytes of an {@code .onnx} file. */
  public byte[] toBytes() {
    return build().toByteArray();
  }

  private String fresh(String stem) {
    String name;
    do {
      name = stem + "_" + nextName++;
    } while (values.contains(name));
    return name;
  }

  private String define(String name) {
    if (!values.add(name)) {
      throw new IllegalArgumentException("value " + name + " exists already");
    }
    return name;
  }

  private void require(String name) {
    if (!values.contains(name)) {
      throw new IllegalArgumentException(
          "value " + name + " is not known; add what computes it first");
    }
  }

  private String initializer(String name, ElementType type, ByteBuffer bytes, long... shape) {
    return initializer(name, type.proto(), bytes, shape);
  }

  private String initializer(
      String name, TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes.flip())));
    return define(name);
  }

  private static ByteBuffer bytes(int count, ElementType type) {
    return ByteBuffer.allocate(Math.multiplyExact(count, type.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private void putReal(ByteBuffer bytes, double value) {
    if (real == ElementType.DOUBLE) {
      bytes.putDouble(value);
    } else {
      bytes.putFloat((float) value);
    }
  }

  private static void checkCount(String name, int count, long... shape) {
    long expected = 1;
    for (long dimension : shape) {
      expected = Math.multiplyExact(expected, dimension);
    }
    if (count != expected) {
      throw new IllegalArgumentException(
          "constant " + name + " has " + count + " elements, its shape says " + expected);
    }
  }
}
