package io.bidder.benchmarks.subject;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Appends constant tensors to an {@code .onnx} file, row after row, so that they need not fit into
 * memory. Serialised protobuf messages that follow each other are one message with the fields of
 * both, parts merged (Protocol Buffers encoding, "Last One Wins"): what is appended is a ModelProto
 * of nothing but a graph of nothing but an initializer.
 */
final class TensorAppender {
  private static final int LENGTH_DELIMITED = 2;
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_DIMS = 1;
  private static final int TENSOR_DATA_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW_DATA = 9;
  private static final int FLOAT = 1;

  private final OutputStream out;

  TensorAppender(OutputStream out) {
    this.out = out;
  }

  /** Appends float32 [rows, columns]; {@code source} fills one row after the other. */
  void append(String name, int rows, int columns, BenchWeights.Rows source) throws IOException {
    long dataBytes = (long) rows * columns * Float.BYTES;
    ByteBuffer head = ByteBuffer.allocate(256);
    number(head, TENSOR_DIMS, rows);
    number(head, TENSOR_DIMS, columns);
    number(head, TENSOR_DATA_TYPE, FLOAT);
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    length(head, TENSOR_NAME, nameBytes.length);
    head.put(nameBytes);
    length(head, TENSOR_RAW_DATA, dataBytes);
    long tensorBytes = head.position() + dataBytes;

    ByteBuffer initializer = ByteBuffer.allocate(32);
    length(initializer, GRAPH_INITIALIZER, tensorBytes);
    ByteBuffer graph = ByteBuffer.allocate(32);
    length(graph, MODEL_GRAPH, initializer.position() + tensorBytes);
    write(graph);
    write(initializer);
    write(head);
    float[] row = new float[columns];
    ByteBuffer bytes = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int r = 0; r < rows; r++) {
      source.next(row);
      bytes.clear();
      for (float value : row) {
        bytes.putFloat(value);
      }
      write(bytes);
    }
  }

  private void write(ByteBuffer buffer) throws IOException {
    out.write(buffer.array(), buffer.arrayOffset(), buffer.position());
  }

  private static void number(ByteBuffer to, int field, long value) {
    varint(to, (long) field << 3);
    varint(to, value);
  }

  private static void length(ByteBuffer to, int field, long bytes) {
    varint(to, (long) field << 3 | LENGTH_DELIMITED);
    varint(to, bytes);
  }

  private static void varint(ByteBuffer to, long value) {
    long left = value;
    while (left >= 0x80) {
      to.put((byte) (left | 0x80));
      left >>>= 7;
    }
    to.put((byte) left);
  }
}
