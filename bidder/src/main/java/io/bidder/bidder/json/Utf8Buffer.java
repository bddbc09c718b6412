package io.bidder.bidder.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Growing UTF-8 text. What is appended is copied or encoded in place: nothing allocates once it has
 * been as long before. Not thread-safe.
 */
public final class Utf8Buffer {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final int MICRO_DIGITS = 6;
  private static final int MAX_LONG_DIGITS = 20;
  private static final int MAX_BYTES_PER_CHAR = 9; // Percent-encoded, three bytes.
  private static final int REPLACEMENT = 0xFFFD;

  private byte[] bytes;
  private int length;

  public Utf8Buffer(int capacity) {
    bytes = new byte[capacity];
  }

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** Forgets everything, and gives up an array longer than {@code capacity}. */
  public void clear(int capacity) {
    length = 0;
    if (bytes.length > capacity) {
      bytes = new byte[capacity];
    }
  }

  /** Forgets what stands from {@code newLength} on. */
  public void truncate(int newLength) {
    length = newLength;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  public void ascii(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
  }

  public void raw(byte[] utf8) {
    raw(utf8, utf8.length);
  }

  /** Likewise, the first {@code count} bytes. */
  public void raw(byte[] utf8, int count) {
    reserve(count);
    System.arraycopy(utf8, 0, bytes, length, count);
    length += count;
  }

  public void number(long value) {
    reserve(MAX_LONG_DIGITS);
    if (value < 0) {
      bytes[length++] = '-';
    }
    int start = length;
    long rest = Math.absExact(value);
    do {
      bytes[length++] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    for (int i = start, j = length - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
  }

  /** An amount that is not negative, in whole units: 1500000 is 1.5. */
  public void micros(long micros) {
    number(micros / 1_000_000);
    int fraction = (int) (micros % 1_000_000);
    if (fraction > 0) {
      reserve(1 + MICRO_DIGITS);
      bytes[length++] = '.';
      for (int unit = 100_000; fraction > 0; unit /= 10) {
        bytes[length++] = (byte) ('0' + fraction / unit);
        fraction %= unit;
      }
    }
  }

  /** A JSON string with its quotes. */
  public void jsonString(CharSequence text) {
    ascii('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      reserve(MAX_BYTES_PER_CHAR);
      if (c == '"' || c == '\\') {
        bytes[length++] = '\\';
        bytes[length++] = (byte) c;
      } else if (c < ' ' || c == 0x2028 || c == 0x2029 || isLoneSurrogate(text, i)) {
        jsonEscape(c);
      } else if (Character.isHighSurrogate(c)) {
        i++;
        codePoint(Character.toCodePoint(c, text.charAt(i)), false);
      } else {
        codePoint(c, false);
      }
    }
    ascii('"');
  }

  /**
   * A value as it may stand in a URL's path or query: all but RFC 3986's unreserved characters as
   * percent signs and hex digits of their UTF-8. Of these, none means anything in HTML, XML, a
   * script's string or JSON.
   */
  public void percentEncoded(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      reserve(2 * MAX_BYTES_PER_CHAR);
      if (isUnreserved(c)) {
        bytes[length++] = (byte) c;
      } else if (isLoneSurrogate(text, i)) {
        codePoint(REPLACEMENT, true);
      } else if (Character.isHighSurrogate(c)) {
        i++;
        codePoint(Character.toCodePoint(c, text.charAt(i)), true);
      } else {
        codePoint(c, true);
      }
    }
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  /** Half of a pair, which no UTF-8 has but JSON may: ids are repeated as they came. */
  private static boolean isLoneSurrogate(CharSequence text, int index) {
    char c = text.charAt(index);
    return Character.isHighSurrogate(c)
        ? index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1))
        : Character.isLowSurrogate(c);
  }

  private void jsonEscape(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[c >> shift & 0xF];
    }
  }

  private void codePoint(int c, boolean percent) {
    if (c < 0x80) {
      unit(c, percent);
    } else if (c < 0x800) {
      unit(0xC0 | c >> 6, percent);
      unit(0x80 | (c & 0x3F), percent);
    } else {
      if (c < 0x10000) {
        unit(0xE0 | c >> 12, percent);
      } else {
        unit(0xF0 | c >> 18, percent);
        unit(0x80 | (c >> 12 & 0x3F), percent);
      }
      unit(0x80 | (c >> 6 & 0x3F), percent);
      unit(0x80 | (c & 0x3F), percent);
    }
  }

  private void unit(int octet, boolean percent) {
    if (percent) {
      bytes[length++] = '%';
      bytes[length++] = HEX[octet >> 4];
      bytes[length++] = HEX[octet & 0xF];
    } else {
      bytes[length++] = (byte) octet;
    }
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
