package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;

/** One asset a native slot asks for (OpenRTB Native 1.2, 4.2). Reused: see {@link BidRequest}. */
public final class NativeAsset {

  /** A kind of asset; {@code UNKNOWN} is one that no version of the specification has. */
  public enum Kind {
    UNKNOWN,
    TITLE,
    IMAGE,
    VIDEO,
    DATA
  }

  public int id = BidRequest.NONE;
  public boolean required;
  public Kind kind = Kind.UNKNOWN;

  /** Image or data type. */
  public int type = BidRequest.NONE;

  /** Most characters of a title or data. */
  public int len = BidRequest.NONE;

  public int w = BidRequest.NONE;
  public int h = BidRequest.NONE;
  public int wmin = BidRequest.NONE;
  public int hmin = BidRequest.NONE;
  public final TextList mimes;

  /** Seconds, of a video. */
  public int minduration = BidRequest.NONE;

  /** Seconds, of a video. */
  public int maxduration = BidRequest.NONE;

  /** Of a video. */
  public final IntList protocols;

  NativeAsset(Memory memory) {
    mimes = new TextList(memory, BidRequest.MAX_LIST);
    protocols = new IntList(memory, BidRequest.MAX_CODES);
  }

  /** As if nothing had been read. */
  public void clear() {
    id = BidRequest.NONE;
    required = false;
    kind = Kind.UNKNOWN;
    type = BidRequest.NONE;
    len = BidRequest.NONE;
    w = BidRequest.NONE;
    h = BidRequest.NONE;
    wmin = BidRequest.NONE;
    hmin = BidRequest.NONE;
    mimes.clear();
    minduration = BidRequest.NONE;
    maxduration = BidRequest.NONE;
    protocols.clear();
  }
}
