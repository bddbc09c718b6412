package io.bidder.bidder.response;

import org.jspecify.annotations.Nullable;

/**
 * What markup may leave open. The bidder's own macros are filled in when the markup is written; an
 * auction's (OpenRTB 2.6, 4.4) are the exchange's to fill in, except in markup that the bidder
 * serves itself on a win notice.
 */
public enum Macro {
  BIDDER_CAMPAIGN(""),
  BIDDER_CREATIVE(""),
  BIDDER_ADVERTISER(""),
  BIDDER_REQUEST("request"),
  BIDDER_IMP("imp"),
  BIDDER_BID("bid"),
  BIDDER_DEAL("deal"),
  BIDDER_CACHEBUSTER(""),
  AUCTION_ID("request"),
  AUCTION_BID_ID("response"),
  AUCTION_IMP_ID("imp"),
  AUCTION_SEAT_ID(""),
  AUCTION_AD_ID(""),
  AUCTION_PRICE("price"),
  AUCTION_CURRENCY("currency"),
  AUCTION_LOSS("loss"),
  AUCTION_MIN_TO_WIN("min"),
  AUCTION_MBR("mbr"),
  AUCTION_MULTIPLIER("multiplier"),
  AUCTION_IMP_TS("ts");

  /** Where a win notice's query has the value; empty if it does not. */
  final String parameter;

  Macro(String parameter) {
    this.parameter = parameter;
  }

  boolean isAuction() {
    return name().startsWith("AUCTION_");
  }

  static @Nullable Macro named(String name) {
    for (Macro macro : values()) {
      if (macro.name().equals(name)) {
        return macro;
      }
    }
    return null;
  }
}
