package io.bidder.modelstore.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The random values of one case. One in eight is an edge of its range, three in eight are of a
 * random magnitude, and the others are spread evenly.
 */
public final class Draw {
  private static final int MAX_SHOWN_CHARS = 2_000;

  /** The edges where one byte of UTF-8 becomes two, three, four, and halves of pairs. */
  private static final int[] ODD_CODE_POINTS = {
    0, '\t', '\n', 0x1f, '"', '\\', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00,
    0xdfff, 0xe000, 0xfeff, 0xfffd, 0xffff, 0x10000, 0x1f600, 0x10ffff
  };

  private final SplittableRandom random;
  private final StringBuilder shown = new StringBuilder();

  Draw(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Any long, for example as the seed of a larger case. */
  public long anyLong() {
    return longBetween(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** A long from {@code min} to {@code max}, both included. */
  public long longBetween(long min, long max) {
    return show(drawLong(min, max));
  }

  /** Any int. */
  public int anyInt() {
    return intBetween(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** An int from {@code min} to {@code max}, both included. */
  public int intBetween(int min, int max) {
    return (int) longBetween(min, max);
  }

  /** True or false. */
  public boolean anyBoolean() {
    return show(random.nextBoolean());
  }

  /** Any finite double. */
  public double anyDouble() {
    return doubleBetween(-Double.MAX_VALUE, Double.MAX_VALUE);
  }

  /** A double from {@code min} to {@code max}, both included. */
  public double doubleBetween(double min, double max) {
    return show(drawDouble(min, max));
  }

  /** One of {@code values}. */
  @SafeVarargs
  public final <T> T oneOf(T... values) {
    return show(values[random.nextInt(values.length)]);
  }

  /** A text of at most {@code maxChars} characters, half of them ASCII, some of them odd. */
  public String text(int maxChars) {
    int chars = (int) drawLong(0, maxChars);
    StringBuilder text = new StringBuilder();
    while (text.length() < chars) {
      int codePoint =
          switch (random.nextInt(8)) {
            case 0 -> ODD_CODE_POINTS[random.nextInt(ODD_CODE_POINTS.length)];
            case 1, 2 -> random.nextInt(0x10000);
            case 3 -> random.nextInt(Character.MAX_CODE_POINT + 1);
            default -> random.nextInt(' ', 0x7f);
          };
      text.appendCodePoint(codePoint);
    }
    text.setLength(chars);
    return show(text.toString());
  }

  /** At most {@code maxBytes} bytes. */
  public byte[] bytes(int maxBytes) {
    byte[] bytes = new byte[(int) drawLong(0, maxBytes)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) drawLong(Byte.MIN_VALUE, Byte.MAX_VALUE);
      show(bytes[i]);
    }
    return bytes;
  }

  /** From {@code min} to {@code max} values of {@code element}. */
  public <T> List<T> list(int min, int max, Supplier<T> element) {
    int size = (int) drawLong(min, max);
    List<T> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(element.get());
    }
    return list;
  }

  /** The drawn values, in order. */
  @Override
  public String toString() {
    return shown.length() < MAX_SHOWN_CHARS
        ? "(" + shown + ")"
        : "(" + shown.substring(0, MAX_SHOWN_CHARS) + " ...)";
  }

  private long drawLong(long min, long max) {
    int kind = random.nextInt(8);
    if (kind == 0) {
      long[] edges = {min, max, 0, 1, -1, min + 1, max - 1};
      long edge = edges[random.nextInt(edges.length)];
      return edge < min || edge > max ? min : edge;
    }
    int bits = Long.SIZE - Long.numberOfLeadingZeros(max - min);
    if (kind < 4 && bits > 0) {
      long size = random.nextLong() >>> (Long.SIZE - 1 - random.nextInt(bits));
      long nearest = Math.clamp(0L, min, max);
      long value = random.nextBoolean() ? nearest + size : nearest - size;
      if (value >= min && value <= max) {
        return value;
      }
    }
    return max == Long.MAX_VALUE
        ? min == Long.MIN_VALUE ? random.nextLong() : random.nextLong(min - 1, max) + 1
        : random.nextLong(min, max + 1);
  }

  private double drawDouble(double min, double max) {
    int kind = random.nextInt(8);
    if (kind == 0) {
      double[] edges = {
        min, max, 0, -0.0, 1, -1, Double.MIN_VALUE, Math.nextUp(min), Math.nextDown(max)
      };
      double edge = edges[random.nextInt(edges.length)];
      return edge < min || edge > max ? min : edge;
    }
    if (kind < 4) {
      double value =
          (random.nextBoolean() ? 1 : -1)
              * Math.scalb(
                  1 + random.nextDouble(),
                  random.nextInt(Double.MIN_EXPONENT, Math.getExponent(Math.max(-min, max)) + 1));
      if (value >= min && value <= max) {
        return value;
      }
    }
    double share = random.nextDouble();
    return Math.clamp(min * (1 - share) + max * share, min, max);
  }

  private <T> T show(T value) {
    if (shown.length() < MAX_SHOWN_CHARS) {
      shown
          .append(shown.isEmpty() ? "" : ", ")
          .append(value instanceof String text ? quoted(text) : value);
    }
    return value;
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        quoted.append(c);
      } else {
        quoted.append("\\u%04x".formatted((int) c));
      }
    }
    return quoted.append('"').toString();
  }
}
