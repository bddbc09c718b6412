package io.bidder.bidder.openrtb;

/** A video slot (3.2.7). Reused: see {@link BidRequest}. */
public final class Video {

  public final TextList mimes = new TextList(BidRequest.MAX_LIST);

  /** Seconds. */
  public int minduration = BidRequest.NONE;

  /** Seconds. */
  public int maxduration = BidRequest.NONE;

  /** With the deprecated {@code protocol}. */
  public final IntList protocols = new IntList(BidRequest.MAX_CODES);

  public int w = BidRequest.NONE;
  public int h = BidRequest.NONE;
  public int startdelay = BidRequest.NONE;
  public int placement = BidRequest.NONE;
  public int plcmt = BidRequest.NONE;
  public int linearity = BidRequest.NONE;
  public int skip = BidRequest.NONE;
  public int skipmin = BidRequest.NONE;
  public int skipafter = BidRequest.NONE;
  public final IntList battr = new IntList(BidRequest.MAX_CODES);

  /** Kbit/s. */
  public int minbitrate = BidRequest.NONE;

  /** Kbit/s. */
  public int maxbitrate = BidRequest.NONE;

  public final IntList playbackmethod = new IntList(BidRequest.MAX_CODES);
  public final IntList delivery = new IntList(BidRequest.MAX_CODES);
  public int pos = BidRequest.NONE;
  public final IntList api = new IntList(BidRequest.MAX_CODES);

  /** Seconds. */
  public final IntList rqddurs = new IntList(BidRequest.MAX_CODES);

  public int boxingallowed = BidRequest.NONE;

  /** As if nothing had been read. */
  public void clear() {
    mimes.clear();
    minduration = BidRequest.NONE;
    maxduration = BidRequest.NONE;
    protocols.clear();
    w = BidRequest.NONE;
    h = BidRequest.NONE;
    startdelay = BidRequest.NONE;
    placement = BidRequest.NONE;
    plcmt = BidRequest.NONE;
    linearity = BidRequest.NONE;
    skip = BidRequest.NONE;
    skipmin = BidRequest.NONE;
    skipafter = BidRequest.NONE;
    battr.clear();
    minbitrate = BidRequest.NONE;
    maxbitrate = BidRequest.NONE;
    playbackmethod.clear();
    delivery.clear();
    pos = BidRequest.NONE;
    api.clear();
    rqddurs.clear();
    boxingallowed = BidRequest.NONE;
  }
}
