package io.bidder.modelstore.onnx.reading;

import io.bidder.modelstore.Manifest;
import java.util.List;
import java.util.Map;

/**
 * The origin of floats of a row: a feature, or a computation whose elements are not taken apart any
 * further. Compared by identity.
 */
public abstract sealed class Source {

  /** Floats that it gives a row. */
  public abstract int width();

  /** Tells whether float {@code index} depends on a candidate-side feature. */
  public abstract boolean candidate(int index);

  /** A feature's embedding row, or its number. */
  public static final class Feature extends Source {
    public final Manifest.Input input;
    public final boolean candidate;

    /** Its place among the features of the same input and the same side. */
    public final int position;

    private final int width;

    public Feature(Manifest.Input input, boolean candidate, int position, int width) {
      this.input = input;
      this.candidate = candidate;
      this.position = position;
      this.width = width;
    }

    @Override
    public int width() {
      return width;
    }

    @Override
    public boolean candidate(int index) {
      return candidate;
    }
  }

  /** Weighted sums of other floats. */
  public static final class Affine extends Source {
    public final Value.Linear form;
    private final boolean candidate;

    public Affine(Value.Linear form) {
      this.form = form;
      this.candidate = form.terms().stream().anyMatch(term -> Atom.anyCandidate(term.atoms()));
    }

    @Override
    public int width() {
      return form.units();
    }

    @Override
    public boolean candidate(int index) {
      return candidate;
    }
  }

  /** An input of an elementwise operator: floats of the row, or one or {@code width} constants. */
  public sealed interface Operand {
    /** Floats of the row. */
    public record OfRow(List<Atom> atoms) implements Operand {}

    /** The same floats for all rows. */
    public record Fixed(Value.Reals reals) implements Operand {}
  }

  /** An operator that gives element i from element i of each operand. */
  public static final class Elementwise extends Source {
    public final String operator;
    public final Map<String, Object> attributes;
    public final List<Operand> operands;
    private final int width;
    private final boolean candidate;

    public Elementwise(
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
    public int width() {
      return width;
    }

    @Override
    public boolean candidate(int index) {
      return candidate;
    }
  }

  /** Dot products: element {@code i * right.size() + j} is that of left vector i and right j. */
  public static final class Products extends Source {
    public final List<Vector> left;
    public final List<Vector> right;

    public Products(List<Vector> left, List<Vector> right) {
      this.left = List.copyOf(left);
      this.right = List.copyOf(right);
    }

    @Override
    public int width() {
      return left.size() * right.size();
    }

    public Vector left(int index) {
      return left.get(index / right.size());
    }

    public Vector right(int index) {
      return right.get(index % right.size());
    }

    @Override
    public boolean candidate(int index) {
      return left(index).candidate() || right(index).candidate();
    }
  }

  /** Floats that enter dot products together. One instance for equal floats within a graph. */
  public static final class Vector {
    public final List<Atom> atoms;
    private final boolean candidate;

    public Vector(List<Atom> atoms) {
      this.atoms = List.copyOf(atoms);
      this.candidate = Atom.anyCandidate(atoms);
    }

    public boolean candidate() {
      return candidate;
    }
  }
}
