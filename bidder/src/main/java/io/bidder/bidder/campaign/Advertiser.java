package io.bidder.bidder.campaign;

import java.util.List;

/**
 * Who advertises. Immutable.
 *
 * @param domain as in {@code bid.adomain}, lower case
 * @param categories what it sells, held against {@code bcat}
 * @param categoryTaxonomy of {@code categories}, as in {@code cattax}
 * @param seat whom the advertiser's bids are made for, as in {@code seatbid.seat}
 */
public record Advertiser(
    String id, String domain, List<String> categories, int categoryTaxonomy, String seat) {
  public Advertiser {
    categories = List.copyOf(categories);
  }
}
