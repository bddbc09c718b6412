package io.bidder.bidder.json;

import java.util.Arrays;

/**
 * A reused text: set from request to request without allocating, once it has been as long before.
 * Length 0 is "not in the request". Not thread-safe: its request's owner's.
 *
 * <p>Equality is identity, as for anything that changes; contents are compared with {@link
 * #contentEquals}.
 */
public final class Text implements CharSequence {
  private static final char[] NO_CHARS = {};

  private char[] chars = NO_CHARS;
  private int length;

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
    int count = from.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      chars[i] = from.charAt(i);
    }
    length = count;
  }

  public void append(char c) {
    if (length == chars.length) {
      chars = Arrays.copyOf(chars, Math.max(16, 2 * length));
    }
    chars[length++] = c;
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

  /** The same for equal contents as {@link String#hashCode}. */
  public int contentHash() {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + chars[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return new String(chars, 0, length);
  }

  private void reserve(int count) {
    if (count > chars.length) {
      chars = new char[Math.max(16, Integer.highestOneBit(count) << 1)];
    }
  }
}
