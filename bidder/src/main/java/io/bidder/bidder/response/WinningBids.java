package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.ReusedList;

/** The bids of one response, at most one for each impression. Reused. Not thread-safe. */
public final class WinningBids {
  /** {@code bidid}, the response's own id; empty for none. */
  public final Text responseId = new Text();

  /** ISO 4217 code of every price. */
  public String currency = "USD";

  /** The label of the exchange that they are for; decides their seats. */
  public String exchange = "";

  private final ReusedList<WinningBid> bids =
      new ReusedList<>(Memory.unbounded(), _ -> new WinningBid(), BidRequest.MAX_IMPS);

  /** Lets go of the bids, and of the request that they are for. */
  public void clear() {
    for (int i = 0; i < bids.size(); i++) {
      bids.get(i).clear();
    }
    responseId.clear();
    currency = "USD";
    exchange = "";
    bids.clear();
  }

  /**
   * Adds a bid, whose {@link WinningBid#bidId} is to be set.
   *
   * @param priceCpmMicros in {@link #currency}, not negative
   */
  public WinningBid add(Imp imp, Candidate candidate, long priceCpmMicros) {
    WinningBid bid = bids.add();
    bid.set(imp, candidate, exchange, priceCpmMicros);
    return bid;
  }

  public int size() {
    return bids.size();
  }

  public boolean isEmpty() {
    return bids.isEmpty();
  }

  public WinningBid get(int index) {
    return bids.get(index);
  }
}
