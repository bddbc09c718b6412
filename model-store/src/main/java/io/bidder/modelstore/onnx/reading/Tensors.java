package io.bidder.modelstore.onnx.reading;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Constants of the ONNX format as arrays. */
public final class Tensors {
  private Tensors() {}

  /** Float32s as {@link Value.Reals}, int64s and int32s as {@link Value.Longs}. */
  public static Value value(String name, TensorProto tensor) {
    checkInside(name, tensor);
    int[] shape = tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
    int size = Rearrangement.size(shape);
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
    ByteBuffer raw =
        tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    boolean isRaw = tensor.hasRawData();
    if (type == TensorProto.DataType.FLOAT) {
      float[] reals = new float[size];
      floats(name, tensor).get(0, reals);
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

  /** The elements of a float32 constant, not copied where the format allows. */
  public static FloatBuffer floats(String name, TensorProto tensor) {
    checkInside(name, tensor);
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
    if (type != TensorProto.DataType.FLOAT) {
      throw new NotUnderstoodException("constant " + name + " is " + type + ", expected FLOAT");
    }
    FloatBuffer floats;
    if (tensor.hasRawData()) {
      ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer();
      floats = raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    } else {
      floats = FloatBuffer.allocate(tensor.getFloatDataCount());
      tensor.getFloatDataList().forEach(floats::put);
      floats.flip();
    }
    int[] shape = tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
    checkCount(name, Rearrangement.size(shape), floats.remaining());
    return floats;
  }

  private static void checkInside(String name, TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw new NotUnderstoodException("constant " + name + " lies in a file of its own");
    }
  }

  private static void checkCount(String name, int expected, int actual) {
    if (expected != actual) {
      throw new NotUnderstoodException(
          "constant " + name + " has " + actual + " elements, its shape says " + expected);
    }
  }
}
