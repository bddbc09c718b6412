package io.bidder.bidder.campaign;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A campaign of the catalogue. Immutable.
 *
 * @param start first instant of the flight; null for always
 * @param end first instant after the flight; null for never
 * @param deals ids it may bid under, in the order it prefers them
 * @param openAuction whether it also bids without a deal
 * @param attributes further values that a model's {@code campaign.<name>} features read
 */
public record Campaign(
    String id,
    Advertiser advertiser,
    @Nullable Instant start,
    @Nullable Instant end,
    Economics economics,
    Targeting targeting,
    List<String> deals,
    boolean openAuction,
    Map<String, String> attributes,
    List<Creative> creatives) {
  public Campaign {
    deals = List.copyOf(deals);
    attributes = Map.copyOf(attributes);
    creatives = List.copyOf(creatives);
  }
}
