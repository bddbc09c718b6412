package io.bidder.eventlog.event;

import java.util.HexFormat;

/**
 * What a bid was for: in each event of it, so that nobody has to look the bid up.
 *
 * @param exchange as in its path; {@code default} for {@code /openrtb2/bid}
 * @param advertiserId whose campaign it is
 * @param bidCpmMicros as answered, in {@code currency}
 * @param currency ISO 4217
 * @param modelVersion that priced it
 * @param person a salted hash, in hexadecimal digits; empty where it must not be known
 */
public record Subject(
    String exchange,
    String advertiserId,
    String campaignId,
    String creativeId,
    long bidCpmMicros,
    String currency,
    String modelVersion,
    String person) {
  /** Of an event that has none. */
  static final Subject NONE = new Subject("", "", "", "", 0, "", "", "");

  static Subject read(WireReader wire) {
    String exchange = "";
    String advertiserId = "";
    String campaignId = "";
    String creativeId = "";
    long bidCpmMicros = 0;
    String currency = "";
    String modelVersion = "";
    String person = "";
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> exchange = wire.text();
        case 2 -> campaignId = wire.text();
        case 3 -> creativeId = wire.text();
        case 4 -> bidCpmMicros = wire.whole();
        case 5 -> currency = wire.text();
        case 6 -> modelVersion = wire.text();
        case 7 -> person = HexFormat.of().formatHex(wire.bytes());
        case 8 -> advertiserId = wire.text();
        default -> wire.skip();
      }
    }
    return new Subject(
        exchange,
        advertiserId,
        campaignId,
        creativeId,
        bidCpmMicros,
        currency,
        modelVersion,
        person);
  }
}
