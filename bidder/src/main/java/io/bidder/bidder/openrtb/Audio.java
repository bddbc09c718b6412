package io.bidder.bidder.openrtb;

/** An audio slot (3.2.8). Reused: see {@link BidRequest}. */
public final class Audio {

  public final TextList mimes = new TextList(BidRequest.MAX_LIST);

  /** Seconds. */
  public int minduration = BidRequest.NONE;

  /** Seconds. */
  public int maxduration = BidRequest.NONE;

  public final IntList protocols = new IntList(BidRequest.MAX_CODES);
  public int startdelay = BidRequest.NONE;
  public final IntList battr = new IntList(BidRequest.MAX_CODES);

  /** Kbit/s. */
  public int minbitrate = BidRequest.NONE;

  /** Kbit/s. */
  public int maxbitrate = BidRequest.NONE;

  public final IntList delivery = new IntList(BidRequest.MAX_CODES);
  public final IntList api = new IntList(BidRequest.MAX_CODES);
  public int feed = BidRequest.NONE;
  public int stitched = BidRequest.NONE;
  public int nvol = BidRequest.NONE;

  /** Seconds. */
  public final IntList rqddurs = new IntList(BidRequest.MAX_CODES);

  /** As if nothing had been read. */
  public void clear() {
    mimes.clear();
    minduration = BidRequest.NONE;
    maxduration = BidRequest.NONE;
    protocols.clear();
    startdelay = BidRequest.NONE;
    battr.clear();
    minbitrate = BidRequest.NONE;
    maxbitrate = BidRequest.NONE;
    delivery.clear();
    api.clear();
    feed = BidRequest.NONE;
    stitched = BidRequest.NONE;
    nvol = BidRequest.NONE;
    rqddurs.clear();
  }
}
