package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** A place (3.2.19). Reused: see {@link BidRequest}. */
public final class Geo {

  public double lat = Double.NaN;
  public double lon = Double.NaN;
  public int type = BidRequest.NONE;

  /** ISO-3166-1 alpha-3, as sent. */
  public final Text country;

  public final Text region;
  public final Text metro;
  public final Text city;
  public final Text zip;
  public int utcoffsetMinutes = BidRequest.NONE;

  Geo(Memory memory) {
    country = new Text(memory);
    region = new Text(memory);
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
    region.clear();
    metro.clear();
    city.clear();
    zip.clear();
    utcoffsetMinutes = BidRequest.NONE;
  }
}
