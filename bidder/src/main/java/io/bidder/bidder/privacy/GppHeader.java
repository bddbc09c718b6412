package io.bidder.bidder.privacy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads which sections a string of the Global Privacy Platform has, from its header:
 *
 * <pre>
 *   6 bits  type, 3
 *   6 bits  version, 1
 *  12 bits  how many of:
 *     1 bit   1 for all ids from one to another, 0 for one id
 *     n bits  Fibonacci code of the id's distance from the one before
 *     n bits  of all ids: Fibonacci code of the last one's distance from that
 * </pre>
 */
final class GppHeader {
  private static final int TYPE = 3;
  private static final int VERSION = 1;

  /** No section that there is or will be soon has a higher id. */
  private static final int MAX_ID = 255;

  private static final int MAX_SECTIONS = 64;
  private static final int NONE = -1;

  private final String text;
  private int at;

  private GppHeader(String text) {
    this.text = text;
  }

  /** The ids, in their order; null where it is no header. */
  static @Nullable List<Integer> sections(String text) {
    GppHeader header = new GppHeader(text);
    if (header.number(6) != TYPE || header.number(6) != VERSION) {
      return null;
    }
    List<Integer> ids = new ArrayList<>();
    int items = header.number(12);
    int id = 0;
    for (int i = 0; i < items; i++) {
      int isRange = header.number(1);
      int from = id + header.fibonacci();
      int to = isRange == 1 ? from + header.fibonacci() : from;
      if (isRange < 0 || from <= id || to < from || to > MAX_ID) {
        return null;
      }
      for (int one = from; one <= to; one++) {
        ids.add(one);
      }
      id = to;
      if (ids.size() > MAX_SECTIONS) {
        return null;
      }
    }
    return items < 0 ? null : ids;
  }

  /** The value of a letter of base 64, as it is written in URLs; -1 for no such letter. */
  static int sixBits(char letter) {
    if (letter >= 'A' && letter <= 'Z') {
      return letter - 'A';
    }
    if (letter >= 'a' && letter <= 'z') {
      return letter - 'a' + 26;
    }
    if (letter >= '0' && letter <= '9') {
      return letter - '0' + 52;
    }
    return letter == '-' ? 62 : letter == '_' ? 63 : NONE;
  }

  /** The next bit; -1 at the end. */
  private int bit() {
    int place = at / 6;
    int six = place < text.length() ? sixBits(text.charAt(place)) : NONE;
    return six < 0 ? NONE : (six >> (5 - at++ % 6)) & 1;
  }

  private int number(int bits) {
    int number = 0;
    for (int i = 0; i < bits; i++) {
      int bit = bit();
      if (bit < 0) {
        return NONE;
      }
      number = 2 * number + bit;
    }
    return number;
  }

  /** Ends with the first two ones; far below 0 where that goes on for too long. */
  private int fibonacci() {
    int sum = 0;
    int one = 1;
    int next = 2;
    int before = 0;
    // The code of the highest id ends behind its last digit.
    while (one <= 2 * MAX_ID) {
      int bit = bit();
      if (bit < 0) {
        break;
      }
      if (bit == 1 && before == 1) {
        return sum;
      }
      sum += bit * one;
      int after = one + next;
      one = next;
      next = after;
      before = bit;
    }
    return -MAX_ID - sum;
  }
}
