package io.bidder.bidder.campaign;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A placeholder in markup, written {@code ${NAME}}. The bidder fills in its own when it bids; an
 * auction's (OpenRTB 2.6, 4.4), which may also be written {@code ${NAME:B64}}, are the exchange's
 * to fill in, except in markup that the bidder delivers itself on a win notice.
 */
public enum Macro {
  BIDDER_CAMPAIGN,
  BIDDER_CREATIVE,
  BIDDER_ADVERTISER,
  BIDDER_REQUEST,
  BIDDER_IMP,
  BIDDER_SEAT,
  BIDDER_BID,
  BIDDER_DEAL,
  BIDDER_CACHEBUSTER,
  /** A URL: of a pixel that says that the ad was shown. */
  BIDDER_IMPRESSION_URL,
  /** A URL: counts a click, and goes on to the ad's landing page. */
  BIDDER_CLICK_URL,
  /** What a landing page tells of the click that led to it, when an order comes of it. */
  BIDDER_CLICK_ID,
  AUCTION_ID,
  AUCTION_BID_ID,
  AUCTION_IMP_ID,
  AUCTION_SEAT_ID,
  AUCTION_AD_ID,
  AUCTION_PRICE,
  AUCTION_CURRENCY,
  AUCTION_LOSS,
  AUCTION_MIN_TO_WIN,
  AUCTION_MBR,
  AUCTION_MULTIPLIER,
  AUCTION_IMP_TS;

  private static final List<String> NAMES = Arrays.stream(values()).map(Macro::name).toList();

  /** Tells whether it is one of OpenRTB's, and not the bidder's own. */
  public boolean isAuction() {
    return name().startsWith("AUCTION_");
  }

  /** Tells whether its value is made of signed text, which stands anywhere as it is. */
  public boolean isSigned() {
    return this == BIDDER_IMPRESSION_URL || this == BIDDER_CLICK_URL || this == BIDDER_CLICK_ID;
  }

  /** The name of every macro. */
  static List<String> names() {
    return NAMES;
  }

  /** The macro of a name; null if there is none. */
  static @Nullable Macro named(String name) {
    int index = NAMES.indexOf(name);
    return index < 0 ? null : values()[index];
  }
}
