package io.bidder.modelstore.onnx.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that move elements about without computing. */
final class Moves {
  private Moves() {}

  static Value shape(Node node) {
    Value of = node.input(0);
    long[] shape = Arrays.stream(of.shape()).asLongStream().toArray();
    if (of.rowsAxis() >= 0) {
      shape[of.rowsAxis()] = Value.Longs.ROWS;
    }
    int from = Math.clamp(node.integer("start", 0), -shape.length, shape.length);
    int to = Math.clamp(node.integer("end", shape.length), -shape.length, shape.length);
    long[] part =
        Arrays.copyOfRange(
            shape, from < 0 ? from + shape.length : from, to < 0 ? to + shape.length : to);
    return new Value.Longs(part, part.length);
  }

  static Value reshape(Node node) {
    Value value = node.input(0);
    long[] wanted = node.longs(1);
    boolean keepZero = node.integer("allowzero", 0) != 0;
    int[] shape = new int[wanted.length];
    int inferred = -1;
    int known = 1;
    int rowsAxis = value instanceof Value.RowsLast ? shape.length - 1 : value.rowsAxis();
    for (int i = 0; i < shape.length; i++) {
      if (wanted[i] == Value.Longs.ROWS && i == rowsAxis) {
        shape[i] = 1;
      } else if (wanted[i] == -1 && inferred < 0) {
        inferred = i;
        continue;
      } else if (wanted[i] == 0 && !keepZero && i < value.rank()) {
        shape[i] = value.shape()[i];
      } else if (wanted[i] > 0 && i != rowsAxis) {
        shape[i] = Math.toIntExact(wanted[i]);
      } else {
        throw node.notUnderstood("has a target shape " + Arrays.toString(wanted));
      }
      known = Math.multiplyExact(known, shape[i]);
    }
    if (inferred >= 0) {
      shape[inferred] = known == 0 ? 0 : value.size() / known;
    }
    if (Movement.size(shape) != value.size()) {
      throw node.notUnderstood("has a target shape that does not fit the elements of a row");
    }
    return move(node, value, Movement.reshape(shape));
  }

  static Value flatten(Node node) {
    Value value = node.input(0);
    long wanted = node.integer("axis", 1);
    int axis = (int) (wanted < 0 ? wanted + value.rank() : wanted);
    boolean mixed = value instanceof Value.RowsLast && axis != value.rowsAxis();
    if (axis < 0 || axis > value.rank() || mixed || (axis == 0 && value.ofRows())) {
      throw node.notUnderstood("has axis " + wanted);
    }
    int front = Movement.size(Arrays.copyOf(value.shape(), axis));
    return move(node, value, Movement.reshape(new int[] {front, value.size() / front}));
  }

  static Value unsqueeze(Node node) {
    Value value = node.input(0);
    long[] axes = node.longsOr(1, "axes");
    if (axes == null) {
      throw node.notUnderstood("has no axes");
    }
    int[] shape = new int[value.rank() + axes.length];
    for (long wanted : axes) {
      int axis = node.axis(wanted, shape.length);
      if (axis == 0 && value.ofRows()) {
        throw node.notUnderstood("puts an axis before the rows");
      }
      shape[axis] = 1;
    }
    int from = 0;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 0) {
        shape[i] = value.shape()[from++];
      }
    }
    return move(node, value, Movement.reshape(shape));
  }

  static Value squeeze(Node node) {
    Value value = node.input(0);
    long[] axes = node.longsOr(1, "axes");
    boolean[] gone = new boolean[value.rank()];
    for (int i = 0; axes == null && i < gone.length; i++) {
      if (i == 0 && value.ofRows()) {
        throw node.notUnderstood("does not say which axes go");
      }
      gone[i] = value.shape()[i] == 1;
    }
    for (int i = 0; axes != null && i < axes.length; i++) {
      int axis = node.axis(axes[i], value.rank());
      if (axis == 0 && value.ofRows()) {
        throw node.notUnderstood("takes the rows' axis away");
      }
      gone[axis] = true;
    }
    int[] shape = new int[gone.length];
    int rank = 0;
    for (int i = 0; i < gone.length; i++) {
      if (!gone[i]) {
        shape[rank++] = value.shape()[i];
      }
    }
    return move(node, value, Movement.reshape(Arrays.copyOf(shape, rank)));
  }

  static Value transpose(Node node) {
    Value value = node.input(0);
    long[] wanted = node.longsOr(node.inputCount(), "perm");
    int[] permutation = new int[value.rank()];
    for (int i = 0; i < permutation.length; i++) {
      permutation[i] = wanted == null ? permutation.length - 1 - i : (int) wanted[i];
    }
    Movement movement = Movement.transpose(value.shape(), permutation);
    int rowsAxis = value.rowsAxis();
    if (rowsAxis < 0 || permutation[rowsAxis] == rowsAxis) {
      return value.move(movement);
    }
    int last = permutation.length - 1;
    if (value.ofRows() && permutation[last] == 0) {
      return new Value.RowsLast(node.rows(0).move(movement).atoms, movement.shape());
    } else if (value instanceof Value.RowsLast rows && permutation[0] == last) {
      return new Value.Rows(rows.move(movement).atoms, movement.shape());
    }
    throw node.notUnderstood("moves the rows' axis");
  }

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
    return value.move(Movement.gather(value.shape(), axis, indices, node.input(1).shape()));
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
    flat[0] = Movement.size(Arrays.copyOf(value.shape(), depth));
    return value.move(Movement.gather(flat, 0, indices, Arrays.copyOf(shape, shape.length - 1)));
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
      value = value.move(range(value.shape(), axis, from, to));
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
      parts.add(value.move(range(value.shape(), axis, from, to)));
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
    int outer = Movement.size(Arrays.copyOf(shape, axis));
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
    if (atoms.size() != Movement.size(shape)) {
      throw node.notUnderstood("joins values whose other axes differ");
    }
    return new Value.Rows(atoms, shape);
  }

  private static Value.Longs concatIntegers(Node node, int axis) {
    int[] shape = node.input(0).shape().clone();
    int outer = Movement.size(Arrays.copyOf(shape, axis));
    shape[axis] = 0;
    for (int i = 0; i < node.inputCount(); i++) {
      shape[axis] += node.input(i).shape()[axis];
    }
    long[] all = new long[Movement.size(shape)];
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

  /** A constant repeated along axes of length 1. */
  static Value expand(Node node) {
    Value value = node.input(0);
    long[] wanted = node.longs(1);
    int rank = Math.max(value.rank(), wanted.length);
    int[] shape = new int[rank];
    for (int i = 0; i < rank; i++) {
      int own = i - rank + value.rank();
      int other = i - rank + wanted.length;
      int length = own < 0 ? 1 : value.shape()[own];
      shape[i] = Math.max(length, other < 0 ? 1 : Math.toIntExact(wanted[other]));
    }
    if (value.rowsAxis() >= 0) {
      throw node.notUnderstood("repeats floats of the row");
    }
    return value.move(Movement.broadcast(value.shape(), shape));
  }

  private static Movement range(int[] shape, int axis, int from, int to) {
    int[] indices = new int[to - from];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = from + i;
    }
    return Movement.gather(shape, axis, indices, new int[] {indices.length});
  }

  private static Value move(Node node, Value value, Movement movement) {
    int[] shape = movement.shape();
    int rows = value instanceof Value.RowsLast ? shape.length - 1 : 0;
    if (value.rowsAxis() >= 0 && (shape.length == 0 || shape[rows] != 1)) {
      throw node.notUnderstood("mixes the rows' axis with others");
    }
    return value.move(movement);
  }
}
