package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** One hop of a supply chain (3.2.26). Reused: see {@link BidRequest}. */
public final class SupplyNode {

  public final Text asi;
  public final Text sid;
  public int hp = BidRequest.NONE;

  SupplyNode(Memory memory) {
    asi = new Text(memory);
    sid = new Text(memory);
  }

  /** As if nothing had been read. */
  public void clear() {
    asi.clear();
    sid.clear();
    hp = BidRequest.NONE;
  }
}
