package io.bidder.eventlog.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

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

  private final ByteBuffer bytes;
  private int field;
  private int type;

  /** Reads a message: what the buffer has from its position to its limit. */
  WireReader(ByteBuffer message) {
    bytes = message.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Goes to the next field; false at the end. */
  boolean next() {
    if (!bytes.hasRemaining()) {
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
    return Float.intBitsToFloat(taken(Integer.BYTES).getInt(0));
  }

  double number64() {
    expect(WireWriter.FIXED64);
    return Double.longBitsToDouble(taken(Long.BYTES).getLong(0));
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    ByteBuffer value = value();
    byte[] copy = new byte[value.remaining()];
    value.get(copy);
    return copy;
  }

  /** A message within the message. */
  WireReader message() {
    return new WireReader(value());
  }

  /** The bytes of a text, of bytes or of a message within the message; not to be changed. */
  ByteBuffer value() {
    expect(WireWriter.BYTES);
    long count = varint();
    if (count < 0 || count > bytes.remaining()) {
      throw new InvalidEventException(
          "field %d of %d bytes, of which there are %d".formatted(field, count, bytes.remaining()));
    }
    return taken((int) count);
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

  private void expect(int expected) {
    if (type != expected) {
      throw new InvalidEventException(
          "field %d of the type %d, expected %d".formatted(field, type, expected));
    }
  }

  private ByteBuffer taken(int count) {
    if (count > bytes.remaining()) {
      throw new InvalidEventException("field %d does not end".formatted(field));
    }
    ByteBuffer taken = bytes.slice(bytes.position(), count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + count);
    return taken;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < MAX_VARINT_BITS && bytes.hasRemaining(); shift += 7) {
      byte b = bytes.get();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new InvalidEventException("a number after field %d does not end".formatted(field));
  }
}
