package io.bidder.market.world;

/** The times of impressions: more in the evening than at night, every day alike. */
public final class MarketClock {
  /** 5 January 2026 00:00 UTC, a Monday. */
  public static final long START_MILLIS = 1_767_571_200_000L;

  private static final int HOURS = 24;
  public static final long HOUR_MILLIS = 3_600_000;
  public static final long DAY_MILLIS = HOURS * HOUR_MILLIS;

  /** Share of a day's impressions before each hour. */
  private static final double[] BEFORE = before();

  private MarketClock() {}

  /**
   * The moment by which a share of the impressions of some days has happened.
   *
   * @param share 0 to below 1
   * @return milliseconds since 1970, ascending with {@code share}
   */
  public static long at(double share, int days) {
    double position = share * days;
    int day = (int) position;
    return on(day, position - day);
  }

  /**
   * The moment by which a share of a day's impressions has happened.
   *
   * @param day from 0, the first
   * @param ofDay 0 to below 1
   * @return milliseconds since 1970
   */
  public static long on(long day, double ofDay) {
    int hour = 0;
    while (hour < HOURS - 1 && BEFORE[hour + 1] <= ofDay) {
      hour++;
    }
    double ofHour = (ofDay - BEFORE[hour]) / (BEFORE[hour + 1] - BEFORE[hour]);
    long inHour = Math.min(HOUR_MILLIS - 1, (long) (ofHour * HOUR_MILLIS));
    return START_MILLIS + day * DAY_MILLIS + hour * HOUR_MILLIS + inHour;
  }

  /**
   * The moment at which a share of a day is over.
   *
   * @param day from 0, the first
   * @param ofDay 0 to below 1
   * @return milliseconds since 1970
   */
  public static long evenlyOn(long day, double ofDay) {
    return START_MILLIS + day * DAY_MILLIS + (long) (ofDay * DAY_MILLIS);
  }

  private static double[] before() {
    double[] before = new double[HOURS + 1];
    for (int hour = 0; hour < HOURS; hour++) {
      before[hour + 1] = before[hour] + Traffic.online(hour);
    }
    for (int hour = 0; hour < HOURS; hour++) {
      before[hour] /= before[HOURS];
    }
    before[HOURS] = 1;
    return before;
  }
}
