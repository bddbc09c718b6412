package io.bidder.eventlog.join;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Happening;

/**
 * A shown ad with what came of it, as far as was known then. A row replaces another of the same bid
 * and revision, and counts instead of those of the bid's earlier revisions.
 *
 * @param revision 0 for the first telling, and one more for each time later at which an outcome was
 *     told
 * @param knownAtEpochMillis when that was known: an outcome that the log has later is not in it
 * @param bidEpochMillis when it was bid
 * @param shownEpochMillis when the ad was shown
 * @param clickDelayMillis from showing it; -1 without a click
 * @param conversions orders that count and were not taken back
 * @param conversionDelayMillis from the click, or from showing it without one; -1 without a
 *     conversion
 * @param valueMicros of the orders, less what was refunded, in {@code valueCurrency}
 * @param valueCurrency of the first order; orders in others do not add to the value. Empty for none
 */
public record TrainingRow(
    BidId bidId,
    int revision,
    long knownAtEpochMillis,
    Happening.Bid bid,
    long bidEpochMillis,
    long shownEpochMillis,
    long clickDelayMillis,
    int conversions,
    long conversionDelayMillis,
    long valueMicros,
    String valueCurrency) {
  /** The absence of a delay. */
  public static final long NEVER = -1;

  /** What a row weighs at most. */
  public static final double MAX_WEIGHT = 10;

  public boolean clicked() {
    return clickDelayMillis != NEVER;
  }

  public boolean converted() {
    return conversions > 0;
  }

  /** How long after the impression this was known. */
  public long ageMillis() {
    return knownAtEpochMillis - shownEpochMillis;
  }

  /**
   * What the row stands for: as many as one in so many was chosen by chance, the inverse of its
   * propensity. It is clipped at {@value #MAX_WEIGHT}, so that no single row decides what is
   * learnt, at the price that what is chosen more rarely counts too little. 1 where no propensity
   * was told.
   */
  public double weight() {
    float propensity = bid.propensity();
    return propensity > 0 && propensity < 1 ? Math.min(1 / propensity, MAX_WEIGHT) : 1;
  }
}
