package io.bidder.market.pacing;

import java.util.Arrays;
import java.util.List;

/**
 * What came of pacing.
 *
 * @param valueUsd of the clicks that are to be expected of the impressions bought
 * @param clicks to be expected
 * @param spendError by which share of its budget a campaign's day was over or under it, on average
 *     over campaigns and days
 * @param laterSpendError without the first day, which nothing is known of beforehand
 * @param strandedCampaignDays that spent less than 95 % of their budget
 * @param shareByHour of all that was spent
 */
public record PacingResult(
    double valueUsd,
    double clicks,
    double spentUsd,
    double budgetUsd,
    double spendError,
    double laterSpendError,
    int strandedCampaignDays,
    List<Double> shareByHour) {
  private static final double STRANDED = 0.95;
  private static final int HOURS = 24;

  static PacingResult of(
      double valueUsd,
      double clicks,
      double spentUsd,
      double budgetUsd,
      int campaigns,
      List<Double> spentShares,
      double[] spentByMinute) {
    double[] byHour = new double[HOURS];
    for (int minute = 0; minute < spentByMinute.length; minute++) {
      byHour[minute * HOURS / spentByMinute.length] += spentByMinute[minute] / spentUsd;
    }
    return new PacingResult(
        valueUsd,
        clicks,
        spentUsd,
        budgetUsd,
        error(spentShares),
        error(spentShares.subList(Math.min(campaigns, spentShares.size()), spentShares.size())),
        (int) spentShares.stream().filter(share -> share < STRANDED).count(),
        Arrays.stream(byHour).boxed().toList());
  }

  private static double error(List<Double> spentShares) {
    return spentShares.stream().mapToDouble(share -> Math.abs(share - 1)).average().orElse(0);
  }

  /** Worth of what a dollar bought. */
  public double valuePerUsd() {
    return valueUsd / spentUsd;
  }
}
