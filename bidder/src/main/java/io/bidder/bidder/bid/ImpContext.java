package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.json.Memory;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.pricing.Prices;
import io.bidder.bidder.response.WinningBid;
import org.jspecify.annotations.Nullable;

/**
 * A bid for an impression on its way through the bid path: an impression that takes several bids
 * has several. Reused; its request's.
 */
final class ImpContext {
  final Candidates candidates;
  final Prices prices;
  private @Nullable Imp imp;

  /** The impression's place among the request's. */
  int number;

  /** True if there were more ads to look at than may be. */
  boolean selectionLimited;

  /** Candidates that were left out because there were too many. */
  int candidatesCut;

  /** The row of the first candidate in the batch that is scored; the others' follow. */
  int firstRow;

  /** Number of the candidate that bids, or {@link Prices#NO_WINNER}. */
  int winner;

  /** The winner's bid; null before there is one. */
  @Nullable WinningBid bid;

  /** The reason not to bid; null while there may be a bid. */
  @Nullable NoBidReason reason;

  ImpContext(Memory memory) {
    candidates = new Candidates(memory);
    prices = new Prices(memory);
  }

  void begin(Imp of, int place) {
    imp = of;
    number = place;
    candidates.clear();
    selectionLimited = false;
    candidatesCut = 0;
    firstRow = 0;
    winner = Prices.NO_WINNER;
    bid = null;
    reason = null;
  }

  Imp imp() {
    if (imp == null) {
      throw new IllegalStateException("an impression that was not begun");
    }
    return imp;
  }
}
