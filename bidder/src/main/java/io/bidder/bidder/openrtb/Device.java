package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Text;

/** On what (3.2.18). Reused: see {@link BidRequest}. */
public final class Device {

  public final Geo geo = new Geo();
  public final Text ua = new Text();
  public final Text ip = new Text();
  public final Text ipv6 = new Text();
  public int devicetype = BidRequest.NONE;
  public final Text make = new Text();
  public final Text model = new Text();

  /** As sent, or derived from {@code sua} or {@code ua} where it is not sent. */
  public final Text os = new Text();

  /** Likewise. */
  public final Text osv = new Text();

  /** Derived from {@code sua} or {@code ua}; no OpenRTB field. */
  public final Text browser = new Text();

  public final Text hwv = new Text();
  public int w = BidRequest.NONE;
  public int h = BidRequest.NONE;

  /** ISO-639-1. */
  public final Text language = new Text();

  public final Text carrier = new Text();
  public final Text mccmnc = new Text();
  public int connectiontype = BidRequest.NONE;
  public final Text ifa = new Text();
  public final Text didsha1 = new Text();
  public final Text dpidsha1 = new Text();
  public final Text macsha1 = new Text();
  public boolean lmt;
  public boolean dnt;
  public int js = BidRequest.NONE;

  /** As if nothing had been read. */
  public void clear() {
    geo.clear();
    ua.clear();
    ip.clear();
    ipv6.clear();
    devicetype = BidRequest.NONE;
    make.clear();
    model.clear();
    os.clear();
    osv.clear();
    browser.clear();
    hwv.clear();
    w = BidRequest.NONE;
    h = BidRequest.NONE;
    language.clear();
    carrier.clear();
    mccmnc.clear();
    connectiontype = BidRequest.NONE;
    ifa.clear();
    didsha1.clear();
    dpidsha1.clear();
    macsha1.clear();
    lmt = false;
    dnt = false;
    js = BidRequest.NONE;
  }
}
