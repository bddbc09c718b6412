package io.bidder.benchmarks.attack.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Finds short names that a table without a secret puts into one place. */
final class CollidingNames {
  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final int LENGTH = 4;
  private static final int SLOTS = 4096;

  private CollidingNames() {}

  /**
   * Names whose hash, 31 times that of what is before plus the last character, falls into one of
   * 4,096 slots: the hash of Java's own strings.
   */
  static List<String> inOneSlot(int count) {
    return names(count, hash -> ((hash ^ (hash >>> 12)) & (SLOTS - 1)) == 0);
  }

  /** Names whose hash ends in the same bits. */
  static List<String> inOneBucket(int count, int bits) {
    return names(count, hash -> (hash & ((1 << bits) - 1)) == 0);
  }

  private static List<String> names(int count, IntPredicate collides) {
    List<String> names = new ArrayList<>(count);
    int[] digits = new int[LENGTH];
    while (names.size() < count) {
      int hash = 0;
      for (int digit : digits) {
        hash = 31 * hash + ALPHABET.charAt(digit);
      }
      if (collides.test(hash)) {
        StringBuilder name = new StringBuilder();
        for (int digit : digits) {
          name.append(ALPHABET.charAt(digit));
        }
        names.add(name.toString());
      }
      int at = LENGTH - 1;
      while (++digits[at] == ALPHABET.length()) {
        digits[at] = 0;
        if (--at < 0) {
          throw new IllegalArgumentException("there are only " + names.size() + " such names");
        }
      }
    }
    return names;
  }
}
