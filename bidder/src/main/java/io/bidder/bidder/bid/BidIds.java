package io.bidder.bidder.bid;

import io.bidder.bidder.json.Text;
import java.security.SecureRandom;

/**
 * Ids of bids, unique over servers and restarts: 64 random bits that count up, mixed so that they
 * tell nobody how many there were (the finaliser of SplitMix64, a bijection). One thread's.
 */
final class BidIds {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private long next = new SecureRandom().nextLong();

  void next(Text into) {
    long z = next++;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    z ^= z >>> 31;
    into.clear();
    for (int shift = 60; shift >= 0; shift -= 4) {
      into.append(DIGITS[(int) (z >>> shift) & 0xf]);
    }
  }
}
