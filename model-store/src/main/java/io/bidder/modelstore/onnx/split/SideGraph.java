package io.bidder.modelstore.onnx.split;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.onnx.GraphBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One of the two graphs while it is written: names its values and knows which it has already. */
final class SideGraph {
  private record Layout(int features, int width) {}

  private final GraphBuilder graph;
  private final String name;
  private final String rows;
  private final Map<String, Layout> layouts = new HashMap<>();
  private final Map<Object, String> values = new HashMap<>();
  private final List<Manifest.Input> inputs = new ArrayList<>();
  private int next;

  SideGraph(String name, String rows) {
    this.graph = new GraphBuilder(name);
    this.name = name;
    this.rows = rows;
  }

  /** The features of this side, as the manifest has them. */
  List<Manifest.Input> inputs() {
    return inputs;
  }

  void input(Manifest.Input input, int width) {
    int features = input.features().size();
    if (input.role() == Manifest.InputRole.NUMERIC) {
      graph.input(input.tensor(), rows, features);
    } else {
      graph.input(input.tensor(), rows, features, width);
    }
    layouts.put(input.tensor(), new Layout(features, width));
    inputs.add(input);
  }

  /** A value [1, ...dims] that all rows have in common. */
  void carried(String tensor, List<Integer> dims) {
    graph.input(tensor, shape(1, dims));
  }

  /** Makes a value [imps, ...dims] an output. */
  void output(String tensor, List<Integer> dims) {
    graph.output(tensor, shape(rows, dims));
  }

  private static Object[] shape(Object first, List<Integer> dims) {
    List<Object> shape = new ArrayList<>();
    shape.add(first);
    shape.addAll(dims);
    return shape.toArray();
  }

  /** Features of this side in an input. */
  int features(String tensor) {
    return layout(tensor).features;
  }

  int width(String tensor) {
    return layout(tensor).width;
  }

  private Layout layout(String tensor) {
    Layout layout = layouts.get(tensor);
    if (layout == null) {
      throw new IllegalArgumentException("the " + name + " graph has no input " + tensor);
    }
    return layout;
  }

  /** The value that was made for {@code key} before, or that {@code make} makes now. */
  String once(Object key, Supplier<String> make) {
    String value = values.get(key);
    if (value == null) {
      value = make.get();
      values.put(key, value);
    }
    return value;
  }

  String node(String operator, String... inputs) {
    return node(operator, Map.of(), inputs);
  }

  String node(String operator, Map<String, ?> attributes, String... inputs) {
    return graph.named(fresh(operator), operator, attributes, inputs);
  }

  String runtimeNode(String operator, String... inputs) {
    return graph.runtimeNode(fresh(operator), operator, inputs);
  }

  void named(String output, String operator, Map<String, ?> attributes, String... inputs) {
    graph.named(output, operator, attributes, inputs);
  }

  String reals(float[] data, long... shape) {
    return graph.constant(fresh("reals"), data, shape);
  }

  String bytes(byte[] data, long... shape) {
    return graph.constant(fresh("bytes"), data, shape);
  }

  String longs(long... data) {
    return graph.constant(fresh("longs"), data, data.length);
  }

  String index(long value) {
    return graph.constant(fresh("index"), new long[] {value});
  }

  String reshape(String value, long... shape) {
    return node("Reshape", value, longs(shape));
  }

  String slice(String value, int axis, long from, long to) {
    return node("Slice", value, longs(from), longs(to), longs(axis));
  }

  byte[] toBytes() {
    return graph.toBytes();
  }

  private String fresh(String stem) {
    return name + "." + next++ + "." + stem;
  }
}
