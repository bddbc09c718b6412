package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Text;

/** An impression on offer (3.2.4). Reused: see {@link BidRequest}. */
public final class Imp {
  public static final int MAX_DEALS = 64;

  public final Text id = new Text();
  public boolean hasBanner;
  public final Banner banner = new Banner();
  public boolean hasVideo;
  public final Video video = new Video();
  public boolean hasAudio;
  public final Audio audio = new Audio();
  public boolean hasNative;
  public final NativeRequest nativeRequest = new NativeRequest();
  public final Text tagid = new Text();
  public final Text displaymanager = new Text();

  /** Interstitial. */
  public boolean instl;

  /** {@code bidfloor} in {@code bidfloorcur}; 0 if there is none. */
  public long floorCpmMicros;

  /** Empty: USD. */
  public final Text bidfloorcur = new Text();

  public boolean secure;

  /** Seconds. */
  public int exp = BidRequest.NONE;

  /** Only deals may bid. */
  public boolean privateAuction;

  public final ReusedList<Deal> deals = new ReusedList<>(Deal::new, MAX_DEALS);

  /** Values of the {@link ExtraPaths} under {@code imp.}. */
  public final ExtraValues extra = new ExtraValues();

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
