package io.bidder.bidder.json;

import java.util.Arrays;

/**
 * A reused text: set from request to request without allocating, once it has been as long before.
 * Length 0 is "not in the request". What it takes is counted in its owner's {@link Memory}. Not
 * thread-safe: its request's owner's.
 *
 * <p>Equality is identity, as for anything that changes; contents are compared with {@link
 * #contentEquals}.
 */
public final class Text implements CharSequence {
  private static final char[] NO_CHARS = {};
  private static final int LEAST_CHARS = 16;
  private static final int ARRAY_BYTES = 16;
  private static final int BYTES = 24;

  private final Memory memory;
  private char[] chars = NO_CHARS;
  private int length;

  /** A text whose length its owner bounds. */
  public Text() {
    this(Memory.unbounded());
  }

  /** A text that is counted. */
  public Text(Memory memory) {
    this.memory = memory;
    memory.keep(BYTES);
  }

  public void clear() {
    length = 0;
  }

  public void set(char[] from, int offset, int count) {
    reserve(count);
    System.arraycopy(from, offset, chars, 0, count);
    length = count;
  }

  /** Sets from bytes that are ASCII. */
  void setAscii(byte[] from, int offset, int count) {
    reserve(count);
    char[] to = chars;
    for (int i = 0; i < count; i++) {
      to[i] = (char) from[offset + i];
    }
    length = count;
  }

  public void set(CharSequence from) {
    setPart(from, 0, from.length());
  }

  /**
   * Becomes the chars of a text, which may be this one, from {@code start} to before {@code end}.
   */
  public void setPart(CharSequence from, int start, int end) {
    if (from != this) {
      reserve(end - start);
    }
    for (int i = start; i < end; i++) {
      chars[i - start] = from.charAt(i);
    }
    length = end - start;
  }

  public void append(char c) {
    memory.use(Character.BYTES);
    if (length == chars.length) {
      grow(Math.max(LEAST_CHARS, 2 * length));
    }
    chars[length++] = c;
  }

  /** Appends the chars from {@code start} to before {@code end}. */
  public void append(CharSequence from, int start, int end) {
    for (int i = start; i < end; i++) {
      append(from.charAt(i));
    }
  }

  /** Keeps the first {@code newLength} chars. */
  public void truncate(int newLength) {
    if (newLength < length) {
      length = newLength;
    }
  }

  /** ASCII letters to lower case, in place. */
  public void toLowerCase() {
    for (int i = 0; i < length; i++) {
      char c = chars[i];
      if (c >= 'A' && c <= 'Z') {
        chars[i] = (char) (c + ('a' - 'A'));
      }
    }
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    if (index >= length) {
      throw new IndexOutOfBoundsException(index);
    }
    return chars[index];
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new String(chars, start, end - start);
  }

  public boolean contentEquals(CharSequence other) {
    if (other.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (chars[i] != other.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The same for equal contents, in this process. */
  public long seededHash() {
    long hash = SeededHash.SEED;
    for (int i = 0; i < length; i += 4) {
      long eight = 0;
      for (int k = Math.min(i + 4, length) - 1; k >= i; k--) {
        eight = eight << Character.SIZE | chars[k];
      }
      hash = SeededHash.mix(hash, eight);
    }
    return SeededHash.mix(hash, length);
  }

  @Override
  public String toString() {
    return new String(chars, 0, length);
  }

  /** Makes room for other contents. */
  private void reserve(int count) {
    if (count == 0) {
      return;
    }
    int room = Math.max(LEAST_CHARS, Integer.highestOneBit(count) << 1);
    memory.use(ARRAY_BYTES + (long) Character.BYTES * room);
    if (count > chars.length) {
      length = 0;
      grow(room);
    }
  }

  private void grow(int room) {
    memory.keep(
        (long) Character.BYTES * (room - chars.length) + (chars.length == 0 ? ARRAY_BYTES : 0));
    chars = Arrays.copyOf(chars, room);
  }
}
