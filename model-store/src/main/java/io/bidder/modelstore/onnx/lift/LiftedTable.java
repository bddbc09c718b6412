package io.bidder.modelstore.onnx.lift;

import io.bidder.modelstore.schema.Feature;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of one feature, made of what a graph looks its ids up in: one constant, or several side
 * by side, such as a latent vector and a first-order weight.
 */
public final class LiftedTable {
  private final Feature.Embedded feature;
  private final List<Part> parts = new ArrayList<>();
  private int dimension;

  LiftedTable(Feature.Embedded feature) {
    this.feature = feature;
  }

  /**
   * Rows of a constant, of which the feature's are those from {@code firstRow} on.
   *
   * @param offset of the part's first float in a row of the feature's
   */
  private record Part(
      String constant, FloatBuffer rows, int dimension, long firstRow, int offset) {}

  /** Adds rows of a constant unless they are there; the place of their first float. */
  int add(String constant, FloatBuffer rows, int partDimension, long firstRow) {
    for (Part part : parts) {
      if (part.constant.equals(constant) && part.firstRow == firstRow) {
        return part.offset;
      }
    }
    Part part = new Part(constant, rows, partDimension, firstRow, dimension);
    parts.add(part);
    dimension += partDimension;
    return part.offset;
  }

  /** The name of the feature whose ids are looked up. */
  public String feature() {
    return feature.name();
  }

  /** Rows, row 0 for the missing value included. */
  public int rows() {
    return feature.tableRows();
  }

  /** Floats of one row. */
  public int dimension() {
    return dimension;
  }

  /** Copies row {@code row} into {@code destination}, which holds {@link #dimension} floats. */
  public void read(long row, float[] destination) {
    for (Part part : parts) {
      for (int i = 0; i < part.dimension; i++) {
        long at = (part.firstRow + row) * part.dimension + i;
        // An empty bag is row 0, and a graph's sum or mean over nothing is zero.
        destination[part.offset + i] =
            row == 0 && feature instanceof Feature.Bag ? 0 : part.rows.get(Math.toIntExact(at));
      }
    }
  }
}
