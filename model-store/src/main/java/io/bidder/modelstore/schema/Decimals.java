package io.bidder.modelstore.schema;

import java.nio.charset.StandardCharsets;

/** Numbers from and to ASCII text without allocation in all but rare cases. */
public final class Decimals {
  /** Most bytes that a {@code long} takes. */
  static final int MAX_LONG_BYTES = 20;

  /** Most bytes that a {@code double} takes: sign, digits, point and exponent. */
  private static final int MAX_DOUBLE_BYTES = 40;

  private static final long MAX_EXACT = 1L << 53;

  /** Powers of ten that a double holds exactly. */
  private static final double[] POWERS = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
  }

  private Decimals() {}

  /**
   * The finite number that the text spells in decimal ({@code -1.5}, {@code .5}, {@code 2e-3};
   * spaces around it are skipped), correctly rounded, or NaN. Names such as {@code NaN},
   * hexadecimal and digit separators are not numbers.
   */
  public static double parse(byte[] text, int from, int length) {
    int at = from;
    int end = from + length;
    while (at < end && text[at] == ' ') {
      at++;
    }
    while (end > at && text[end - 1] == ' ') {
      end--;
    }
    int start = at;
    boolean negative = at < end && text[at] == '-';
    if (at < end && (negative || text[at] == '+')) {
      at++;
    }
    long mantissa = 0;
    int significant = 0;
    int digits = 0;
    int exponent = 0;
    boolean fraction = false;
    for (; at < end; at++) {
      int c = text[at];
      if (c >= '0' && c <= '9') {
        digits++;
        if (fraction) {
          exponent--;
        }
        if (significant > 0 || c != '0') {
          significant++;
        }
        if (significant <= 18) {
          mantissa = mantissa * 10 + (c - '0');
        }
      } else if (c == '.' && !fraction) {
        fraction = true;
      } else {
        break;
      }
    }
    if (digits == 0) {
      return Double.NaN;
    }
    if (at < end) {
      int c = text[at++];
      if (c != 'e' && c != 'E') {
        return Double.NaN;
      }
      boolean negativeExponent = at < end && text[at] == '-';
      if (at < end && (negativeExponent || text[at] == '+')) {
        at++;
      }
      if (at == end) {
        return Double.NaN;
      }
      int written = 0;
      for (; at < end; at++) {
        c = text[at];
        if (c < '0' || c > '9') {
          return Double.NaN;
        }
        written = Math.min(written * 10 + (c - '0'), 100_000);
      }
      exponent += negativeExponent ? -written : written;
    }
    if (significant <= 18
        && mantissa <= MAX_EXACT
        && exponent > -POWERS.length
        && exponent < POWERS.length) {
      // Both are exact, so that one operation rounds once (Clinger, "How to read floating point
      // numbers accurately").
      double value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
      return negative ? -value : value;
    }
    double value =
        Double.parseDouble(new String(text, start, end - start, StandardCharsets.US_ASCII));
    return Double.isFinite(value) ? value : Double.NaN;
  }

  /** The one text of a finite number, as {@link RawValues} hashes it. */
  public static String text(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 0x1p63) {
      return Long.toString((long) value);
    }
    byte[] text = new byte[MAX_DOUBLE_BYTES];
    int start = writeBefore(text, text.length, value);
    return new String(text, start, text.length - start, StandardCharsets.US_ASCII);
  }

  /**
   * Writes the number's digits so that they end before {@code end}, and returns where they start.
   */
  static int writeBefore(byte[] into, int end, long value) {
    int at = end;
    long rest = value;
    do {
      // Remainders of negative numbers are negative, which also holds for Long.MIN_VALUE.
      into[--at] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      into[--at] = '-';
    }
    return at;
  }

  /**
   * Writes the canonical text of a finite, non-integral number so that it ends before {@code end},
   * and returns where it starts: the shortest plain decimal ({@code 0.25}), or {@link
   * Double#toString} where that has more digits than a double holds exactly.
   */
  static int writeBefore(byte[] into, int end, double value) {
    for (int places = 1; places < POWERS.length; places++) {
      double scaled = Math.rint(value * POWERS[places]);
      if (Math.abs(scaled) > MAX_EXACT) {
        break;
      }
      if (scaled / POWERS[places] == value) {
        long digits = Math.abs((long) scaled);
        int at = end;
        for (int i = 0; i < places; i++) {
          into[--at] = (byte) ('0' + digits % 10);
          digits /= 10;
        }
        into[--at] = '.';
        at = writeBefore(into, at, digits);
        if (value < 0) {
          into[--at] = '-';
        }
        return at;
      }
    }
    byte[] text = Double.toString(value).getBytes(StandardCharsets.US_ASCII);
    int at = end - text.length;
    System.arraycopy(text, 0, into, at, text.length);
    return at;
  }
}
