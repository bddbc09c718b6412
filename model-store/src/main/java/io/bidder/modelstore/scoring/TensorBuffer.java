package io.bidder.modelstore.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * A tensor over a direct buffer of our own in native byte order, which ONNX Runtime reads and
 * writes in place. Starts as zeros.
 */
final class TensorBuffer implements AutoCloseable {
  private final MemorySegment segment;
  private final FloatBuffer floats;
  private final LongBuffer longs;
  private final OnnxTensor tensor;

  private TensorBuffer(OrtEnvironment environment, boolean int64, long[] shape)
      throws OrtException {
    long elements = 1;
    for (long dimension : shape) {
      elements = Math.multiplyExact(elements, dimension);
    }
    int elementBytes = int64 ? Long.BYTES : Float.BYTES;
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.toIntExact(Math.multiplyExact(elements, elementBytes)))
            .order(ByteOrder.nativeOrder());
    segment = MemorySegment.ofBuffer(bytes);
    floats = bytes.asFloatBuffer();
    longs = bytes.asLongBuffer();
    tensor =
        int64
            ? OnnxTensor.createTensor(environment, longs, shape)
            : OnnxTensor.createTensor(environment, floats, shape);
    NativeCounts.TENSORS_OPENED.increment();
  }

  static TensorBuffer float32(OrtEnvironment environment, long... shape) throws OrtException {
    return new TensorBuffer(environment, false, shape);
  }

  static TensorBuffer int64(OrtEnvironment environment, long... shape) throws OrtException {
    return new TensorBuffer(environment, true, shape);
  }

  MemorySegment segment() {
    return segment;
  }

  FloatBuffer floats() {
    return floats;
  }

  LongBuffer longs() {
    return longs;
  }

  OnnxTensor tensor() {
    return tensor;
  }

  @Override
  public void close() {
    if (!tensor.isClosed()) {
      tensor.close();
      NativeCounts.TENSORS_CLOSED.increment();
    }
  }
}
