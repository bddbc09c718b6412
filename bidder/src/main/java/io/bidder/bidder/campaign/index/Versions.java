package io.bidder.bidder.campaign.index;

/**
 * Versions such as {@code 14.2} or {@code 10_0_2} as numbers that compare as they do: four parts of
 * 15 bits. Parts after the fourth do not count, larger parts count as the largest.
 */
final class Versions {
  /** The number of a text that does not start with a digit. */
  static final long UNKNOWN = -1;

  private static final int PARTS = 4;
  private static final int PART_BITS = 15;
  private static final int LARGEST_PART = (1 << PART_BITS) - 1;

  private Versions() {}

  /** The lowest version that the text stands for: {@code 14} is 14.0.0.0. */
  static long lowest(CharSequence text) {
    return parse(text, 0);
  }

  /** The highest version that the text stands for: {@code 14} includes 14.2. */
  static long highest(CharSequence text) {
    return parse(text, LARGEST_PART);
  }

  private static long parse(CharSequence text, int missing) {
    if (text.isEmpty() || !isDigit(text.charAt(0))) {
      return UNKNOWN;
    }
    long version = 0;
    int at = 0;
    for (int i = 0; i < PARTS; i++) {
      int part = missing;
      if (at < text.length() && isDigit(text.charAt(at))) {
        part = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
          part = Math.min(LARGEST_PART, 10 * part + text.charAt(at++) - '0');
        }
        if (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == '_')) {
          at++;
        } else {
          at = text.length();
        }
      }
      version = version << PART_BITS | part;
    }
    return version;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
