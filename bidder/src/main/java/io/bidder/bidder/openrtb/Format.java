package io.bidder.bidder.openrtb;

/** A size a banner slot takes (3.2.10). Reused: see {@link BidRequest}. */
public final class Format {

  public int w = BidRequest.NONE;
  public int h = BidRequest.NONE;
  public int wratio = BidRequest.NONE;
  public int hratio = BidRequest.NONE;
  public int wmin = BidRequest.NONE;

  /** As if nothing had been read. */
  public void clear() {
    w = BidRequest.NONE;
    h = BidRequest.NONE;
    wratio = BidRequest.NONE;
    hratio = BidRequest.NONE;
    wmin = BidRequest.NONE;
  }
}
