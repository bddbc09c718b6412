package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/**
 * A native slot with its request markup, as a string or an object (3.2.9; OpenRTB Native 1.1 and
 * 1.2). Reused: see {@link BidRequest}.
 */
public final class NativeRequest {
  public static final int MAX_ASSETS = 32;

  public final Text ver;

  /** 1.0. */
  public int layout = BidRequest.NONE;

  public int context = BidRequest.NONE;
  public int contextsubtype = BidRequest.NONE;
  public int plcmttype = BidRequest.NONE;
  public int plcmtcnt = BidRequest.NONE;
  public final ReusedList<NativeAsset> assets;
  public final IntList battr;
  public final IntList api;

  /** True if {@code eventtrackers} take an image (method 1) for the impression (event 1). */
  public boolean impressionImageTracker;

  /** True if the markup stood inside a {@code native} object, which the answer then repeats. */
  public boolean wrapped;

  /** One of no request. */
  public NativeRequest() {
    this(Memory.unbounded());
  }

  NativeRequest(Memory memory) {
    ver = new Text(memory);
    assets = new ReusedList<>(memory, NativeAsset::new, MAX_ASSETS);
    battr = new IntList(memory, BidRequest.MAX_CODES);
    api = new IntList(memory, BidRequest.MAX_CODES);
  }

  /** As if nothing had been read. */
  public void clear() {
    ver.clear();
    layout = BidRequest.NONE;
    context = BidRequest.NONE;
    contextsubtype = BidRequest.NONE;
    plcmttype = BidRequest.NONE;
    plcmtcnt = BidRequest.NONE;
    assets.clear();
    battr.clear();
    api.clear();
    impressionImageTracker = false;
    wrapped = false;
  }
}
