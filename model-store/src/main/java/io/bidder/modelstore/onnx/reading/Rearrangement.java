package io.bidder.modelstore.onnx.reading;

/**
 * The result of an operator that only moves elements: element i of the new value, whose shape is
 * {@link #shape}, is element {@code places[i]} of the old one. All in row-major order.
 */
public final class Rearrangement {
  private final int[] shape;
  private final int[] places;

  private Rearrangement(int[] shape, int[] places) {
    this.shape = shape;
    this.places = places;
  }

  public int[] shape() {
    return shape;
  }

  public int[] places() {
    return places;
  }

  public static int size(int[] shape) {
    int size = 1;
    for (int dimension : shape) {
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }

  public static Rearrangement reshape(int[] shape) {
    int[] places = new int[size(shape)];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    return new Rearrangement(shape, places);
  }

  /**
   * The axis becomes {@code indices}, which themselves have a shape (without axes: the axis goes).
   */
  public static Rearrangement gather(int[] shape, int axis, int[] indices, int[] indicesShape) {
    int[] result = new int[shape.length - 1 + indicesShape.length];
    System.arraycopy(shape, 0, result, 0, axis);
    System.arraycopy(indicesShape, 0, result, axis, indicesShape.length);
    System.arraycopy(shape, axis + 1, result, axis + indicesShape.length, shape.length - axis - 1);
    int inner = 1;
    for (int i = axis + 1; i < shape.length; i++) {
      inner *= shape[i];
    }
    int[] places = new int[size(result)];
    for (int i = 0; i < places.length; i++) {
      int outer = i / (inner * indices.length);
      int index = indices[i / inner % indices.length];
      places[i] = (outer * shape[axis] + index) * inner + i % inner;
    }
    return new Rearrangement(result, places);
  }

  public static Rearrangement transpose(int[] shape, int[] permutation) {
    int[] result = new int[shape.length];
    int[] strides = new int[shape.length];
    for (int i = 0; i < shape.length; i++) {
      result[i] = shape[permutation[i]];
      int stride = 1;
      for (int axis = permutation[i] + 1; axis < shape.length; axis++) {
        stride *= shape[axis];
      }
      strides[i] = stride;
    }
    return strided(result, strides);
  }

  /** Repeats elements along axes of length 1, as arithmetic takes its operands. */
  public static Rearrangement broadcast(int[] shape, int[] target) {
    int[] strides = new int[target.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      int axis = target.length - shape.length + i;
      strides[axis] = shape[i] == 1 ? 0 : stride;
      stride *= shape[i];
    }
    return strided(target, strides);
  }

  private static Rearrangement strided(int[] shape, int[] strides) {
    int[] places = new int[size(shape)];
    for (int i = 0; i < places.length; i++) {
      int rest = i;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        places[i] += rest % shape[axis] * strides[axis];
        rest /= shape[axis];
      }
    }
    return new Rearrangement(shape, places);
  }
}
