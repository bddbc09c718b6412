package io.bidder.bidder.exposure;

import io.bidder.bidder.campaign.Cap;
import io.bidder.modelstore.schema.XxHash64;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of each person: impressions of a subject, such as {@code campaign:spring}, by a
 * rule that is a text, so that it can stand in the log: {@code sliding day}, {@code calendar week
 * Europe/Berlin}, {@code since 1767225600000}. Thread-safe; asking allocates nothing but once for
 * each day of a calendar.
 */
final class Counter {
  private static final String SINCE = "since ";
  private static final int DAYS_OF_WEEK = 7;

  /** Days from a Monday to the first of 1970. */
  private static final int FIRST_DAY = 3;

  private static final long LOWER = 0xffff_ffffL;

  final String subject;
  final String rule;
  final long id;
  final CountKind kind;
  final long sinceEpochMillis;
  private final @Nullable ZoneId zone;
  private volatile Day day = new Day(0, 0, 0);

  /** A day of the zone, from one instant to before another. */
  private record Day(long fromMillis, long untilMillis, int number) {}

  private Counter(
      String subject, String rule, CountKind kind, long sinceEpochMillis, @Nullable ZoneId zone) {
    this.subject = subject;
    this.rule = rule;
    this.kind = kind;
    this.sinceEpochMillis = sinceEpochMillis;
    this.zone = zone;
    byte[] name = (subject + "\0" + rule).getBytes(StandardCharsets.UTF_8);
    id = XxHash64.hash(name, 0, name.length);
  }

  /** The rule that a cap counts by. */
  static String rule(Cap cap, ZoneId zone, @Nullable Instant flightStart) {
    if (cap.per() == Cap.Per.FLIGHT) {
      return SINCE + (flightStart == null ? 0 : flightStart.toEpochMilli());
    }
    String rule = cap.window().name().toLowerCase(Locale.ROOT) + " " + cap.per().label();
    boolean hasDays = cap.per() == Cap.Per.DAY || cap.per() == Cap.Per.WEEK;
    return cap.window() == Cap.Window.CALENDAR && hasDays ? rule + " " + zone.getId() : rule;
  }

  /** The rule that counts all impressions. */
  static String ever() {
    return SINCE + 0;
  }

  /** The counter of a subject by a rule; null if there is no such rule. */
  static @Nullable Counter of(String subject, String rule) {
    try {
      if (rule.startsWith(SINCE)) {
        long since = Long.parseLong(rule.substring(SINCE.length()));
        return new Counter(subject, rule, CountKind.EVER, since, null);
      }
      String[] words = rule.split(" ", 3);
      CountKind kind = CountKind.valueOf((words[0] + "_" + words[1]).toUpperCase(Locale.ROOT));
      boolean hasDays = kind == CountKind.CALENDAR_DAY || kind == CountKind.CALENDAR_WEEK;
      return hasDays == (words.length == 3)
          ? new Counter(subject, rule, kind, 0, hasDays ? ZoneId.of(words[2]) : null)
          : null;
    } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
      return null;
    }
  }

  /** The unit of the kind that a time is in. */
  int unit(long epochMillis) {
    if (zone == null) {
      return (int) Math.floorDiv(epochMillis, kind.unitMillis);
    }
    Day known = day;
    if (epochMillis < known.fromMillis || epochMillis >= known.untilMillis) {
      known = day(epochMillis, zone);
      day = known;
    }
    return kind == CountKind.CALENDAR_DAY
        ? known.number
        : Math.floorDiv(known.number + FIRST_DAY, DAYS_OF_WEEK);
  }

  private static Day day(long epochMillis, ZoneId zone) {
    LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(epochMillis), zone);
    return new Day(
        date.atStartOfDay(zone).toInstant().toEpochMilli(),
        date.plus(1, ChronoUnit.DAYS).atStartOfDay(zone).toInstant().toEpochMilli(),
        (int) date.toEpochDay());
  }

  /** The key of a person's count: in its higher half the person's own hash. */
  long key(long person) {
    return key(person, id);
  }

  /** Likewise, by the counter's id alone. */
  static long key(long person, long id) {
    long mixed = (person ^ id) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    long key = (person & ~LOWER) | (mixed >>> Integer.SIZE);
    return key == 0 ? 1 : key;
  }
}
