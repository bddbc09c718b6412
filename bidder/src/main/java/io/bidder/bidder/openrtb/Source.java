package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** The request's origin (3.2.2, 3.2.25). Reused: see {@link BidRequest}. */
public final class Source {
  public static final int MAX_SUPPLY_NODES = 32;

  public final Text tid;
  public int fd = BidRequest.NONE;
  public final Text pchain;
  public int schainComplete = BidRequest.NONE;
  public final ReusedList<SupplyNode> schainNodes;

  Source(Memory memory) {
    tid = new Text(memory);
    pchain = new Text(memory);
    schainNodes = new ReusedList<>(memory, SupplyNode::new, MAX_SUPPLY_NODES);
  }

  /** As if nothing had been read. */
  public void clear() {
    tid.clear();
    fd = BidRequest.NONE;
    pchain.clear();
    schainComplete = BidRequest.NONE;
    schainNodes.clear();
  }
}
