package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** A banner slot (3.2.6). Reused: see {@link BidRequest}. */
public final class Banner {
  public static final int MAX_FORMATS = 32;

  public final Text id;

  /** Device-independent pixels. */
  public int w = BidRequest.NONE;

  public int h = BidRequest.NONE;

  /** The sizes it takes beside {@code w} x {@code h}. */
  public final ReusedList<Format> formats;

  /** Blocked types. */
  public final IntList btype;

  /** Blocked creative attributes. */
  public final IntList battr;

  public int pos = BidRequest.NONE;
  public final TextList mimes;
  public int topframe = BidRequest.NONE;
  public final IntList expdir;
  public final IntList api;
  public int vcm = BidRequest.NONE;

  Banner(Memory memory) {
    id = new Text(memory);
    formats = new ReusedList<>(memory, _ -> new Format(), MAX_FORMATS);
    btype = new IntList(memory, BidRequest.MAX_CODES);
    battr = new IntList(memory, BidRequest.MAX_CODES);
    mimes = new TextList(memory, BidRequest.MAX_LIST);
    expdir = new IntList(memory, BidRequest.MAX_CODES);
    api = new IntList(memory, BidRequest.MAX_CODES);
  }

  /** As if nothing had been read. */
  public void clear() {
    id.clear();
    w = BidRequest.NONE;
    h = BidRequest.NONE;
    formats.clear();
    btype.clear();
    battr.clear();
    pos = BidRequest.NONE;
    mimes.clear();
    topframe = BidRequest.NONE;
    expdir.clear();
    api.clear();
    vcm = BidRequest.NONE;
  }
}
