package io.bidder.modelstore.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * A tensor over memory of our own in native byte order, which ONNX Runtime reads and writes in
 * place. Starts as zeros. The memory is an arena's, which goes when all tensors in it are closed.
 *
 * <p>Not direct buffers: a server that allocates next to nothing collects so rarely that those of
 * versions long gone would pile up. And not an arena each: closing one that threads share has every
 * thread stop for a moment.
 */
public final class TensorBuffer implements AutoCloseable {
  /** A cache line. */
  private static final int ALIGNMENT = 64;

  private final MemorySegment segment;
  private final FloatBuffer floats;
  private final LongBuffer longs;
  private final OnnxTensor tensor;

  private TensorBuffer(ByteBuffer bytes, boolean int64, long[] shape) throws OrtException {
    segment = MemorySegment.ofBuffer(bytes);
    floats = bytes.asFloatBuffer();
    longs = bytes.asLongBuffer();
    OrtEnvironment environment = OrtLibrary.environment();
    tensor =
        int64
            ? OnnxTensor.createTensor(environment, longs, shape)
            : OnnxTensor.createTensor(environment, floats, shape);
    NativeCounts.TENSORS_OPENED.increment();
  }

  public static TensorBuffer float32(Arena arena, long... shape) throws OrtException {
    return new TensorBuffer(allocate(arena, shape, Float.BYTES), false, shape);
  }

  public static TensorBuffer int64(Arena arena, long... shape) throws OrtException {
    return new TensorBuffer(allocate(arena, shape, Long.BYTES), true, shape);
  }

  /** A float32 tensor over a part of memory that {@link #allocate} gave. */
  public static TensorBuffer float32(ByteBuffer memory, long at, long... shape)
      throws OrtException {
    ByteBuffer part = memory.slice(Math.toIntExact(at), bytes(shape, Float.BYTES));
    return new TensorBuffer(part.order(ByteOrder.nativeOrder()), false, shape);
  }

  /** Zeroed memory for a tensor, until the arena is closed. */
  public static ByteBuffer allocate(Arena arena, long[] shape, int elementBytes) {
    return arena
        .allocate(bytes(shape, elementBytes), ALIGNMENT)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  private static int bytes(long[] shape, int elementBytes) {
    long bytes = elementBytes;
    for (long dimension : shape) {
      bytes = Math.multiplyExact(bytes, dimension);
    }
    return Math.toIntExact(bytes);
  }

  public MemorySegment segment() {
    return segment;
  }

  public FloatBuffer floats() {
    return floats;
  }

  public LongBuffer longs() {
    return longs;
  }

  public OnnxTensor tensor() {
    return tensor;
  }

  /** Copies row {@code from} of a tensor of {@code rows} rows to the rows from there to its end. */
  public void repeat(int from, int rows) {
    long rowBytes = segment.byteSize() / rows;
    for (int row = from + 1; row < rows; row++) {
      MemorySegment.copy(segment, from * rowBytes, segment, row * rowBytes, rowBytes);
    }
  }

  @Override
  public void close() {
    if (!tensor.isClosed()) {
      tensor.close();
      NativeCounts.TENSORS_CLOSED.increment();
    }
  }
}
