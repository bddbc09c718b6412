package io.bidder.bidder.bid;

import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.response.WinningBids;

/** Is told what to answer; the bytes are valid during the call. */
public interface Answers {
  /** There is a bid. Behind its bytes are {@link BidContext#lateLength} of what is sent if late. */
  void bid(BidContext context, WinningBids bids, byte[] json, int length);

  void noBid(BidContext context, NoBidReason reason);

  void noBid(BidContext context, NoBidReason reason, byte[] json, int length);

  void malformed(BidContext context);
}
