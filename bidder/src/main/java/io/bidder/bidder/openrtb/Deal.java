package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** A private marketplace deal (3.2.12). Reused: see {@link BidRequest}. */
public final class Deal {

  public final Text id;

  /** In {@code bidfloorcur}; 0 if there is none. */
  public long floorCpmMicros;

  /** In {@code bidfloorcur}. */
  public final DurationFloors durationFloors;

  /** Empty: USD. */
  public final Text bidfloorcur;

  /** Overrides the request's. */
  public int at = BidRequest.NONE;

  public final TextList wseat;

  /** Hosts, as they are compared. */
  public final TextList wadomain;

  /** One of no request. */
  public Deal() {
    this(Memory.unbounded());
  }

  Deal(Memory memory) {
    id = new Text(memory);
    durationFloors = new DurationFloors(memory);
    bidfloorcur = new Text(memory);
    wseat = new TextList(memory, BidRequest.MAX_LIST);
    wadomain = new TextList(memory, BidRequest.MAX_LIST);
  }

  /** As if nothing had been read. */
  public void clear() {
    id.clear();
    floorCpmMicros = 0;
    durationFloors.clear();
    bidfloorcur.clear();
    at = BidRequest.NONE;
    wseat.clear();
    wadomain.clear();
  }
}
