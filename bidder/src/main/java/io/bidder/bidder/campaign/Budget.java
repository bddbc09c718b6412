package io.bidder.bidder.campaign;

/**
 * The most that may be spent, in micros of the currency that its owner is in; {@link
 * Long#MAX_VALUE} where there is no limit. Immutable.
 *
 * @param totalMicros ever
 * @param dailyMicros on each day of the advertiser's time zone
 * @param pacing of each day
 * @param withoutBankMicros up to which a server of a fleet that cannot reach the bank goes on, of
 *     what it has spent on a day; 0 if it stops when its lease is spent
 */
public record Budget(
    long totalMicros, long dailyMicros, PacingMode pacing, long withoutBankMicros) {
  /** No limit. */
  public static final Budget NONE = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, PacingMode.ASAP, 0);

  /** Tells whether there is a limit. */
  public boolean isLimited() {
    return !equals(NONE);
  }
}
