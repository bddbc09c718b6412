package io.bidder.modelstore.tensors;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.bidder.modelstore.InvalidVersionException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what {@link TensorWriter}, or any other program, wrote in the safetensors format. What is
 * not as expected is an {@link InvalidVersionException} that names the file, the tensor, what it is
 * and what was expected. Open until closed; for one thread at a time.
 */
public final class TensorReader implements AutoCloseable {
  private static final ValueLayout.OfLong LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Header bytes at the most, as in the format's own reader. */
  private static final long HEADER_BYTES_AT_MOST = 100_000_000;

  private final Path file;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment data;
  private final JsonNode header;

  /** Takes the floats of a row of a tensor. */
  @FunctionalInterface
  public interface FloatRows {
    void take(long row, float[] values);
  }

  /** Opens a file. */
  public TensorReader(Path file) throws IOException {
    this.file = file;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      long length = all.byteSize() < Long.BYTES ? -1 : all.get(LONG, 0);
      if (length < 0 || length > Math.min(HEADER_BYTES_AT_MOST, all.byteSize() - Long.BYTES)) {
        throw invalid("begins with no header's length, expected a safetensors file");
      }
      header = parse(all.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE));
      data = all.asSlice(Long.BYTES + length);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private JsonNode parse(byte[] json) {
    try {
      JsonNode parsed = JsonMapper.shared().readTree(json);
      if (parsed.isObject()) {
        return parsed;
      }
    } catch (JacksonException e) {
      throw new InvalidVersionException(
          file + ": its header is no JSON, expected a safetensors file: " + e.getOriginalMessage(),
          e);
    }
    throw invalid("its header is no JSON object, expected a safetensors file");
  }

  /** The text that the file's metadata have under {@code name}. */
  public String metadata(String name) {
    JsonNode text = header.path(TensorWriter.METADATA).path(name);
    if (!text.isString()) {
      throw invalid("metadata '" + name + "' is missing, expected a text");
    }
    return text.asString();
  }

  /** A tensor of {@code count} ints. */
  public int[] ints(String name, int count) {
    int[] values = new int[count];
    MemorySegment from = tensor(name, ElementType.I32, count);
    MemorySegment.copy(from, INT, 0, values, 0, count);
    return values;
  }

  /** One of a tensor of {@code count} ints. */
  public int intAt(String name, int count, int index) {
    return tensor(name, ElementType.I32, count)
        .get(INT, (long) Objects.checkIndex(index, count) * Integer.BYTES);
  }

  /** A tensor of {@code count} floats. */
  public float[] floats(String name, int count) {
    float[] values = new float[count];
    MemorySegment from = tensor(name, ElementType.F32, count);
    MemorySegment.copy(from, FLOAT, 0, values, 0, count);
    return values;
  }

  /** A tensor of {@code count} doubles. */
  public double[] doubles(String name, int count) {
    double[] values = new double[count];
    MemorySegment from = tensor(name, ElementType.F64, count);
    MemorySegment.copy(from, DOUBLE, 0, values, 0, count);
    return values;
  }

  /**
   * Hands over a tensor of {@code rows} rows of {@code width} floats, in an array that is reused.
   */
  public void floats(String name, long rows, int width, FloatRows into) {
    MemorySegment from = tensor(name, ElementType.F32, rows, width);
    float[] values = new float[width];
    for (long row = 0; row < rows; row++) {
      MemorySegment.copy(from, FLOAT, row * width * Float.BYTES, values, 0, width);
      into.take(row, values);
    }
  }

  private MemorySegment tensor(String name, ElementType type, long... shape) {
    JsonNode entry = header.path(name);
    if (!entry.isObject()) {
      throw invalid(
          "tensor '" + name + "' is missing, expected " + type + " " + Arrays.toString(shape));
    }
    long[] actual =
        entry.path(TensorWriter.SHAPE).valueStream().mapToLong(size -> size.asLong(-1)).toArray();
    String actualType = entry.path(TensorWriter.TYPE).asString("");
    if (!actualType.equals(type.name()) || !Arrays.equals(actual, shape)) {
      throw invalid(
          "tensor '%s' is %s %s, expected %s %s"
              .formatted(name, actualType, Arrays.toString(actual), type, Arrays.toString(shape)));
    }
    long bytes = Arrays.stream(shape).reduce(type.bytes, Math::multiplyExact);
    long begin = entry.path(TensorWriter.OFFSETS).path(0).asLong(-1);
    long end = entry.path(TensorWriter.OFFSETS).path(1).asLong(-1);
    if (begin < 0 || end - begin != bytes || end > data.byteSize()) {
      throw invalid(
          "tensor '%s' lies at bytes %d to %d of %d, expected %d bytes"
              .formatted(name, begin, end, data.byteSize(), bytes));
    }
    return data.asSlice(begin, bytes);
  }

  /** The exception that says what is wrong with the file. */
  public InvalidVersionException invalid(String problem) {
    return new InvalidVersionException(file + ": " + problem);
  }

  @Override
  public void close() {
    arena.close();
  }
}
