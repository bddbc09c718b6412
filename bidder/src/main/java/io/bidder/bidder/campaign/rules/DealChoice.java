package io.bidder.bidder.campaign.rules;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.names.Texts;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the deal under which a campaign bids (OpenRTB 3.2.11, 3.2.12). */
public final class DealChoice {
  private DealChoice() {}

  /**
   * The first of the campaign's deals that the impression has and that is open to the advertiser's
   * seat on the exchange, and to its domain; or null.
   */
  public static @Nullable Deal choose(Campaign campaign, String exchange, Imp imp) {
    List<String> wanted = campaign.deals();
    for (int i = 0; i < wanted.size(); i++) {
      for (int k = 0; k < imp.deals.size(); k++) {
        Deal deal = imp.deals.get(k);
        if (deal.id.contentEquals(wanted.get(i))
            && isOpenTo(deal, campaign.advertiser(), exchange)) {
          return deal;
        }
      }
    }
    return null;
  }

  /** Tells whether the campaign may bid although it has no deal. */
  public static boolean mayBidWithout(Campaign campaign, Imp imp) {
    return campaign.openAuction() && !imp.privateAuction;
  }

  /** Tells which deals the campaign wants and which there are, for people. */
  public static String why(Campaign campaign, String exchange, Imp imp) {
    List<String> had = new ArrayList<>();
    for (int i = 0; i < imp.deals.size(); i++) {
      Deal deal = imp.deals.get(i);
      String id = deal.id.toString();
      boolean closed =
          campaign.deals().contains(id) && !isOpenTo(deal, campaign.advertiser(), exchange);
      had.add(closed ? id + " (not open to its seat or domain)" : id);
    }
    return Words.unmet(had, campaign.deals());
  }

  private static boolean isOpenTo(Deal deal, Advertiser advertiser, String exchange) {
    return (deal.wseat.isEmpty() || deal.wseat.contains(advertiser.seatOn(exchange)))
        && (deal.wadomain.isEmpty() || Texts.isWithinAny(advertiser.host(), deal.wadomain));
  }
}
