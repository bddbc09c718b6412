package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Text;

/** A banner slot (3.2.6). Reused: see {@link BidRequest}. */
public final class Banner {
  public static final int MAX_FORMATS = 32;

  public final Text id = new Text();

  /** Device-independent pixels. */
  public int w = BidRequest.NONE;

  public int h = BidRequest.NONE;

  /** The sizes it takes beside {@code w} x {@code h}. */
  public final ReusedList<Format> formats = new ReusedList<>(Format::new, MAX_FORMATS);

  /** Blocked types. */
  public final IntList btype = new IntList(BidRequest.MAX_CODES);

  /** Blocked creative attributes. */
  public final IntList battr = new IntList(BidRequest.MAX_CODES);

  public int pos = BidRequest.NONE;
  public final TextList mimes = new TextList(BidRequest.MAX_LIST);
  public int topframe = BidRequest.NONE;
  public final IntList expdir = new IntList(BidRequest.MAX_CODES);
  public final IntList api = new IntList(BidRequest.MAX_CODES);
  public int vcm = BidRequest.NONE;

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
