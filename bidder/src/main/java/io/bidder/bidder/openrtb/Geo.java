package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Text;

/** A place (3.2.19). Reused: see {@link BidRequest}. */
public final class Geo {

  public double lat = Double.NaN;
  public double lon = Double.NaN;
  public int type = BidRequest.NONE;

  /** ISO-3166-1 alpha-3, as sent. */
  public final Text country = new Text();

  public final Text region = new Text();
  public final Text metro = new Text();
  public final Text city = new Text();
  public final Text zip = new Text();
  public int utcoffsetMinutes = BidRequest.NONE;

  /** As if nothing had been read. */
  public void clear() {
    lat = Double.NaN;
    lon = Double.NaN;
    type = BidRequest.NONE;
    country.clear();
    region.clear();
    metro.clear();
    city.clear();
    zip.clear();
    utcoffsetMinutes = BidRequest.NONE;
  }
}
