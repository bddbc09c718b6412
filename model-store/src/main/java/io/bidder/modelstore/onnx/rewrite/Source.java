package io.bidder.modelstore.onnx.rewrite;

import io.bidder.modelstore.Manifest;
import java.util.List;
import java.util.Map;

/**
 * Where floats of a row come from: a feature, or a computation whose elements are not taken apart
 * any further. Compared by identity.
 */
abstract sealed class Source {

  /** Floats that it gives a row. */
  abstract int width();

  /** Whether float {@code index} depends on a candidate-side feature. */
  abstract boolean candidate(int index);

  /** A feature's embedding row, or its number. */
  static final class Feature extends Source {
    final Manifest.Input input;
    final boolean candidate;

    /** Its place among the features of the same input and the same side. */
    final int position;

    private final int width;

    Feature(Manifest.Input input, boolean candidate, int position, int width) {
      this.input = input;
      this.candidate = candidate;
      this.position = position;
      this.width = width;
    }

    @Override
    int width() {
      return width;
    }

    @Override
    boolean candidate(int index) {
      return candidate;
    }
  }

  /** Weighted sums of other floats. */
  static final class Affine extends Source {
    final Value.Linear form;
    private final boolean candidate;

    Affine(Value.Linear form) {
      this.form = form;
      this.candidate = form.terms().stream().anyMatch(term -> Atom.anyCandidate(term.atoms()));
    }

    @Override
    int width() {
      return form.units();
    }

    @Override
    boolean candidate(int index) {
      return candidate;
    }
  }

  /**
   * What an elementwise operator is given: floats of the row, or one or {@code width} constants.
   */
  sealed interface Operand {
    /** Floats of the row. */
    record OfRow(List<Atom> atoms) implements Operand {}

    /** The same floats for all rows. */
    record Fixed(Value.Reals reals) implements Operand {}
  }

  /** An operator that gives element i from element i of each operand. */
  static final class Elementwise extends Source {
    final String operator;
    final Map<String, Object> attributes;
    final List<Operand> operands;
    private final int width;
    private final boolean candidate;

    Elementwise(
        String operator, Map<String, Object> attributes, List<Operand> operands, int width) {
      this.operator = operator;
      this.attributes = attributes;
      this.operands = List.copyOf(operands);
      this.width = width;
      this.candidate =
          operands.stream()
              .anyMatch(o -> o instanceof Operand.OfRow row && Atom.anyCandidate(row.atoms()));
    }

    @Override
    int width() {
      return width;
    }

    @Override
    boolean candidate(int index) {
      return candidate;
    }
  }

  /** Dot products: element {@code i * right.size() + j} is that of left vector i and right j. */
  static final class Products extends Source {
    final List<Vector> left;
    final List<Vector> right;

    Products(List<Vector> left, List<Vector> right) {
      this.left = List.copyOf(left);
      this.right = List.copyOf(right);
    }

    @Override
    int width() {
      return left.size() * right.size();
    }

    Vector left(int index) {
      return left.get(index / right.size());
    }

    Vector right(int index) {
      return right.get(index % right.size());
    }

    @Override
    boolean candidate(int index) {
      return left(index).candidate() || right(index).candidate();
    }
  }

  /** Floats that enter dot products together. One instance for equal floats within a graph. */
  static final class Vector {
    final List<Atom> atoms;
    private final boolean candidate;

    Vector(List<Atom> atoms) {
      this.atoms = List.copyOf(atoms);
      this.candidate = Atom.anyCandidate(atoms);
    }

    boolean candidate() {
      return candidate;
    }
  }
}
