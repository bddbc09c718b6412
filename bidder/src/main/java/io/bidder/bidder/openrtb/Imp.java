package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** An impression on offer (3.2.4). Reused: see {@link BidRequest}. */
public final class Imp {
  public static final int MAX_DEALS = 64;

  public final Text id;
  public boolean hasBanner;
  public final Banner banner;
  public boolean hasVideo;
  public final Video video;
  public boolean hasAudio;
  public final Audio audio;
  public boolean hasNative;
  public final NativeRequest nativeRequest;
  public final Text tagid;
  public final Text displaymanager;

  /** Interstitial. */
  public boolean instl;

  /** {@code bidfloor} in {@code bidfloorcur}; 0 if there is none. */
  public long floorCpmMicros;

  /** Empty: USD. */
  public final Text bidfloorcur;

  public boolean secure;

  /** Seconds. */
  public int exp = BidRequest.NONE;

  /** Only deals may bid. */
  public boolean privateAuction;

  public final ReusedList<Deal> deals;

  /** Values of the {@link ExtraPaths} under {@code imp.}. */
  public final ExtraValues extra;

  /** One of no request. */
  public Imp() {
    this(Memory.unbounded());
  }

  Imp(Memory memory) {
    id = new Text(memory);
    banner = new Banner(memory);
    video = new Video(memory);
    audio = new Audio(memory);
    nativeRequest = new NativeRequest(memory);
    tagid = new Text(memory);
    displaymanager = new Text(memory);
    bidfloorcur = new Text(memory);
    deals = new ReusedList<>(memory, Deal::new, MAX_DEALS);
    extra = new ExtraValues(memory);
  }

  /** As if nothing had been read. */
  public void clear() {
    id.clear();
    hasBanner = false;
    banner.clear();
    hasVideo = false;
    video.clear();
    hasAudio = false;
    audio.clear();
    hasNative = false;
    nativeRequest.clear();
    tagid.clear();
    displaymanager.clear();
    instl = false;
    floorCpmMicros = 0;
    bidfloorcur.clear();
    secure = false;
    exp = BidRequest.NONE;
    privateAuction = false;
    deals.clear();
    extra.clear();
  }
}
