package io.bidder.bidder.pricing;

import io.bidder.bidder.openrtb.Imp;

/**
 * A step from value to bid: in an auction whose winner pays its bid, bids less than the value, as
 * little as is likely to win. Not asked in auctions of another type. Thread-safe.
 */
@FunctionalInterface
public interface Shade {
  /** Bids what it is given. */
  Shade NONE = (imp, floorCpmMicros, pacedCpmMicros) -> pacedCpmMicros;

  /**
   * Lowers a bid to the one of the highest expected surplus.
   *
   * @param imp what is bid for
   * @param floorCpmMicros what the bid must reach, in the bid's currency; 0 for nothing
   * @param pacedCpmMicros the bid so far, in the bid's currency
   * @return in the same currency; what is more than the bid so far is taken for it, what is
   *     negative for 0
   */
  long shade(Imp imp, long floorCpmMicros, long pacedCpmMicros);
}
