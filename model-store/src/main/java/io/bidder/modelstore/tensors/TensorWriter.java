package io.bidder.modelstore.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes tensors to a file in the safetensors format, which any program can read without knowing
 * who wrote it. Tensors are announced first and written from their owners' arrays, row by row, so
 * that none is copied as a whole. Not thread-safe.
 *
 * <pre>
 *   | header's length N: 8 | header: N bytes of JSON, spaces to a multiple of 8 | tensor | tensor | …    little-endian
 *
 *   {"__metadata__": {name: text, …},
 *    tensor: {"dtype": "F32" | "F64" | "I32", "shape": [n, …], "data_offsets": [begin, end]}, …}
 * </pre>
 *
 * <p>Offsets count from the header's end; a tensor's elements lie in row-major order. See <a
 * href="https://huggingface.co/docs/safetensors">the format's description</a>.
 */
public final class TensorWriter {
  static final String METADATA = "__metadata__";
  static final String TYPE = "dtype";
  static final String SHAPE = "shape";
  static final String OFFSETS = "data_offsets";

  /** The header's length is a multiple of this, so that the tensors begin at one. */
  static final int ALIGNMENT = 8;

  private static final int BUFFER_BYTES = 1 << 20;

  private final Map<String, Object> header = new LinkedHashMap<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private long end;

  /** Gives the floats of a row of a tensor. */
  @FunctionalInterface
  public interface FloatRows {
    /** Puts row {@code row} into the beginning of {@code into}. */
    void read(long row, float[] into);
  }

  private record Tensor(long rows, int rowBytes, RowWriter writer) {}

  @FunctionalInterface
  private interface RowWriter {
    void write(long row, ByteBuffer into);
  }

  /**
   * A file to be.
   *
   * @param metadata what the file is, name to text
   */
  public TensorWriter(Map<String, String> metadata) {
    header.put(METADATA, new TreeMap<>(metadata));
  }

  /** Adds a tensor of one dimension. */
  public void add(String name, float[] values) {
    add(
        name,
        ElementType.F32,
        new long[] {values.length},
        (row, into) -> into.putFloat(values[(int) row]));
  }

  /** Adds a tensor of one dimension. */
  public void add(String name, double[] values) {
    add(
        name,
        ElementType.F64,
        new long[] {values.length},
        (row, into) -> into.putDouble(values[(int) row]));
  }

  /** Adds a tensor of one dimension. */
  public void add(String name, int[] values) {
    add(
        name,
        ElementType.I32,
        new long[] {values.length},
        (row, into) -> into.putInt(values[(int) row]));
  }

  /** Adds a tensor of {@code rows} rows of {@code width} floats. */
  public void add(String name, long rows, int width, FloatRows source) {
    float[] values = new float[width];
    add(
        name,
        ElementType.F32,
        new long[] {rows, width},
        (row, into) -> {
          source.read(row, values);
          into.asFloatBuffer().put(values);
          into.position(into.position() + Float.BYTES * width);
        });
  }

  private void add(String name, ElementType type, long[] shape, RowWriter writer) {
    int width = shape.length == 1 ? 1 : (int) shape[1];
    long begin = end;
    end += shape[0] * width * type.bytes;
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(TYPE, type.name());
    entry.put(SHAPE, shape);
    entry.put(OFFSETS, new long[] {begin, end});
    if (header.put(name, entry) != null) {
      throw new IllegalArgumentException("tensor '" + name + "' is added twice");
    }
    tensors.add(new Tensor(shape[0], width * type.bytes, writer));
  }

  /** Writes the file, which must not be there yet. */
  public void write(Path file) throws IOException {
    byte[] json = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    int length = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
    int widest = tensors.stream().mapToInt(Tensor::rowBytes).max().orElse(0);
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.max(BUFFER_BYTES, Math.max(Long.BYTES + length, widest)))
            .order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      buffer.putLong(length).put(json);
      for (int i = json.length; i < length; i++) {
        buffer.put((byte) ' ');
      }
      for (Tensor tensor : tensors) {
        for (long row = 0; row < tensor.rows; row++) {
          if (buffer.remaining() < tensor.rowBytes) {
            flush(buffer, channel);
          }
          tensor.writer.write(row, buffer);
        }
      }
      flush(buffer, channel);
    }
  }

  private static void flush(ByteBuffer buffer, FileChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
