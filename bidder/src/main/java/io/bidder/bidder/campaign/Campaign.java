package io.bidder.bidder.campaign;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A campaign of the catalogue. Immutable.
 *
 * @param group whose budget it shares; null for none
 * @param start first instant of the flight; null for always
 * @param end first instant after the flight; null for never
 * @param budget of its own, in the currency of its economics
 * @param target of what its orders cost
 * @param deals ids it may bid under, in the order it prefers them
 * @param openAuction whether it also bids without a deal
 * @param caps on how often a person is shown any of its ads
 * @param attributes further values that a model's {@code campaign.<name>} features read
 */
public record Campaign(
    String id,
    Advertiser advertiser,
    @Nullable Group group,
    @Nullable Instant start,
    @Nullable Instant end,
    Economics economics,
    Budget budget,
    Target target,
    Targeting targeting,
    List<String> deals,
    boolean openAuction,
    List<Cap> caps,
    Map<String, String> attributes,
    List<Creative> creatives) {
  public Campaign {
    deals = List.copyOf(deals);
    caps = List.copyOf(caps);
    attributes = Map.copyOf(attributes);
    creatives = List.copyOf(creatives);
  }

  /** A campaign without a target and caps. */
  public Campaign(
      String id,
      Advertiser advertiser,
      @Nullable Group group,
      @Nullable Instant start,
      @Nullable Instant end,
      Economics economics,
      Budget budget,
      Targeting targeting,
      List<String> deals,
      boolean openAuction,
      Map<String, String> attributes,
      List<Creative> creatives) {
    this(
        id,
        advertiser,
        group,
        start,
        end,
        economics,
        budget,
        Target.NONE,
        targeting,
        deals,
        openAuction,
        List.of(),
        attributes,
        creatives);
  }

  /** A campaign without a budget. */
  public Campaign(
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
    this(
        id,
        advertiser,
        null,
        start,
        end,
        economics,
        Budget.NONE,
        targeting,
        deals,
        openAuction,
        attributes,
        creatives);
  }

  /**
   * This campaign, of the parts of another that are equal to its own: the other itself if they all
   * are. What was made of those need not be made again, nor is their memory taken twice.
   */
  public Campaign sharing(Campaign other) {
    if (equals(other)) {
      return other;
    }
    Map<String, Creative> others = new HashMap<>();
    other.creatives.forEach(creative -> others.put(creative.id(), creative));
    return new Campaign(
        id,
        advertiser,
        group,
        start,
        end,
        economics,
        budget,
        target,
        targeting.equals(other.targeting) ? other.targeting : targeting,
        deals,
        openAuction,
        caps,
        attributes.equals(other.attributes) ? other.attributes : attributes,
        creatives.stream().map(creative -> either(others.get(creative.id()), creative)).toList());
  }

  private static Creative either(@Nullable Creative other, Creative creative) {
    return other != null && creative.equals(other) ? other : creative;
  }
}
