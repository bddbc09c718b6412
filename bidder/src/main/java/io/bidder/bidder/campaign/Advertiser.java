package io.bidder.bidder.campaign;

import io.bidder.bidder.names.Hosts;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An advertiser. Immutable.
 *
 * @param domain as in {@code bid.adomain}, lower case
 * @param categories of its products, held against {@code bcat}
 * @param categoryTaxonomy of {@code categories}, as in {@code cattax}
 * @param bidsUncompared whether its ads bid although a category of theirs cannot be told in the
 *     taxonomy of a request's blocked ones
 * @param seat the buyer's seat that its bids are made for, as in {@code seatbid.seat}, on exchanges
 *     that {@code seats} does not name
 * @param seats by the exchange's label
 * @param timeZone that its days begin and end in
 * @param caps on how often a person is shown any of its ads
 * @param transparency what people are told of its ads; null if it has nothing to tell
 */
public record Advertiser(
    String id,
    String domain,
    List<String> categories,
    int categoryTaxonomy,
    boolean bidsUncompared,
    String seat,
    Map<String, String> seats,
    ZoneId timeZone,
    List<Cap> caps,
    @Nullable Transparency transparency) {
  public Advertiser {
    caps = List.copyOf(caps);
    categories = List.copyOf(categories);
    seats = Map.copyOf(seats);
  }

  /** An advertiser without caps. */
  public Advertiser(
      String id,
      String domain,
      List<String> categories,
      int categoryTaxonomy,
      String seat,
      Map<String, String> seats,
      ZoneId timeZone) {
    this(id, domain, categories, categoryTaxonomy, true, seat, seats, timeZone, List.of(), null);
  }

  /** An advertiser with the same seat on every exchange, whose days are those of UTC. */
  public Advertiser(
      String id, String domain, List<String> categories, int categoryTaxonomy, String seat) {
    this(id, domain, categories, categoryTaxonomy, seat, Map.of(), ZoneOffset.UTC);
  }

  /** Its domain as hosts are compared. */
  public String host() {
    return Hosts.of(domain);
  }

  /** The seat that its bids on an exchange are made for. */
  public String seatOn(String exchange) {
    return seats.getOrDefault(exchange, seat);
  }
}
