package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.names.Countries;
import io.bidder.bidder.names.Countries.Country;
import io.bidder.bidder.names.Regions;
import io.bidder.bidder.openrtb.Geo;

/** Reads a location (OpenRTB 2.6, 3.2.19), of a device or a user. */
final class GeoReader {
  /** No place is further from UTC. */
  private static final int MAX_UTC_OFFSET_MINUTES = 14 * 60;

  private final Fields fields;

  GeoReader(Fields fields) {
    this.fields = fields;
  }

  void geo(Geo into) {
    into.clear();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "lat" -> into.lat = fields.decimal(-90, 90);
        case "lon" -> into.lon = fields.decimal(-180, 180);
        case "type" -> into.type = fields.count();
        case "country" -> fields.text(into.country);
        case "region" -> fields.text(into.region);
        case "metro" -> fields.text(into.metro);
        case "city" -> fields.text(into.city);
        case "zip" -> fields.text(into.zip);
        case "utcoffset" ->
            into.utcoffsetMinutes = fields.integer(-MAX_UTC_OFFSET_MINUTES, MAX_UTC_OFFSET_MINUTES);
        default -> fields.unknown();
      }
    }
    Country country = Countries.of(into.country);
    if (country == null) {
      into.countryCode.set(into.country);
    } else {
      into.countryCode.set(country.alpha3());
    }
    Regions.name(into.region, country, into.regionCode);
  }
}
