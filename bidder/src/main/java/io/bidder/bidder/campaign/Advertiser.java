package io.bidder.bidder.campaign;

import java.util.List;
import java.util.Map;

/**
 * An advertiser. Immutable.
 *
 * @param domain as in {@code bid.adomain}, lower case
 * @param categories of its products, held against {@code bcat}
 * @param categoryTaxonomy of {@code categories}, as in {@code cattax}
 * @param seat the buyer's seat that its bids are made for, as in {@code seatbid.seat}, on exchanges
 *     that {@code seats} does not name
 * @param seats by the exchange's label
 */
public record Advertiser(
    String id,
    String domain,
    List<String> categories,
    int categoryTaxonomy,
    String seat,
    Map<String, String> seats) {
  public Advertiser {
    categories = List.copyOf(categories);
    seats = Map.copyOf(seats);
  }

  /** An advertiser with the same seat on every exchange. */
  public Advertiser(
      String id, String domain, List<String> categories, int categoryTaxonomy, String seat) {
    this(id, domain, categories, categoryTaxonomy, seat, Map.of());
  }

  /** The seat that its bids on an exchange are made for. */
  public String seatOn(String exchange) {
    return seats.getOrDefault(exchange, seat);
  }
}
