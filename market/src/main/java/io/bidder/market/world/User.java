package io.bidder.market.world;

import java.util.ArrayList;
import java.util.List;

/**
 * A person who sees ads. Fields are indices into {@link Names} unless they say otherwise.
 *
 * @param index number of the user in the world
 * @param ageBand the last one is unknown
 * @param birthYear 0 if unknown
 * @param gender the last one is unknown
 * @param region home
 * @param utcOffsetMinutes of the home zone
 * @param segmentMask bit {@code s} is set for a user in interest segment {@code s}; 1 to 4 are set
 * @param activity how many ads the user sees, relative to others; about 1
 */
public record User(
    int index,
    int ageBand,
    int birthYear,
    int gender,
    int region,
    int utcOffsetMinutes,
    int segmentMask,
    double activity) {
  private static final long MINUTE_MILLIS = 60_000;
  private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;
  private static final int HOURS_PER_DAY = 24;

  /** {@code user.gender}; empty if unknown. */
  public String genderCode() {
    return Names.GENDERS.get(gender);
  }

  /** {@code device.geo.region}. */
  public String regionCode() {
    return Names.REGIONS.get(region);
  }

  /** {@code user.data.segment.id}: one to four. */
  public List<String> segmentIds() {
    List<String> ids = new ArrayList<>(Integer.bitCount(segmentMask));
    for (int left = segmentMask; left != 0; left &= left - 1) {
      ids.add(Names.SEGMENTS.get(Integer.numberOfTrailingZeros(left)));
    }
    return ids;
  }

  /** Hour in the user's zone, 0 to 23. */
  public int localHour(long timestampMillis) {
    return Math.floorMod(localHours(timestampMillis), HOURS_PER_DAY);
  }

  /** Day in the user's zone, Monday 0 to Sunday 6. */
  public int localDayOfWeek(long timestampMillis) {
    // Day 0, 1 January 1970, was a Thursday.
    return Math.floorMod(Math.floorDiv(localHours(timestampMillis), HOURS_PER_DAY) + 3, 7);
  }

  private long localHours(long timestampMillis) {
    return Math.floorDiv(timestampMillis + utcOffsetMinutes * MINUTE_MILLIS, HOUR_MILLIS);
  }
}
