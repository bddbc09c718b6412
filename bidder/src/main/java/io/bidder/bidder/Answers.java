package io.bidder.bidder;

import io.bidder.bidder.response.WinningBids;

/** Is told what to answer; the bytes are valid during the call. */
interface Answers {
  void bid(BidContext context, WinningBids bids, byte[] json, int length);

  void noBid(BidContext context, NoBidReason reason);

  void noBid(BidContext context, NoBidReason reason, byte[] json, int length);

  void malformed(BidContext context);
}
