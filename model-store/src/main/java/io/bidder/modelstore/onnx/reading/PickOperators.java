package io.bidder.modelstore.onnx.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that pick elements out of values, and those that join values. */
final class PickOperators {
  private PickOperators() {}

  static Value gather(Node node) {
    Value value = node.input(0);
    int axis = node.axis(node.integer("axis", 0), value.rank());
    if (node.input(1).rowsAxis() >= 0) {
      throw node.notUnderstood("looks up a table inside the graph");
    }
    long[] wanted = node.longs(1);
    int[] indices = new int[wanted.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = node.axis(wanted[i], value.shape()[axis]);
    }
    if (axis == value.rowsAxis()) {
      throw node.notUnderstood("picks among the rows");
    }
    return value.rearranged(
        Rearrangement.gather(value.shape(), axis, indices, node.input(1).shape()));
  }

  /** Elements picked by as many indices as the first axes are. */
  static Value gatherNd(Node node) {
    Value value = node.input(0);
    long[] wanted = node.longs(1);
    int[] shape = node.input(1).shape();
    int depth = shape.length == 0 ? 0 : shape[shape.length - 1];
    if (depth < 1
        || depth >= value.rank()
        || value.ofRows()
        || node.integer("batch_dims", 0) != 0) {
      throw node.notUnderstood("picks among the rows");
    }
    int[] indices = new int[wanted.length / depth];
    for (int i = 0; i < indices.length; i++) {
      for (int d = 0; d < depth; d++) {
        int length = value.shape()[d];
        indices[i] = indices[i] * length + node.axis(wanted[i * depth + d], length);
      }
    }
    int[] flat = Arrays.copyOfRange(value.shape(), depth - 1, value.rank());
    flat[0] = Rearrangement.size(Arrays.copyOf(value.shape(), depth));
    return value.rearranged(
        Rearrangement.gather(flat, 0, indices, Arrays.copyOf(shape, shape.length - 1)));
  }

  static Value slice(Node node) {
    Value value = node.input(0);
    long[] starts = longs(node, 1, "starts");
    long[] ends = longs(node, 2, "ends");
    long[] axes = node.longsOr(3, "axes");
    for (int i = 0; i < starts.length; i++) {
      int axis = node.axis(axes == null ? i : axes[i], value.rank());
      int length = value.shape()[axis];
      if (node.has(4) && node.longs(4)[i] != 1) {
        throw node.notUnderstood("has a step");
      }
      int from = Math.clamp(starts[i] < 0 ? starts[i] + length : starts[i], 0, length);
      int to = Math.clamp(ends[i] < 0 ? ends[i] + length : ends[i], from, length);
      if (axis == 0 && value.ofRows()) {
        // The whole of the rows, as exporters write x[:, 3:5].
        if (starts[i] != 0 || ends[i] < Integer.MAX_VALUE) {
          throw node.notUnderstood("picks among the rows");
        }
        continue;
      }
      value = value.rearranged(range(value.shape(), axis, from, to));
    }
    return value;
  }

  private static long[] longs(Node node, int input, String attribute) {
    long[] longs = node.longsOr(input, attribute);
    if (longs == null) {
      throw node.notUnderstood("has no " + attribute);
    }
    return longs;
  }

  /** The parts, one for each output. */
  static List<Value> split(Node node) {
    Value value = node.input(0);
    int axis = node.axis(node.integer("axis", 0), value.rank());
    if (axis == 0 && value.ofRows()) {
      throw node.notUnderstood("splits the rows");
    }
    long[] lengths = node.longsOr(1, "split");
    int equal = Math.ceilDiv(value.shape()[axis], node.outputCount());
    List<Value> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < node.outputCount(); i++) {
      int length = lengths == null ? equal : Math.toIntExact(lengths[i]);
      int to = Math.min(value.shape()[axis], from + length);
      parts.add(value.rearranged(range(value.shape(), axis, from, to)));
      from = to;
    }
    return parts;
  }

  static Value concat(Node node) {
    int axis = node.axis(node.integer("axis", 0), node.input(0).rank());
    if (node.input(0) instanceof Value.Longs) {
      return concatIntegers(node, axis);
    }
    if (axis == 0) {
      throw node.notUnderstood("joins rows");
    }
    int[] shape = node.rows(0).shape().clone();
    int outer = Rearrangement.size(Arrays.copyOf(shape, axis));
    shape[axis] = 0;
    for (int i = 0; i < node.inputCount(); i++) {
      shape[axis] += node.rows(i).shape()[axis];
    }
    List<Atom> atoms = new ArrayList<>();
    for (int block = 0; block < outer; block++) {
      for (int i = 0; i < node.inputCount(); i++) {
        List<Atom> part = node.rows(i).atoms;
        int length = part.size() / outer;
        atoms.addAll(part.subList(block * length, (block + 1) * length));
      }
    }
    if (atoms.size() != Rearrangement.size(shape)) {
      throw node.notUnderstood("joins values whose other axes differ");
    }
    return new Value.Rows(atoms, shape);
  }

  private static Value.Longs concatIntegers(Node node, int axis) {
    int[] shape = node.input(0).shape().clone();
    int outer = Rearrangement.size(Arrays.copyOf(shape, axis));
    shape[axis] = 0;
    for (int i = 0; i < node.inputCount(); i++) {
      shape[axis] += node.input(i).shape()[axis];
    }
    long[] all = new long[Rearrangement.size(shape)];
    int at = 0;
    for (int block = 0; block < outer; block++) {
      for (int i = 0; i < node.inputCount(); i++) {
        long[] part = node.longs(i);
        int length = part.length / outer;
        System.arraycopy(part, block * length, all, at, length);
        at += length;
      }
    }
    return new Value.Longs(all, shape);
  }

  private static Rearrangement range(int[] shape, int axis, int from, int to) {
    int[] indices = new int[to - from];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = from + i;
    }
    return Rearrangement.gather(shape, axis, indices, new int[] {indices.length});
  }
}
