package io.bidder.bidder.json;

import io.bidder.modelstore.schema.Decimals;

/**
 * A decimal number out of ASCII bytes, exactly and without allocating, whether JSON had it as a
 * number or as a string. Reused; not thread-safe.
 */
public final class NumberText {
  /** The answer of {@link #toInt} where there is no such number. */
  public static final int NOT_AN_INT = Integer.MIN_VALUE;

  /** Longer texts are no numbers. */
  static final int MAX_CHARS = 64;

  private static final int MICROS_DIGITS = 6;

  /** Digits that a long holds whatever they are. */
  private static final int MAX_DIGITS = 18;

  private static final int MAX_EXPONENT = 10_000;

  private byte[] text = {};
  private int textOffset;
  private int textLength;

  // The number is mantissa x 10^exponent, and a little more where digits were cut off.
  private long mantissa;
  private int exponent;
  private boolean negative;
  private boolean cutOff;

  /** Takes the number that the text spells; false if it spells none. Spaces around are skipped. */
  boolean parse(byte[] chars, int offset, int length) {
    if (length > MAX_CHARS) {
      return false;
    }
    text = chars;
    textOffset = offset;
    textLength = length;
    int at = offset;
    int end = offset + length;
    while (at < end && chars[at] == ' ') {
      at++;
    }
    while (end > at && chars[end - 1] == ' ') {
      end--;
    }
    mantissa = 0;
    exponent = 0;
    cutOff = false;
    negative = at < end && chars[at] == '-';
    if (at < end && (negative || chars[at] == '+')) {
      at++;
    }
    int digits = 0;
    int significant = 0;
    boolean fraction = false;
    for (; at < end; at++) {
      int c = chars[at];
      if (c >= '0' && c <= '9') {
        digits++;
        if (significant < MAX_DIGITS) {
          mantissa = mantissa * 10 + (c - '0');
          significant += mantissa == 0 ? 0 : 1;
          exponent -= fraction ? 1 : 0;
        } else {
          cutOff |= c != '0';
          exponent += fraction ? 0 : 1;
        }
      } else if (c == '.' && !fraction) {
        fraction = true;
      } else {
        break;
      }
    }
    return digits > 0 && (at == end || parseExponent(chars, at, end));
  }

  private boolean parseExponent(byte[] chars, int from, int end) {
    int at = from;
    if ((chars[at] | 0x20) != 'e') {
      return false;
    }
    at++;
    boolean down = at < end && chars[at] == '-';
    if (at < end && (down || chars[at] == '+')) {
      at++;
    }
    if (at == end) {
      return false;
    }
    int written = 0;
    for (; at < end; at++) {
      int c = chars[at];
      if (c < '0' || c > '9') {
        return false;
      }
      written = Math.min(written * 10 + (c - '0'), MAX_EXPONENT);
    }
    exponent += down ? -written : written;
    return true;
  }

  public boolean isNegative() {
    return negative && mantissa != 0;
  }

  /** The number, or {@link #NOT_AN_INT} where it is not whole or no {@code int}. */
  public int toInt() {
    long value = mantissa;
    int power = exponent;
    for (; power > 0 && value != 0 && value <= Integer.MAX_VALUE; power--) {
      value *= 10;
    }
    for (; power < 0 && value != 0; power++) {
      if (value % 10 != 0) {
        return NOT_AN_INT;
      }
      value /= 10;
    }
    if (cutOff || value > Integer.MAX_VALUE) {
      return NOT_AN_INT;
    }
    return (int) (negative ? -value : value);
  }

  /** The number x 10^6 to the nearest, from half a micro on upwards; saturates. Not negative. */
  public long toMicros() {
    long value = mantissa;
    int power = exponent + MICROS_DIGITS;
    for (; power > 0 && value != 0; power--) {
      if (value > Long.MAX_VALUE / 10) {
        return Long.MAX_VALUE;
      }
      value *= 10;
    }
    for (; power < -1 && value != 0; power++) {
      value /= 10;
    }
    // The digit that decides is the last one left: what was cut off lies below it.
    return power == -1 ? (value + 5) / 10 : value;
  }

  /** The number, correctly rounded; the bytes must be as they were parsed. */
  public double toDouble() {
    return Decimals.parse(text, textOffset, textLength);
  }
}
