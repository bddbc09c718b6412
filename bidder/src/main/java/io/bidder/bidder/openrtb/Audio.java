package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;

/** An audio slot (3.2.8). Reused: see {@link BidRequest}. */
public final class Audio {

  public final TextList mimes;

  /** Seconds. */
  public int minduration = BidRequest.NONE;

  /** Seconds. */
  public int maxduration = BidRequest.NONE;

  /** Seconds by which a spot may be longer than that; -1 for any. */
  public int maxextended = BidRequest.NONE;

  public final DurationFloors durationFloors;
  public final PodPlace pod;

  public final IntList protocols;
  public int startdelay = BidRequest.NONE;
  public final IntList battr;

  /** Kbit/s. */
  public int minbitrate = BidRequest.NONE;

  /** Kbit/s. */
  public int maxbitrate = BidRequest.NONE;

  public final IntList delivery;
  public final IntList api;
  public int feed = BidRequest.NONE;
  public int stitched = BidRequest.NONE;
  public int nvol = BidRequest.NONE;

  /** Seconds. */
  public final IntList rqddurs;

  Audio(Memory memory) {
    mimes = new TextList(memory, BidRequest.MAX_LIST);
    durationFloors = new DurationFloors(memory);
    pod = new PodPlace(memory);
    protocols = new IntList(memory, BidRequest.MAX_CODES);
    battr = new IntList(memory, BidRequest.MAX_CODES);
    delivery = new IntList(memory, BidRequest.MAX_CODES);
    api = new IntList(memory, BidRequest.MAX_CODES);
    rqddurs = new IntList(memory, BidRequest.MAX_CODES);
  }

  /** As if nothing had been read. */
  public void clear() {
    mimes.clear();
    minduration = BidRequest.NONE;
    maxduration = BidRequest.NONE;
    maxextended = BidRequest.NONE;
    durationFloors.clear();
    pod.clear();
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
