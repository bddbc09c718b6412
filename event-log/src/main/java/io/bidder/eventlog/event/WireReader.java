package io.bidder.eventlog.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads protobuf's wire format, field by field. One thread's.
 *
 * <pre>
 *   while (wire.next()) {
 *     switch (wire.field()) {
 *       case 1 -&gt; id = wire.bytes();
 *       default -&gt; wire.skip();
 *     }
 *   }
 * </pre>
 *
 * <p>A field of another type than is asked for, or one that does not end, is an {@link
 * InvalidEventException}.
 */
final class WireReader {
  private static final int MAX_VARINT_BITS = 64;

  /** Of the outermost message, copied once: nothing is as fast to read from as an array. */
  private final byte[] bytes;

  private final int end;
  private int at;
  private int field;
  private int type;

  /** Reads a message: what the buffer has from its position to its limit. */
  WireReader(ByteBuffer message) {
    this(new byte[message.remaining()], 0, message.remaining());
    message.get(message.position(), bytes);
  }

  private WireReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.end = end;
    at = from;
  }

  /** Goes to the next field; false at the end. */
  boolean next() {
    if (at == end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) tag & 7;
    if (field == 0 || tag >>> 32 != 0) {
      throw new InvalidEventException("a field without a number");
    }
    return true;
  }

  int field() {
    return field;
  }

  long whole() {
    expect(WireWriter.VARINT);
    return varint();
  }

  /** A {@code sint32} or {@code sint64}. */
  long signed() {
    long value = whole();
    return (value >>> 1) ^ -(value & 1);
  }

  float number32() {
    expect(WireWriter.FIXED32);
    return Float.intBitsToFloat((int) WireWriter.INTS.get(bytes, taken(Integer.BYTES)));
  }

  double number64() {
    expect(WireWriter.FIXED64);
    return Double.longBitsToDouble((long) WireWriter.LONGS.get(bytes, taken(Long.BYTES)));
  }

  String text() {
    int from = value();
    return new String(bytes, from, at - from, StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    int from = value();
    return Arrays.copyOfRange(bytes, from, at);
  }

  /** A message within the message. */
  WireReader message() {
    int from = value();
    return new WireReader(bytes, from, at);
  }

  /** Passes over a field that nobody asked for, such as one of a later version. */
  void skip() {
    switch (type) {
      case WireWriter.VARINT -> varint();
      case WireWriter.FIXED64 -> taken(Long.BYTES);
      case WireWriter.BYTES -> value();
      case WireWriter.FIXED32 -> taken(Integer.BYTES);
      default -> throw new InvalidEventException("field %d of the type %d".formatted(field, type));
    }
  }

  /** Passes over a text, bytes or a message within the message, and returns where they begin. */
  private int value() {
    expect(WireWriter.BYTES);
    long count = varint();
    if (count < 0 || count > end - at) {
      throw new InvalidEventException(
          "field %d of %d bytes, of which there are %d".formatted(field, count, end - at));
    }
    return taken((int) count);
  }

  private void expect(int expected) {
    if (type != expected) {
      throw new InvalidEventException(
          "field %d of the type %d, expected %d".formatted(field, type, expected));
    }
  }

  private int taken(int count) {
    if (count > end - at) {
      throw new InvalidEventException("field %d does not end".formatted(field));
    }
    int from = at;
    at += count;
    return from;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < MAX_VARINT_BITS && at < end; shift += 7) {
      byte b = bytes[at++];
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new InvalidEventException("a number after field %d does not end".formatted(field));
  }
}
