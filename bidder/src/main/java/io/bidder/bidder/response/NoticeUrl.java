package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Macro;

/**
 * The address that a win notice fetches an ad from:
 *
 * <pre>
 *   {publicUrl}/ad/{creative id}?request=…&amp;imp=…&amp;seat=…&amp;bid=…&amp;deal=…&amp;price=${AUCTION_PRICE}…[&amp;native=…]
 * </pre>
 *
 * The bidder's own values are written with the bid; the rest the exchange fills in.
 */
final class NoticeUrl {
  private NoticeUrl() {}

  static Template template(String publicUrl, Campaign campaign, Creative creative) {
    Template.Builder url = new Template.Builder(Template.Place.BID, campaign, creative, false);
    url.constant(
        publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl);
    url.constant(WonAds.PATH + Template.percentEncoded(creative.id()));
    char separator = '?';
    for (Macro macro : Macro.values()) {
      // Request, impression and seat have two macros each: the bidder's own needs no exchange.
      if (!parameter(macro).isEmpty()
          && macro != Macro.AUCTION_ID
          && macro != Macro.AUCTION_IMP_ID
          && macro != Macro.AUCTION_SEAT_ID) {
        url.constant(separator + parameter(macro) + "=").macro(macro);
        separator = '&';
      }
    }
    return url.build();
  }

  /** The parameter of the query that has a macro's value; empty if none has. */
  static String parameter(Macro macro) {
    return switch (macro) {
      case BIDDER_REQUEST, AUCTION_ID -> "request";
      case BIDDER_IMP, AUCTION_IMP_ID -> "imp";
      case BIDDER_SEAT, AUCTION_SEAT_ID -> "seat";
      case BIDDER_BID -> "bid";
      case BIDDER_DEAL -> "deal";
      case AUCTION_BID_ID -> "response";
      case AUCTION_PRICE -> "price";
      case AUCTION_CURRENCY -> "currency";
      case AUCTION_LOSS -> "loss";
      case AUCTION_MIN_TO_WIN -> "min";
      case AUCTION_MBR -> "mbr";
      case AUCTION_MULTIPLIER -> "multiplier";
      case AUCTION_IMP_TS -> "ts";
      case BIDDER_CAMPAIGN,
          BIDDER_CREATIVE,
          BIDDER_ADVERTISER,
          BIDDER_CACHEBUSTER,
          BIDDER_IMPRESSION_URL,
          BIDDER_CLICK_URL,
          BIDDER_CLICK_ID,
          AUCTION_AD_ID ->
          "";
    };
  }
}
