package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;

/** A video slot (3.2.7). Reused: see {@link BidRequest}. */
public final class Video {

  public final TextList mimes;

  /** Seconds. */
  public int minduration = BidRequest.NONE;

  /** Seconds. */
  public int maxduration = BidRequest.NONE;

  /** Seconds by which a spot may be longer than that; -1 for any. */
  public int maxextended = BidRequest.NONE;

  public final DurationFloors durationFloors;
  public final PodPlace pod;

  /** With the deprecated {@code protocol}. */
  public final IntList protocols;

  public int w = BidRequest.NONE;
  public int h = BidRequest.NONE;
  public int startdelay = BidRequest.NONE;
  public int placement = BidRequest.NONE;
  public int plcmt = BidRequest.NONE;
  public int linearity = BidRequest.NONE;
  public int skip = BidRequest.NONE;
  public int skipmin = BidRequest.NONE;
  public int skipafter = BidRequest.NONE;
  public final IntList battr;

  /** Kbit/s. */
  public int minbitrate = BidRequest.NONE;

  /** Kbit/s. */
  public int maxbitrate = BidRequest.NONE;

  public final IntList playbackmethod;
  public final IntList delivery;
  public int pos = BidRequest.NONE;
  public final IntList api;

  /** Seconds. */
  public final IntList rqddurs;

  public int boxingallowed = BidRequest.NONE;

  Video(Memory memory) {
    mimes = new TextList(memory, BidRequest.MAX_LIST);
    durationFloors = new DurationFloors(memory);
    pod = new PodPlace(memory);
    protocols = new IntList(memory, BidRequest.MAX_CODES);
    battr = new IntList(memory, BidRequest.MAX_CODES);
    playbackmethod = new IntList(memory, BidRequest.MAX_CODES);
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
