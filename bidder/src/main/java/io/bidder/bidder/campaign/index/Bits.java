package io.bidder.bidder.campaign.index;

/** Sets of small numbers as bits of longs. The loops are ones that the compiler vectorises. */
final class Bits {
  private Bits() {}

  /** The number of longs that hold so many bits. */
  static int words(int bits) {
    return (bits + 63) >>> 6;
  }

  static boolean get(long[] bits, int index) {
    return (bits[index >>> 6] & (1L << index)) != 0;
  }

  static void set(long[] bits, int index) {
    bits[index >>> 6] |= 1L << index;
  }

  static void clear(long[] bits, int index) {
    bits[index >>> 6] &= ~(1L << index);
  }

  static void or(long[] bits, long[] other) {
    for (int i = 0; i < bits.length; i++) {
      bits[i] |= other[i];
    }
  }

  static void and(long[] bits, long[] other) {
    for (int i = 0; i < bits.length; i++) {
      bits[i] &= other[i];
    }
  }

  /** Keeps the bits that one of two others has. */
  static void andEither(long[] bits, long[] first, long[] second) {
    for (int i = 0; i < bits.length; i++) {
      bits[i] &= first[i] | second[i];
    }
  }

  static void andNot(long[] bits, long[] other) {
    for (int i = 0; i < bits.length; i++) {
      bits[i] &= ~other[i];
    }
  }
}
