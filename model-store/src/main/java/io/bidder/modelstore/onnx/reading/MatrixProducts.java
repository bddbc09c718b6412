package io.bidder.modelstore.onnx.reading;

import io.bidder.modelstore.onnx.reading.Value.Linear;
import io.bidder.modelstore.onnx.reading.Value.Reals;
import io.bidder.modelstore.onnx.reading.Value.Rows;
import io.bidder.modelstore.onnx.reading.Value.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operators that multiply: rows by constant matrices, and a row's vectors by each other. */
final class MatrixProducts {
  private final Map<List<Atom>, Source.Vector> vectors = new HashMap<>();

  /** {@code alpha a b + beta c}. */
  Value gemm(Node node) {
    Rows a = node.rows(0);
    boolean transposed = node.integer("transB", 0) != 0;
    if (node.integer("transA", 0) != 0 || a.rank() != 2) {
      throw node.notUnderstood("does not multiply rows by a matrix");
    }
    Reals b = node.reals(1);
    Reals weight =
        transposed ? b.rearranged(Rearrangement.transpose(b.shape(), new int[] {1, 0})) : b;
    Linear product = product(node, a, weight, node.real("alpha", 1));
    if (!node.has(2)) {
      return product;
    }
    Value c = node.input(2);
    float beta = node.real("beta", 1);
    if (beta != 1) {
      c = Arithmetic.scaled(c, beta);
    }
    return Arithmetic.sum(node, product, c);
  }

  private static Linear product(Node node, Rows a, Reals weight, float alpha) {
    int inputs = a.size();
    if (weight.rank() != 2 || weight.shape()[0] != inputs) {
      throw node.notUnderstood(
          "multiplies "
              + inputs
              + " floats by a matrix of shape "
              + Arrays.toString(weight.shape()));
    }
    int units = weight.shape()[1];
    List<float[]> weights = new ArrayList<>(inputs);
    for (int i = 0; i < inputs; i++) {
      float[] ofInput = Arrays.copyOfRange(weight.data, i * units, (i + 1) * units);
      for (int unit = 0; alpha != 1 && unit < units; unit++) {
        ofInput[unit] *= alpha;
      }
      weights.add(ofInput);
    }
    return new Linear(List.of(new Term(a.atoms, weights)), new float[units], 1, units);
  }

  /** Rows by a constant matrix, or every row's matrix by another of its own. */
  Value matMul(Node node) {
    Rows a = node.rows(0);
    if (node.input(1) instanceof Reals weight) {
      if (a.rank() == 2) {
        return product(node, a, weight, 1);
      }
      if (a.rank() == 3 && weight.rank() == 2) {
        return productOfEach(node, a, weight);
      }
    } else if (a.rank() == 3 && node.rows(1).rank() == 3) {
      return products(node, a, node.rows(1));
    }
    throw node.notUnderstood(
        "multiplies shapes "
            + Arrays.toString(a.shape())
            + " and "
            + Arrays.toString(node.input(1).shape()));
  }

  private static Rows productOfEach(Node node, Rows a, Reals weight) {
    List<Atom> atoms = new ArrayList<>();
    int length = a.shape()[2];
    for (int i = 0; i < a.shape()[1]; i++) {
      Rows vector = new Rows(a.atoms.subList(i * length, (i + 1) * length), 1, length);
      atoms.addAll(product(node, vector, weight, 1).finished().atoms);
    }
    return new Rows(atoms, 1, a.shape()[1], weight.shape()[1]);
  }

  private Rows products(Node node, Rows a, Rows b) {
    int length = a.shape()[2];
    int columns = b.shape()[2];
    if (length == 0 || b.shape()[1] != length) {
      throw node.notUnderstood("multiplies matrices that do not fit");
    }
    List<Source.Vector> left = new ArrayList<>();
    for (int i = 0; i < a.shape()[1]; i++) {
      left.add(vector(a.atoms.subList(i * length, (i + 1) * length)));
    }
    List<Source.Vector> right = new ArrayList<>();
    for (int j = 0; j < columns; j++) {
      List<Atom> column = new ArrayList<>(length);
      for (int i = 0; i < length; i++) {
        column.add(b.atoms.get(i * columns + j));
      }
      right.add(vector(column));
    }
    return Rows.of(new Source.Products(left, right), 1, left.size(), columns);
  }

  private Source.Vector vector(List<Atom> atoms) {
    return vectors.computeIfAbsent(List.copyOf(atoms), Source.Vector::new);
  }
}
