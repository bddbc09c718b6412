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
 * @param pCtr of what came of a bid: the bid's P(click | impression); 0 where it is not given
 * @param pCtcvr likewise its P(conversion | impression)
 */
public record Subject(
    String exchange,
    String advertiserId,
    String campaignId,
    String creativeId,
    long bidCpmMicros,
    String currency,
    String modelVersion,
    String person,
    float pCtr,
    float pCtcvr) {
  /** Of an event that has none. */
  static final Subject NONE = new Subject("", "", "", "", 0, "", "", "");

  /** A subject without probabilities. */
  public Subject(
      String exchange,
      String advertiserId,
      String campaignId,
      String creativeId,
      long bidCpmMicros,
      String currency,
      String modelVersion,
      String person) {
    this(
        exchange,
        advertiserId,
        campaignId,
        creativeId,
        bidCpmMicros,
        currency,
        modelVersion,
        person,
        0,
        0);
  }

  static Subject read(WireReader wire) {
    String exchange = "";
    String advertiserId = "";
    String campaignId = "";
    String creativeId = "";
    long bidCpmMicros = 0;
    String currency = "";
    String modelVersion = "";
    String person = "";
    float pCtr = 0;
    float pCtcvr = 0;
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
        case 9 -> pCtr = wire.number32();
        case 10 -> pCtcvr = wire.number32();
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
        person,
        pCtr,
        pCtcvr);
  }
}
