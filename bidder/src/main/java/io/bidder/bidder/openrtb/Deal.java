package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Text;

/** A private marketplace deal (3.2.12). Reused: see {@link BidRequest}. */
public final class Deal {

  public final Text id = new Text();

  /** In {@code bidfloorcur}; 0 if there is none. */
  public long floorCpmMicros;

  /** Empty: USD. */
  public final Text bidfloorcur = new Text();

  /** Overrides the request's. */
  public int at = BidRequest.NONE;

  public final TextList wseat = new TextList(BidRequest.MAX_LIST);
  public final TextList wadomain = new TextList(BidRequest.MAX_LIST);

  /** As if nothing had been read. */
  public void clear() {
    id.clear();
    floorCpmMicros = 0;
    bidfloorcur.clear();
    at = BidRequest.NONE;
    wseat.clear();
    wadomain.clear();
  }
}
