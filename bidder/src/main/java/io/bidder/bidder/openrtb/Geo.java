package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** A place (3.2.19). Reused: see {@link BidRequest}. */
public final class Geo {

  public double lat = Double.NaN;
  public double lon = Double.NaN;
  public int type = BidRequest.NONE;

  /** As sent. */
  public final Text country;

  /** The ISO 3166-1 alpha-3 code of {@link #country}; what was sent where there is none. */
  public final Text countryCode;

  public final Text region;

  /**
   * The {@link #region} with the ISO 3166-1 alpha-2 code of its country, {@code US-NY}, if that is
   * known; no OpenRTB field.
   */
  public final Text regionCode;

  public final Text metro;
  public final Text city;
  public final Text zip;
  public int utcoffsetMinutes = BidRequest.NONE;

  Geo(Memory memory) {
    country = new Text(memory);
    countryCode = new Text(memory);
    region = new Text(memory);
    regionCode = new Text(memory);
    metro = new Text(memory);
    city = new Text(memory);
    zip = new Text(memory);
  }

  /** As if nothing had been read. */
  public void clear() {
    lat = Double.NaN;
    lon = Double.NaN;
    type = BidRequest.NONE;
    country.clear();
    countryCode.clear();
    region.clear();
    regionCode.clear();
    metro.clear();
    city.clear();
    zip.clear();
    utcoffsetMinutes = BidRequest.NONE;
  }
}
