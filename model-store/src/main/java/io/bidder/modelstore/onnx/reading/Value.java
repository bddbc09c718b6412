package io.bidder.modelstore.onnx.reading;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a value of a graph is, as far as it is understood. Those that differ from row to row have
 * the rows as their first axis, which counts as 1 here: they are looked at for one row.
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
    return Movement.size(shape);
  }

  /** Whether its first axis are the rows. */
  public abstract boolean ofRows();

  /** The axis that the rows are; -1 for a constant. */
  public final int rowsAxis() {
    return this instanceof RowsLast ? rank() - 1 : ofRows() ? 0 : -1;
  }

  /** The same elements in other places. */
  public abstract Value move(Movement movement);

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
    public Reals move(Movement movement) {
      float[] moved = new float[movement.places().length];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = data[movement.places()[i]];
      }
      return new Reals(moved, movement.shape());
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
    public Longs move(Movement movement) {
      long[] moved = new long[movement.places().length];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = data[movement.places()[i]];
      }
      return new Longs(moved, movement.shape());
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
    public Rows move(Movement movement) {
      return new Rows(moved(atoms, movement), movement.shape());
    }
  }

  /**
   * Floats of the row in a value whose last axis are the rows, as exporters have it while they pick
   * pairs out of each row's matrix: only moved until the rows come first again.
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
    public RowsLast move(Movement movement) {
      return new RowsLast(moved(atoms, movement), movement.shape());
    }
  }

  private static List<Atom> moved(List<Atom> atoms, Movement movement) {
    List<Atom> moved = new ArrayList<>(movement.places().length);
    for (int place : movement.places()) {
      moved.add(atoms.get(place));
    }
    return moved;
  }

  /**
   * What some floats add to each unit; {@code weights.get(i)[unit]} is that of {@code
   * atoms.get(i)}.
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
    public Rows move(Movement movement) {
      return finished().move(movement);
    }
  }
}
