package io.bidder.modelstore.onnx.reading;

import io.bidder.modelstore.onnx.reading.Value.Longs;
import io.bidder.modelstore.onnx.reading.Value.Reals;

/** Add, Sub, Mul and Div of constants, as exporters calculate shapes and places with them. */
final class ConstantFolding {
  private ConstantFolding() {}

  static Reals folded(Node node, Reals a, Reals b) {
    int[] shape = Arithmetic.common(node, a, b);
    float[] left = a.rearranged(Rearrangement.broadcast(a.shape(), shape)).data;
    float[] right = b.rearranged(Rearrangement.broadcast(b.shape(), shape)).data;
    float[] result = new float[left.length];
    for (int i = 0; i < result.length; i++) {
      result[i] =
          switch (node.operator()) {
            case "Add" -> left[i] + right[i];
            case "Sub" -> left[i] - right[i];
            case "Mul" -> left[i] * right[i];
            default -> left[i] / right[i];
          };
    }
    return new Reals(result, shape);
  }

  static Longs folded(Node node, Longs a, Longs b) {
    int[] shape = Arithmetic.common(node, a, b);
    long[] left = a.rearranged(Rearrangement.broadcast(a.shape(), shape)).data;
    long[] right = b.rearranged(Rearrangement.broadcast(b.shape(), shape)).data;
    long[] result = new long[left.length];
    for (int i = 0; i < result.length; i++) {
      if (left[i] == Longs.ROWS || right[i] == Longs.ROWS) {
        throw node.notUnderstood("calculates with the number of rows");
      }
      result[i] =
          switch (node.operator()) {
            case "Add" -> left[i] + right[i];
            case "Sub" -> left[i] - right[i];
            case "Mul" -> left[i] * right[i];
            default -> left[i] / right[i];
          };
    }
    return new Longs(result, shape);
  }
}
