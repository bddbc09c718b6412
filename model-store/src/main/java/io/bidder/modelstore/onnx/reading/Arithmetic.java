package io.bidder.modelstore.onnx.reading;

import io.bidder.modelstore.onnx.reading.Value.Linear;
import io.bidder.modelstore.onnx.reading.Value.Longs;
import io.bidder.modelstore.onnx.reading.Value.Reals;
import io.bidder.modelstore.onnx.reading.Value.Rows;
import io.bidder.modelstore.onnx.reading.Value.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that compute. Weighted sums stay sums, so that they can be taken apart by side. */
final class Arithmetic {
  private Arithmetic() {}

  private static float[] filled(Value like, float value) {
    float[] filled = new float[like.size()];
    Arrays.fill(filled, value);
    return filled;
  }

  private static Reals scaled(Reals reals, float by) {
    float[] scaled = reals.data.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= by;
    }
    return new Reals(scaled, reals.shape());
  }

  /** Add, Sub, Mul, Div. */
  static Value binary(Node node) {
    Value a = node.input(0);
    Value b = node.input(1);
    if (a instanceof Reals one && b instanceof Reals other) {
      return ConstantFolding.folded(node, one, other);
    } else if (a instanceof Longs one && b instanceof Longs other) {
      return ConstantFolding.folded(node, one, other);
    }
    boolean sum = node.operator().equals("Add");
    if (sum || node.operator().equals("Sub")) {
      if (b instanceof Linear || a instanceof Linear || differ(a, b)) {
        return sum(node, a, sum ? b : negative(b));
      }
    } else if (a instanceof Linear linear && b instanceof Reals reals) {
      return scaled(node, linear, reals, node.operator().equals("Div"));
    } else if (a instanceof Reals reals
        && b instanceof Linear linear
        && node.operator().equals("Mul")) {
      return scaled(node, linear, reals, false);
    }
    return elementwise(node);
  }

  /** Tells whether two values are of different sides, so that one may be summed up first. */
  private static boolean differ(Value a, Value b) {
    return a instanceof Rows one
        && b instanceof Rows other
        && Atom.anyCandidate(one.atoms) != Atom.anyCandidate(other.atoms);
  }

  private static Value negative(Value value) {
    return scaled(value, -1);
  }

  /** A value times a number. */
  static Value scaled(Value value, float by) {
    return value instanceof Reals reals
        ? scaled(reals, by)
        : scaled(linear(value), filled(value, by));
  }

  private static Value scaled(Node node, Linear linear, Reals by, boolean inverse) {
    int[] shape = common(node, linear, by);
    if (!Arrays.equals(shape, linear.shape())) {
      throw node.notUnderstood("repeats sums");
    }
    float[] factors = by.rearranged(Rearrangement.broadcast(by.shape(), shape)).data.clone();
    for (int i = 0; inverse && i < factors.length; i++) {
      factors[i] = 1 / factors[i];
    }
    return scaled(linear, factors);
  }

  private static Linear scaled(Linear linear, float[] factors) {
    List<Term> terms = new ArrayList<>();
    for (Term term : linear.terms()) {
      List<float[]> weights = new ArrayList<>();
      for (float[] weight : term.weights()) {
        weights.add(times(weight, factors));
      }
      terms.add(new Term(term.atoms(), weights));
    }
    return new Linear(terms, times(linear.bias(), factors), linear.shape());
  }

  private static float[] times(float[] a, float[] b) {
    float[] product = new float[a.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = a[i] * b[i];
    }
    return product;
  }

  static Value negate(Node node) {
    return node.input(0) instanceof Value.Rows ? elementwise(node) : negative(node.input(0));
  }

  /** The sum of two values, not yet finished: more may be added to it. */
  static Value sum(Node node, Value a, Value b) {
    int[] shape = common(node, a, b);
    if (a instanceof Reals constant) {
      return plus(broadcast(node, linear(b), shape), constant, shape);
    }
    if (b instanceof Reals constant) {
      return plus(broadcast(node, linear(a), shape), constant, shape);
    }
    Linear one = broadcast(node, linear(a), shape);
    Linear other = broadcast(node, linear(b), shape);
    List<Term> terms = new ArrayList<>(one.terms());
    terms.addAll(other.terms());
    return new Linear(terms, added(one.bias(), other.bias()), shape);
  }

  private static Linear plus(Linear linear, Reals constant, int[] shape) {
    float[] bias = constant.rearranged(Rearrangement.broadcast(constant.shape(), shape)).data;
    return new Linear(linear.terms(), added(linear.bias(), bias), shape);
  }

  private static float[] added(float[] a, float[] b) {
    float[] sum = new float[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  private static Linear broadcast(Node node, Linear linear, int[] shape) {
    if (Rearrangement.size(shape) != linear.units()) {
      throw node.notUnderstood("repeats sums");
    }
    return linear;
  }

  private static Linear linear(Value value) {
    return switch (value) {
      case Linear linear -> linear;
      case Rows rows -> {
        List<float[]> weights = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
          float[] one = new float[rows.size()];
          one[i] = 1;
          weights.add(one);
        }
        yield new Linear(
            List.of(new Term(rows.atoms, weights)), new float[rows.size()], rows.shape());
      }
      default -> throw new NotUnderstoodException("a sum has neither rows nor real constants");
    };
  }

  /**
   * {@code (x - mean) / sqrt(variance + epsilon) scale + bias}, as a network that has learnt has
   * it.
   */
  static Value batchNormalization(Node node) {
    Rows x = node.rows(0);
    int channels = node.reals(1).size();
    if (x.rank() < 2 || x.shape()[1] != channels || node.integer("training_mode", 0) != 0) {
      throw node.notUnderstood("does not normalise the columns of rows");
    }
    float epsilon = node.real("epsilon", 1e-5f);
    float[] factors = new float[channels];
    float[] offsets = new float[channels];
    for (int i = 0; i < channels; i++) {
      double deviation = Math.sqrt((double) node.reals(4).data[i] + epsilon);
      double factor = node.reals(1).data[i] / deviation;
      factors[i] = (float) factor;
      offsets[i] = (float) (node.reals(2).data[i] - node.reals(3).data[i] * factor);
    }
    int[] shape = new int[x.rank()];
    Arrays.fill(shape, 1);
    shape[1] = channels;
    Linear scaled =
        scaled(
            linear(node.input(0)),
            new Reals(factors, shape).rearranged(Rearrangement.broadcast(shape, x.shape())).data);
    return plus(scaled, new Reals(offsets, shape), x.shape());
  }

  /** The shape of an operation on two values. */
  static int[] common(Node node, Value a, Value b) {
    return common(node, a.shape(), a.ofRows(), b.shape(), b.ofRows());
  }

  private static int[] common(Node node, int[] a, boolean rowsOfA, int[] b, boolean rowsOfB) {
    int rank = Math.max(a.length, b.length);
    int[] shape = new int[rank];
    for (int i = 0; i < rank; i++) {
      int ofA = i - rank + a.length < 0 ? 1 : a[i - rank + a.length];
      int ofB = i - rank + b.length < 0 ? 1 : b[i - rank + b.length];
      if (ofA != ofB && ofA != 1 && ofB != 1) {
        throw node.notUnderstood("has shapes " + Arrays.toString(a) + " and " + Arrays.toString(b));
      }
      shape[i] = Math.max(ofA, ofB);
    }
    boolean rows = rowsOfA || rowsOfB;
    boolean inFront = (!rowsOfA || a.length == rank) && (!rowsOfB || b.length == rank);
    if (rows && (!inFront || shape[0] != 1)) {
      throw node.notUnderstood("has operands of which one's rows are not the other's");
    }
    return shape;
  }

  /** An operator that is applied to every element by itself. */
  static Value elementwise(Node node) {
    int[] shape = node.input(0).shape();
    boolean first = node.input(0).ofRows();
    for (int i = 1; i < node.inputCount(); i++) {
      shape = common(node, shape, first, node.input(i).shape(), node.input(i).ofRows());
      first |= node.input(i).ofRows();
    }
    List<Source.Operand> operands = new ArrayList<>();
    boolean ofRows = false;
    for (int i = 0; i < node.inputCount(); i++) {
      if (node.input(i) instanceof Reals reals) {
        boolean one = reals.size() == 1;
        operands.add(
            new Source.Operand.Fixed(
                one ? reals : reals.rearranged(Rearrangement.broadcast(reals.shape(), shape))));
      } else {
        Rows rows = node.rows(i);
        ofRows = true;
        operands.add(
            new Source.Operand.OfRow(
                rows.rearranged(Rearrangement.broadcast(rows.shape(), shape)).atoms));
      }
    }
    if (!ofRows) {
      throw node.notUnderstood("computes with constants only");
    }
    Source source =
        new Source.Elementwise(
            node.operator(), node.numbers(), operands, Rearrangement.size(shape));
    return Rows.of(source, shape);
  }

  /** ReduceSum and ReduceMean over axes of a row. */
  static Value reduce(Node node) {
    Rows rows = node.rows(0);
    long[] axes = node.longsOr(1, "axes");
    if (axes == null) {
      throw node.notUnderstood("sums over all rows");
    }
    boolean[] gone = new boolean[rows.rank()];
    int count = 1;
    for (long wanted : axes) {
      int axis = node.axis(wanted, rows.rank());
      if (axis == 0) {
        throw node.notUnderstood("sums over the rows");
      }
      gone[axis] = true;
      count *= rows.shape()[axis];
    }
    boolean keep = node.integer("keepdims", 1) != 0;
    int[] kept = rows.shape().clone();
    int[] shape = new int[kept.length];
    int rank = 0;
    for (int i = 0; i < kept.length; i++) {
      kept[i] = gone[i] ? 1 : kept[i];
      if (keep || !gone[i]) {
        shape[rank++] = kept[i];
      }
    }
    float weight = node.operator().equals("ReduceMean") ? 1f / count : 1;
    int units = Rearrangement.size(kept);
    int[] unitOf = Rearrangement.broadcast(kept, rows.shape()).places();
    List<float[]> weights = new ArrayList<>();
    for (int unit : unitOf) {
      float[] ofAtom = new float[units];
      ofAtom[unit] = weight;
      weights.add(ofAtom);
    }
    return new Linear(
        List.of(new Term(rows.atoms, weights)), new float[units], Arrays.copyOf(shape, rank));
  }
}
