package io.bidder.eventlog.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes protobuf's wire format, field by field; a field of the type's default is left out, as
 * proto3 does. Reused; allocates nothing once its array is as long as a message. One thread's.
 *
 * <p>A message within the message is begun before its length is known, for which {@link
 * #LENGTH_BYTES} bytes are left: a varint of so many, with leading zeros, which the format allows.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf's encoding</a>
 */
final class WireWriter {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int FIRST_BYTES = 1 << 10;
  private static final int LENGTH_BYTES = 3;
  private static final int MAX_LENGTH = (1 << (7 * LENGTH_BYTES)) - 1;
  private static final int MAX_VARINT_BYTES = 10;
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  /** The array that the message's bytes stand at the beginning of. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  void whole(int field, long value) {
    if (value != 0) {
      reserve(2 * MAX_VARINT_BYTES);
      tag(field, VARINT);
      varint(value);
    }
  }

  /** A {@code sint32} or {@code sint64}, written even if it is 0. */
  void signed(int field, long value) {
    reserve(2 * MAX_VARINT_BYTES);
    tag(field, VARINT);
    varint((value << 1) ^ (value >> 63));
  }

  void number(int field, float value) {
    if (Float.floatToRawIntBits(value) != 0) {
      reserve(MAX_VARINT_BYTES + Integer.BYTES);
      tag(field, FIXED32);
      INTS.set(bytes, length, Float.floatToRawIntBits(value));
      length += Integer.BYTES;
    }
  }

  /** Written even if it is 0. */
  void number(int field, double value) {
    reserve(MAX_VARINT_BYTES + Long.BYTES);
    tag(field, FIXED64);
    LONGS.set(bytes, length, Double.doubleToRawLongBits(value));
    length += Long.BYTES;
  }

  /** A text in UTF-8; half a pair of surrogates becomes a question mark. */
  void text(int field, CharSequence text) {
    int chars = text.length();
    if (chars == 0) {
      return;
    }
    reserve(2 * MAX_VARINT_BYTES + 3 * chars);
    tag(field, BYTES);
    int before = length;
    varint(chars);
    int highest = text instanceof String string ? ascii(string) : ascii(text);
    if (highest >= 0x80) {
      length = before;
      varint(utf8Length(text));
      utf8(text);
    }
  }

  /**
   * Writes chars as if all were ASCII, as nearly all are.
   *
   * @return at least 0x80 if one was not
   */
  private int ascii(String text) {
    int chars = text.length();
    int all = 0;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      all |= c;
      bytes[length + i] = (byte) c;
    }
    length += chars;
    return all;
  }

  /** The same apart, for calls that meet few classes are compiled to better code. */
  private int ascii(CharSequence text) {
    int chars = text.length();
    int all = 0;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      all |= c;
      bytes[length + i] = (byte) c;
    }
    length += chars;
    return all;
  }

  void bytes(int field, byte[] value) {
    bytes(field, value, 0, value.length);
  }

  void bytes(int field, byte[] value, int from, int count) {
    if (count > 0) {
      reserve(2 * MAX_VARINT_BYTES + count);
      tag(field, BYTES);
      varint(count);
      System.arraycopy(value, from, bytes, length, count);
      length += count;
    }
  }

  /** Fields as they were written before. */
  void raw(byte[] fields, int count) {
    reserve(count);
    System.arraycopy(fields, 0, bytes, length, count);
    length += count;
  }

  /** The 16 bytes of an id, most significant first. */
  void id(int field, long high, long low) {
    reserve(MAX_VARINT_BYTES + 2 * Long.BYTES + 1);
    tag(field, BYTES);
    varint(2 * Long.BYTES);
    LONGS.set(bytes, length, Long.reverseBytes(high));
    LONGS.set(bytes, length + Long.BYTES, Long.reverseBytes(low));
    length += 2 * Long.BYTES;
  }

  /**
   * Begins a message within the message.
   *
   * @return for {@link #end}
   */
  int begin(int field) {
    reserve(MAX_VARINT_BYTES + LENGTH_BYTES);
    tag(field, BYTES);
    length += LENGTH_BYTES;
    return length;
  }

  /** Ends the message that {@code begun} was returned for. */
  void end(int begun) {
    int inside = length - begun;
    if (inside > MAX_LENGTH) {
      throw new IllegalStateException("a message of %d bytes within one".formatted(inside));
    }
    bytes[begun - 3] = (byte) (inside | 0x80);
    bytes[begun - 2] = (byte) ((inside >>> 7) | 0x80);
    bytes[begun - 1] = (byte) (inside >>> 14);
  }

  /**
   * Begins a message that is hardly ever longer than a length of one byte tells, such as a
   * feature's value, of which a bid has dozens.
   *
   * @return for {@link #endShort}
   */
  int beginShort(int field) {
    reserve(MAX_VARINT_BYTES + 1);
    tag(field, BYTES);
    return ++length;
  }

  /** Ends the message that {@code begun} was returned for; a long one is moved. */
  void endShort(int begun) {
    int inside = length - begun;
    if (inside < 0x80) {
      bytes[begun - 1] = (byte) inside;
      return;
    }
    reserve(LENGTH_BYTES - 1);
    System.arraycopy(bytes, begun, bytes, begun + LENGTH_BYTES - 1, inside);
    length += LENGTH_BYTES - 1;
    end(begun + LENGTH_BYTES - 1);
  }

  private void tag(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private static int utf8Length(CharSequence text) {
    int chars = text.length();
    int utf8 = chars;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        if (c < 0x800) {
          utf8++;
        } else if (!Character.isSurrogate(c)) {
          utf8 += 2;
        } else if (isPair(text, i)) {
          // Four bytes for two chars.
          utf8 += 2;
          i++;
        }
      }
    }
    return utf8;
  }

  private void utf8(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xc0 | (c >>> 6));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        bytes[length++] = (byte) (0xe0 | (c >>> 12));
        bytes[length++] = (byte) (0x80 | ((c >>> 6) & 0x3f));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (isPair(text, i)) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        bytes[length++] = (byte) (0xf0 | (point >>> 18));
        bytes[length++] = (byte) (0x80 | ((point >>> 12) & 0x3f));
        bytes[length++] = (byte) (0x80 | ((point >>> 6) & 0x3f));
        bytes[length++] = (byte) (0x80 | (point & 0x3f));
      } else {
        bytes[length++] = '?';
      }
    }
  }

  private static boolean isPair(CharSequence text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1));
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }
}
