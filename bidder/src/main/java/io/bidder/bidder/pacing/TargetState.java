package io.bidder.bidder.pacing;

import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Target;

/**
 * How a campaign does by its target, of what is remembered. Amounts are in micros of the currency
 * of its economics. Immutable.
 *
 * @param spentMicros what was billed
 * @param bidMicros what was bid for what was billed
 * @param expectedOrders of what was billed, as the model predicts them
 * @param expectedByNow of these, those that should have come by now
 * @param doubtedByNow of the others, those that may be late or early, for too few orders have told
 *     of it
 * @param orders that came
 * @param orderValueMicros of these, less what was taken back
 */
public record TargetState(
    Target target,
    Economics economics,
    double spentMicros,
    double bidMicros,
    double expectedOrders,
    double expectedByNow,
    double doubtedByNow,
    double orders,
    double orderValueMicros) {
  /** Orders as which the model is believed, before any come. */
  private static final double PRIOR_ORDERS = 5;

  /** So much of what the model expects is believed at least, or nothing more would be learned. */
  private static final double LEAST_CORRECTION = 0.2;

  /** By how much more than they may cost, orders are too dear. */
  private static final double MISSED = 1.1;

  /**
   * What bids are multiplied by, above 0, at most 1: that of which the orders that are expected,
   * corrected by those that came, cost what they may. With nothing known it is that at which an
   * order costs no more even where each bid is paid in full.
   */
  public double multiplier() {
    double perOrder = target.perOrderMicros(economics);
    double fullBid = economics.averageOrderValueMicros() * economics.roasCoefficient();
    // By how much bids are above what they cost; at first as if by nothing.
    double relief = (bidMicros + perOrder) / (spentMicros + perOrder);
    return Math.min(1, correction() * relief * perOrder / fullBid);
  }

  /** Orders that come for each that is expected; of values, for each of the average one. */
  double correction() {
    double came =
        target.roas() > 0 ? orderValueMicros / economics.averageOrderValueMicros() : orders;
    double believed = PRIOR_ORDERS + doubtedByNow;
    return Math.max(LEAST_CORRECTION, (came + believed) / (expectedByNow + believed));
  }

  /**
   * Tells whether orders, with those that are still expected, cost more than a tenth more than they
   * may.
   */
  public boolean isMissed() {
    return spentMicros
        > MISSED * correction() * expectedOrders * target.perOrderMicros(economics)
            + PRIOR_ORDERS * target.perOrderMicros(economics);
  }
}
