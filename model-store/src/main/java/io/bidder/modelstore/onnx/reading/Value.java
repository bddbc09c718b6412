package io.bidder.modelstore.onnx.reading;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of a graph, as far as it is understood. One that differs from row to row has the rows as
 * its first axis, which counts as 1 here: values are looked at for one row.
 */
public abstract sealed class Value {
  private final int[] shape;

  public Value(int... shape) {
    this.shape = shape;
  }

  public final int[] shape() {
    return shape;
  }

  public final int rank() {
    return shape.length;
  }

  public final int size() {
    return Rearrangement.size(shape);
  }

  /** Tells whether its first axis is the rows. */
  public abstract boolean ofRows();

  /** The axis of the rows; -1 for a constant. */
  public final int rowsAxis() {
    return this instanceof RowsLast ? rank() - 1 : ofRows() ? 0 : -1;
  }

  /** The same elements in other places. */
  public abstract Value rearranged(Rearrangement rearrangement);

  /** Constant float32s. */
  public static final class Reals extends Value {
    public final float[] data;

    public Reals(float[] data, int... shape) {
      super(shape);
      this.data = data;
    }

    @Override
    public boolean ofRows() {
      return false;
    }

    @Override
    public Reals rearranged(Rearrangement rearrangement) {
      float[] moved = new float[rearrangement.places().length];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = data[rearrangement.places()[i]];
      }
      return new Reals(moved, rearrangement.shape());
    }
  }

  /** Constant integers, of which {@link #ROWS} stands for the number of rows. */
  public static final class Longs extends Value {
    public static final long ROWS = Long.MIN_VALUE;
    public final long[] data;

    public Longs(long[] data, int... shape) {
      super(shape);
      this.data = data;
    }

    @Override
    public boolean ofRows() {
      return false;
    }

    @Override
    public Longs rearranged(Rearrangement rearrangement) {
      long[] moved = new long[rearrangement.places().length];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = data[rearrangement.places()[i]];
      }
      return new Longs(moved, rearrangement.shape());
    }
  }

  /** Floats of the row, each known by where it comes from. */
  public static final class Rows extends Value {
    public final List<Atom> atoms;

    public Rows(List<Atom> atoms, int... shape) {
      super(shape);
      this.atoms = atoms;
    }

    /** All that a source gives. */
    public static Rows of(Source source, int... shape) {
      List<Atom> atoms = new ArrayList<>(source.width());
      for (int i = 0; i < source.width(); i++) {
        atoms.add(new Atom(source, i));
      }
      return new Rows(atoms, shape);
    }

    @Override
    public boolean ofRows() {
      return true;
    }

    @Override
    public Rows rearranged(Rearrangement rearrangement) {
      return new Rows(moved(atoms, rearrangement), rearrangement.shape());
    }
  }

  /**
   * Floats of the row in a value whose last axis is the rows, as exporters have it while they pick
   * pairs out of each row's matrix. They are only moved until the rows come first again.
   */
  public static final class RowsLast extends Value {
    public final List<Atom> atoms;

    public RowsLast(List<Atom> atoms, int... shape) {
      super(shape);
      this.atoms = atoms;
    }

    @Override
    public boolean ofRows() {
      return false;
    }

    @Override
    public RowsLast rearranged(Rearrangement rearrangement) {
      return new RowsLast(moved(atoms, rearrangement), rearrangement.shape());
    }
  }

  private static List<Atom> moved(List<Atom> atoms, Rearrangement rearrangement) {
    List<Atom> moved = new ArrayList<>(rearrangement.places().length);
    for (int place : rearrangement.places()) {
      moved.add(atoms.get(place));
    }
    return moved;
  }

  /**
   * Floats and the weights with which they are added to each unit: {@code weights.get(i)[unit]} is
   * the weight of {@code atoms.get(i)}.
   */
  public record Term(List<Atom> atoms, List<float[]> weights) {}

  /** Sums that may still be added to: element {@code unit} is its bias and all terms. */
  public static final class Linear extends Value {
    private final List<Term> terms;
    private final float[] bias;
    private Source.@Nullable Affine source;

    public Linear(List<Term> terms, float[] bias, int... shape) {
      super(shape);
      this.terms = List.copyOf(terms);
      this.bias = bias;
    }

    public List<Term> terms() {
      return terms;
    }

    public float[] bias() {
      return bias;
    }

    public int units() {
      return bias.length;
    }

    /** The finished sums. */
    public Rows finished() {
      if (source == null) {
        source = new Source.Affine(this);
      }
      return Rows.of(source, shape());
    }

    @Override
    public boolean ofRows() {
      return true;
    }

    @Override
    public Rows rearranged(Rearrangement rearrangement) {
      return finished().rearranged(rearrangement);
    }
  }
}
