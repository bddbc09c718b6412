package io.bidder.modelstore.schema;

/** The time on a user's clock, as features and targeting know it: whole hours of a week. */
public final class LocalTime {
  private static final long MILLIS_PER_MINUTE = 60_000;
  private static final long MILLIS_PER_HOUR = 3_600_000;
  private static final int HOURS_PER_WEEK = 168;

  /** 1 January 1970 was a Thursday. */
  private static final int EPOCH_HOUR_OF_WEEK = 3 * 24;

  private LocalTime() {}

  /**
   * The hour of the week, 0 (Monday 00:00) to 167.
   *
   * @param utcOffsetMinutes the user's offset from UTC, daylight saving included
   */
  public static int hourOfWeek(long epochMillis, int utcOffsetMinutes) {
    long hours = Math.floorDiv(epochMillis + utcOffsetMinutes * MILLIS_PER_MINUTE, MILLIS_PER_HOUR);
    return (int) Math.floorMod(hours + EPOCH_HOUR_OF_WEEK, (long) HOURS_PER_WEEK);
  }
}
