package io.bidder.bidder.campaign;

import java.util.List;

/**
 * An advertiser. Immutable.
 *
 * @param domain as in {@code bid.adomain}, lower case
 * @param categories of its products, held against {@code bcat}
 * @param categoryTaxonomy of {@code categories}, as in {@code cattax}
 * @param seat the buyer's seat that its bids are made for, as in {@code seatbid.seat}
 */
public record Advertiser(
    String id, String domain, List<String> categories, int categoryTaxonomy, String seat) {
  public Advertiser {
    categories = List.copyOf(categories);
  }
}
