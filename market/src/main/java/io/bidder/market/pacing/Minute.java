package io.bidder.market.pacing;

/**
 * What is known of a campaign at the end of a minute. Supply is in auctions that the campaign may
 * bid in.
 *
 * @param ofDay 0 to 1439
 * @param budgetUsd of the day
 * @param spentTodayUsd this minute's included
 * @param spentUsd in this minute
 * @param impressions bought in this minute
 * @param supply of this minute
 * @param supplyExpected of this minute, before the day began
 * @param supplyBefore expected of the day up to now, likewise
 * @param supplyAhead expected in the rest of the day
 */
public record Minute(
    int ofDay,
    double budgetUsd,
    double spentTodayUsd,
    double spentUsd,
    int impressions,
    int supply,
    double supplyExpected,
    double supplyBefore,
    double supplyAhead) {
  /** Expected of the whole day. */
  public double supplyOfDay() {
    return supplyBefore + supplyAhead;
  }

  /** Whether it is a day's last. */
  public boolean endsDay() {
    return ofDay == PacingWorld.MINUTES - 1;
  }
}
