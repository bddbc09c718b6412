package io.bidder.bidder.campaign;

/**
 * The most that may be spent, in micros of the currency that its owner is in; {@link
 * Long#MAX_VALUE} where there is no limit. Immutable.
 *
 * @param totalMicros ever
 * @param dailyMicros on each day of the advertiser's time zone
 * @param pacing of each day
 */
public record Budget(long totalMicros, long dailyMicros, PacingMode pacing) {
  /** No limit. */
  public static final Budget NONE = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, PacingMode.ASAP);

  /** Tells whether there is a limit. */
  public boolean isLimited() {
    return !equals(NONE);
  }
}
