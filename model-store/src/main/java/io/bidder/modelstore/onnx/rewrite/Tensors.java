package io.bidder.modelstore.onnx.rewrite;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Constants of the ONNX format as arrays. */
final class Tensors {
  private Tensors() {}

  /** Float32s as {@link Value.Reals}, int64s and int32s as {@link Value.Longs}. */
  static Value value(String name, TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw new NotUnderstoodException("constant " + name + " lies in a file of its own");
    }
    int[] shape = tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
    int size = Movement.size(shape);
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean isRaw = tensor.hasRawData();
    if (type == TensorProto.DataType.FLOAT) {
      checkCount(name, size, isRaw ? raw.remaining() / Float.BYTES : tensor.getFloatDataCount());
      float[] reals = new float[size];
      for (int i = 0; i < size; i++) {
        reals[i] = isRaw ? raw.getFloat(i * Float.BYTES) : tensor.getFloatData(i);
      }
      return new Value.Reals(reals, shape);
    }
    if (type == TensorProto.DataType.INT64) {
      checkCount(name, size, isRaw ? raw.remaining() / Long.BYTES : tensor.getInt64DataCount());
      long[] longs = new long[size];
      for (int i = 0; i < size; i++) {
        longs[i] = isRaw ? raw.getLong(i * Long.BYTES) : tensor.getInt64Data(i);
      }
      return new Value.Longs(longs, shape);
    }
    if (type == TensorProto.DataType.INT32) {
      checkCount(name, size, isRaw ? raw.remaining() / Integer.BYTES : tensor.getInt32DataCount());
      long[] longs = new long[size];
      for (int i = 0; i < size; i++) {
        longs[i] = isRaw ? raw.getInt(i * Integer.BYTES) : tensor.getInt32Data(i);
      }
      return new Value.Longs(longs, shape);
    }
    throw new NotUnderstoodException(
        "constant " + name + " is " + type + ", expected FLOAT, INT32 or INT64");
  }

  private static void checkCount(String name, int expected, int actual) {
    if (expected != actual) {
      throw new NotUnderstoodException(
          "constant " + name + " has " + actual + " elements, its shape says " + expected);
    }
  }
}
