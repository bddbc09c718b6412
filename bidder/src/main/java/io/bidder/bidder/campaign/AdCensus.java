package io.bidder.bidder.campaign;

import io.bidder.settings.Counts;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A count of a catalogue's ads by whether they can bid at a moment. It holds until a flight begins
 * or ends. Immutable.
 */
public final class AdCensus {
  private final Map<AdState, Integer> ads = new EnumMap<>(AdState.class);
  private int campaigns;
  private Instant from = Instant.MIN;
  private Instant until = Instant.MAX;

  private AdCensus() {}

  /**
   * Counts the ads of a catalogue.
   *
   * @param hasRate tells whether amounts in a currency can be converted
   * @param priced tells whether what a campaign is priced by is predicted
   */
  public static AdCensus of(
      Catalogue catalogue, Instant now, Predicate<String> hasRate, Predicate<Economics> priced) {
    AdCensus census = new AdCensus();
    for (Campaign campaign : catalogue.campaigns()) {
      AdState state = state(campaign, now, hasRate, priced);
      census.ads.merge(state, campaign.creatives().size(), Integer::sum);
      census.campaigns += state == AdState.CAN_BID ? 1 : 0;
      census.boundary(campaign.start(), now);
      census.boundary(campaign.end(), now);
    }
    return census;
  }

  /** What keeps a campaign from bidding for ever goes before what passes. */
  private static AdState state(
      Campaign campaign, Instant now, Predicate<String> hasRate, Predicate<Economics> priced) {
    Instant start = campaign.start();
    Instant end = campaign.end();
    if (end != null && !now.isBefore(end)) {
      return AdState.FLIGHT_OVER;
    }
    if (!hasRate.test(campaign.economics().currency())) {
      return AdState.NO_RATE;
    }
    if (!priced.test(campaign.economics())) {
      return AdState.UNPRICED;
    }
    return start != null && now.isBefore(start) ? AdState.FLIGHT_NOT_BEGUN : AdState.CAN_BID;
  }

  private void boundary(@Nullable Instant instant, Instant now) {
    if (instant == null) {
      return;
    }
    if (instant.isAfter(now)) {
      until = instant.isBefore(until) ? instant : until;
    } else {
      from = instant.isAfter(from) ? instant : from;
    }
  }

  /** Tells whether a count of the same catalogue at another moment would be the same. */
  public boolean holdsAt(Instant now) {
    return !now.isBefore(from) && now.isBefore(until);
  }

  /** The ads that are in a state. */
  public int count(AdState state) {
    return ads.getOrDefault(state, 0);
  }

  /** Tells whether there are ads, and none can bid or will if nothing but time passes. */
  public boolean isDead() {
    return !ads.isEmpty() && count(AdState.CAN_BID) == 0 && count(AdState.FLIGHT_NOT_BEGUN) == 0;
  }

  /** The count in words, as one line. */
  @Override
  public String toString() {
    String others =
        ads.entrySet().stream()
            .filter(state -> state.getKey() != AdState.CAN_BID)
            .map(state -> state.getValue() + " " + state.getKey().text())
            .collect(Collectors.joining(", "));
    int able = count(AdState.CAN_BID);
    if (ads.isEmpty()) {
      return "the catalogue has no ads";
    }
    if (able == 0) {
      return "no ad can bid now: " + others;
    }
    int all = ads.values().stream().mapToInt(Integer::intValue).sum();
    return Counts.of(able, "ad")
        + " of "
        + Counts.of(campaigns, "campaign")
        + " can bid now"
        + (able == all ? "" : "; " + (all - able) + " cannot: " + others);
  }
}
