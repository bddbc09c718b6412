package io.bidder.trainer.log;

import io.bidder.eventlog.event.BidId;

/**
 * The bids that versions are judged by, and that none is ever trained on: one in ten, by its id.
 */
public final class HeldOut {
  private static final int OF = 10;

  private HeldOut() {}

  /** Tells whether a bid is one of them; always the same of the same. */
  public static boolean is(BidId bid) {
    // SplitMix64's mixing (Steele, Lea and Flood, 2014).
    long mixed = (bid.high() ^ Long.rotateLeft(bid.low(), 32)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return Long.remainderUnsigned(mixed ^ (mixed >>> 31), OF) == 0;
  }
}
