package io.bidder.modelstore.onnx.reading;

import java.util.Arrays;

/** Operators that give a value another shape, or tell it. */
final class ShapeOperators {
  private ShapeOperators() {}

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
    if (Rearrangement.size(shape) != value.size()) {
      throw node.notUnderstood("has a target shape that does not fit the elements of a row");
    }
    return move(node, value, Rearrangement.reshape(shape));
  }

  static Value flatten(Node node) {
    Value value = node.input(0);
    long wanted = node.integer("axis", 1);
    int axis = (int) (wanted < 0 ? wanted + value.rank() : wanted);
    boolean mixed = value instanceof Value.RowsLast && axis != value.rowsAxis();
    if (axis < 0 || axis > value.rank() || mixed || (axis == 0 && value.ofRows())) {
      throw node.notUnderstood("has axis " + wanted);
    }
    int front = Rearrangement.size(Arrays.copyOf(value.shape(), axis));
    return move(node, value, Rearrangement.reshape(new int[] {front, value.size() / front}));
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
    return move(node, value, Rearrangement.reshape(shape));
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
    return move(node, value, Rearrangement.reshape(Arrays.copyOf(shape, rank)));
  }

  static Value transpose(Node node) {
    Value value = node.input(0);
    long[] wanted = node.longsOr(node.inputCount(), "perm");
    int[] permutation = new int[value.rank()];
    for (int i = 0; i < permutation.length; i++) {
      permutation[i] = wanted == null ? permutation.length - 1 - i : (int) wanted[i];
    }
    Rearrangement rearrangement = Rearrangement.transpose(value.shape(), permutation);
    int rowsAxis = value.rowsAxis();
    if (rowsAxis < 0 || permutation[rowsAxis] == rowsAxis) {
      return value.rearranged(rearrangement);
    }
    int last = permutation.length - 1;
    if (value.ofRows() && permutation[last] == 0) {
      return new Value.RowsLast(
          node.rows(0).rearranged(rearrangement).atoms, rearrangement.shape());
    } else if (value instanceof Value.RowsLast rows && permutation[0] == last) {
      return new Value.Rows(rows.rearranged(rearrangement).atoms, rearrangement.shape());
    }
    throw node.notUnderstood("moves the rows' axis");
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
    return value.rearranged(Rearrangement.broadcast(value.shape(), shape));
  }

  private static Value move(Node node, Value value, Rearrangement rearrangement) {
    int[] shape = rearrangement.shape();
    int rows = value instanceof Value.RowsLast ? shape.length - 1 : 0;
    if (value.rowsAxis() >= 0 && (shape.length == 0 || shape[rows] != 1)) {
      throw node.notUnderstood("mixes the rows' axis with others");
    }
    return value.rearranged(rearrangement);
  }
}
