package io.bidder.bidder.bid;

import io.bidder.bidder.json.Text;
import java.security.SecureRandom;

/**
 * Ids of bids, 128 bits that are unique over servers and restarts: 64 random bits that are its own,
 * and 64 that count up, mixed so that they tell nobody how many there were (the finaliser of
 * SplitMix64, a bijection). One thread's.
 */
final class BidIds {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private final long high;
  private long next;
  private long low;

  BidIds() {
    SecureRandom random = new SecureRandom();
    high = random.nextLong();
    next = random.nextLong();
  }

  /** Goes to the next id, and writes it as 32 hexadecimal digits. */
  void next(Text into) {
    long z = next++;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    low = z ^ (z >>> 31);
    into.clear();
    append(high, into);
    append(low, into);
  }

  /** The first half of the last id. */
  long high() {
    return high;
  }

  /** The second half of the last id. */
  long low() {
    return low;
  }

  private static void append(long bits, Text into) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      into.append(DIGITS[(int) (bits >>> shift) & 0xf]);
    }
  }
}
