package io.bidder.market.replay.mapping;

import io.bidder.modelstore.schema.SourcePaths;
import io.bidder.trainer.log.Labels;
import io.bidder.trainer.log.LogSource;
import io.bidder.trainer.log.SourceRow;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The time at which a row's request arrived: its timestamp, or, where the log has columns with the
 * local hour or day instead, in a week of 2026 at that hour and day in UTC. Immutable.
 */
final class RowTime {
  /** The time of a row that has none. */
  static final long NO_TIME = Long.MIN_VALUE;

  private static final long MILLIS_PER_HOUR = 3_600_000;
  private static final int HOURS_PER_DAY = 24;
  private static final int DAYS_PER_WEEK = 7;
  private static final long MONDAY_MILLIS =
      LocalDate.of(2026, 1, 5).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();

  private final int hour;
  private final int dayOfWeek;
  private final int hourOfWeek;

  RowTime(List<LogSource> sources) {
    hour = columnOf(sources, SourcePaths.LOCAL_HOUR);
    dayOfWeek = columnOf(sources, SourcePaths.LOCAL_DAY_OF_WEEK);
    hourOfWeek = columnOf(sources, SourcePaths.LOCAL_HOUR_OF_WEEK);
  }

  /** Returns whether time features come from columns of their own, not from the timestamp. */
  private boolean isColumns() {
    return hour >= 0 || dayOfWeek >= 0 || hourOfWeek >= 0;
  }

  /** Milliseconds since 1970, or {@link #NO_TIME}. */
  long epochMillis(SourceRow row) {
    if (!isColumns()) {
      return row.timestampMillis() == Labels.NO_TIMESTAMP ? NO_TIME : row.timestampMillis();
    }
    long hours = 0;
    if (hourOfWeek >= 0) {
      hours = number(row, hourOfWeek, 0, DAYS_PER_WEEK * HOURS_PER_DAY - 1);
    } else {
      long days = dayOfWeek >= 0 ? number(row, dayOfWeek, 1, DAYS_PER_WEEK) - 1 : 0;
      long ofDay = hour >= 0 ? number(row, hour, 0, HOURS_PER_DAY - 1) : 0;
      hours = days < 0 || ofDay < 0 ? -1 : days * HOURS_PER_DAY + ofDay;
    }
    return hours < 0 ? NO_TIME : MONDAY_MILLIS + hours * MILLIS_PER_HOUR;
  }

  /** Minutes by which the user's clock is ahead of UTC. */
  int utcOffsetMinutes(SourceRow row) {
    return isColumns() ? 0 : row.utcOffsetMinutes();
  }

  /** A whole number of the row, or -1 where it has none that is an hour or day. */
  private static long number(SourceRow row, int source, int least, int most) {
    List<String> values = row.values(source);
    if (values.isEmpty() || values.getFirst().length() > 3) {
      return -1;
    }
    // Sources of time have whole numbers only.
    long number = Long.parseLong(values.getFirst());
    return number >= least && number <= most ? number : -1;
  }

  private static int columnOf(List<LogSource> sources, String path) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).path().equals(path) && sources.get(i).column() != null) {
        return i;
      }
    }
    return -1;
  }
}
