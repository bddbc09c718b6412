package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** Ids from one source (3.2.27). Reused: see {@link BidRequest}. */
public final class Eid {

  public final Text source;
  public final TextList ids;

  Eid(Memory memory) {
    source = new Text(memory);
    ids = new TextList(memory, BidRequest.MAX_LIST);
  }

  /** As if nothing had been read. */
  public void clear() {
    source.clear();
    ids.clear();
  }
}
