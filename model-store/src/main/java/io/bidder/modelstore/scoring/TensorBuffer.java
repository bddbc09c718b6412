package io.bidder.modelstore.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A tensor over memory of our own in native byte order, which ONNX Runtime reads and writes in
 * place. Starts as zeros. Memory goes back at once when it is closed: a server that allocates next
 * to nothing collects so rarely that direct buffers of versions long gone would pile up.
 */
final class TensorBuffer implements AutoCloseable {
  /** A cache line. */
  private static final int ALIGNMENT = 64;

  private final MemorySegment segment;
  private final FloatBuffer floats;
  private final LongBuffer longs;
  private final OnnxTensor tensor;

  /** What the memory is freed with; null if it is somebody else's. */
  private final @Nullable Arena arena;

  private TensorBuffer(
      OrtEnvironment environment,
      ByteBuffer bytes,
      @Nullable Arena arena,
      boolean int64,
      long[] shape)
      throws OrtException {
    this.arena = arena;
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
    Arena arena = arena();
    return new TensorBuffer(environment, allocate(arena, shape, Float.BYTES), arena, false, shape);
  }

  static TensorBuffer int64(OrtEnvironment environment, long... shape) throws OrtException {
    Arena arena = arena();
    return new TensorBuffer(environment, allocate(arena, shape, Long.BYTES), arena, true, shape);
  }

  /** A float32 tensor over a part of memory that {@link #allocate} gave. */
  static TensorBuffer float32(OrtEnvironment environment, ByteBuffer memory, long at, long... shape)
      throws OrtException {
    ByteBuffer part = memory.slice(Math.toIntExact(at), bytes(shape, Float.BYTES));
    return new TensorBuffer(environment, part.order(ByteOrder.nativeOrder()), null, false, shape);
  }

  /** Zeroed memory for a tensor, until the arena is closed. */
  static ByteBuffer allocate(Arena arena, long[] shape, int elementBytes) {
    return arena
        .allocate(bytes(shape, elementBytes), ALIGNMENT)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  /** What {@link #close} closes. */
  @SuppressWarnings("MustBeClosedChecker")
  private static Arena arena() {
    return Arena.ofShared();
  }

  private static int bytes(long[] shape, int elementBytes) {
    long bytes = elementBytes;
    for (long dimension : shape) {
      bytes = Math.multiplyExact(bytes, dimension);
    }
    return Math.toIntExact(bytes);
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

  /** Copies row {@code from} of a tensor of {@code rows} rows to the rows from there to its end. */
  void repeat(int from, int rows) {
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
      if (arena != null) {
        arena.close();
      }
    }
  }
}
