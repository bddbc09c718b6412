package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/**
 * The place of a video or audio slot in a break of several spots ("pods", 3.2.7 and 3.2.8). Reused:
 * see {@link BidRequest}.
 */
public final class PodPlace {
  /** The same for all slots of a break; empty for a slot that is in none. */
  public final Text podid;

  public int podseq = BidRequest.NONE;
  public int slotinpod = BidRequest.NONE;

  /** Seconds that the spots of this slot may take together. */
  public int poddur = BidRequest.NONE;

  /** Spots that this slot takes at most. */
  public int maxseq = BidRequest.NONE;

  PodPlace(Memory memory) {
    podid = new Text(memory);
  }

  /** As if nothing had been read. */
  public void clear() {
    podid.clear();
    podseq = BidRequest.NONE;
    slotinpod = BidRequest.NONE;
    poddur = BidRequest.NONE;
    maxseq = BidRequest.NONE;
  }
}
