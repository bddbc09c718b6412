package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** On what (3.2.18). Reused: see {@link BidRequest}. */
public final class Device {
  /** An {@link #atts} with a value that nobody has defined. */
  public static final int ATTS_UNKNOWN = -1;

  /** The {@link #atts} of a person who lets an app track. */
  public static final int ATTS_AUTHORIZED = 3;

  public final Geo geo;
  public final Text ua;
  public final Text ip;
  public final Text ipv6;
  public int devicetype = BidRequest.NONE;

  /**
   * OpenRTB's number of {@link #devicetype}; where that is 1, a phone or tablet, which of the two
   * it is, if {@link #ua} tells; no OpenRTB field.
   */
  public int kind = BidRequest.NONE;

  public final Text make;
  public final Text model;

  /** As sent, or derived from {@code sua} or {@code ua} where it is not sent. */
  public final Text os;

  /** Likewise. */
  public final Text osv;

  /** The name that {@link #os} is compared by; no OpenRTB field. */
  public final Text system;

  /** The version in {@link #osv} or {@link #os}; no OpenRTB field. */
  public final Text systemVersion;

  /** Derived from {@code sua} or {@code ua}; no OpenRTB field. */
  public final Text browser;

  public final Text hwv;

  /** Pixels of the screen. */
  public int w = BidRequest.NONE;

  public int h = BidRequest.NONE;

  /** Pixels for each device-independent one. */
  public double pxratio = Double.NaN;

  /** ISO-639-1. */
  public final Text language;

  public final Text carrier;
  public final Text mccmnc;
  public int connectiontype = BidRequest.NONE;
  public final Text ifa;
  public final Text didsha1;
  public final Text dpidsha1;
  public final Text macsha1;
  public boolean lmt;
  public boolean dnt;

  /** {@code ext.atts}: what iOS says of tracking, or {@link #ATTS_UNKNOWN} for no such number. */
  public int atts = BidRequest.NONE;

  public int js = BidRequest.NONE;

  Device(Memory memory) {
    geo = new Geo(memory);
    ua = new Text(memory);
    ip = new Text(memory);
    ipv6 = new Text(memory);
    make = new Text(memory);
    model = new Text(memory);
    os = new Text(memory);
    osv = new Text(memory);
    system = new Text(memory);
    systemVersion = new Text(memory);
    browser = new Text(memory);
    hwv = new Text(memory);
    language = new Text(memory);
    carrier = new Text(memory);
    mccmnc = new Text(memory);
    ifa = new Text(memory);
    didsha1 = new Text(memory);
    dpidsha1 = new Text(memory);
    macsha1 = new Text(memory);
  }

  /** As if nothing had been read. */
  public void clear() {
    geo.clear();
    ua.clear();
    ip.clear();
    ipv6.clear();
    devicetype = BidRequest.NONE;
    kind = BidRequest.NONE;
    make.clear();
    model.clear();
    os.clear();
    osv.clear();
    system.clear();
    systemVersion.clear();
    browser.clear();
    hwv.clear();
    w = BidRequest.NONE;
    h = BidRequest.NONE;
    pxratio = Double.NaN;
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
    atts = BidRequest.NONE;
    js = BidRequest.NONE;
  }
}
