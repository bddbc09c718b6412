package io.bidder.bidder.json;

import java.security.SecureRandom;

/**
 * A hash of texts that nobody outside of the process can foresee, so that nobody can send many
 * texts of one hash. Eight bytes at a time are multiplied into 128 bits, whose halves are folded.
 */
final class SeededHash {
  /** The hash of no text. */
  static final long SEED;

  private static final long MULTIPLIER;

  static {
    SecureRandom random = new SecureRandom();
    SEED = random.nextLong();
    MULTIPLIER = random.nextLong() | 1;
  }

  private SeededHash() {}

  /** The hash of a text that goes on with eight more bytes. */
  static long mix(long hash, long eight) {
    long mixed = hash ^ eight;
    return Math.unsignedMultiplyHigh(mixed, MULTIPLIER) ^ (mixed * MULTIPLIER);
  }
}
