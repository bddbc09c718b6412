package io.bidder.bidder.bid;

import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.response.WinningBids;

/** Answers nobody. */
enum Silent implements Answers {
  INSTANCE;

  @Override
  public void bid(BidContext context, WinningBids bids, byte[] json, int length) {}

  @Override
  public void noBid(BidContext context, NoBidReason reason) {}

  @Override
  public void noBid(BidContext context, NoBidReason reason, byte[] json, int length) {}

  @Override
  public void malformed(BidContext context) {}
}
