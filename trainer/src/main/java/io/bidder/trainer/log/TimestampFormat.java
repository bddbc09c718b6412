package io.bidder.trainer.log;

import io.bidder.modelstore.schema.Decimals;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a log's timestamps. Immutable. */
final class TimestampFormat {
  /** The milliseconds that stand for an unreadable timestamp. */
  static final long UNREADABLE = Long.MIN_VALUE;

  static final String ISO = "iso";
  static final String EPOCH_SECONDS = "epoch-seconds";
  static final String EPOCH_MILLIS = "epoch-millis";

  /** Some 31,000 years around 1970: what is beyond is in another unit. */
  private static final double MAX_MILLIS = 1e15;

  private final String description;
  private final double millisPerUnit;
  private final @Nullable DateTimeFormatter formatter;
  private final @Nullable FixedTimestamp fixed;
  private final ZoneId zone;

  private TimestampFormat(
      String description,
      double millisPerUnit,
      @Nullable DateTimeFormatter formatter,
      @Nullable FixedTimestamp fixed,
      ZoneId zone) {
    this.description = description;
    this.millisPerUnit = millisPerUnit;
    this.formatter = formatter;
    this.fixed = fixed;
    this.zone = zone;
  }

  /**
   * @param format {@value #ISO}, {@value #EPOCH_SECONDS}, {@value #EPOCH_MILLIS} or a pattern of
   *     {@link DateTimeFormatter}
   * @param zone the zone of timestamps that name none
   * @throws IllegalArgumentException if the pattern is none
   */
  static TimestampFormat of(String format, ZoneId zone) {
    return switch (format) {
      case EPOCH_SECONDS -> new TimestampFormat(format, 1000, null, null, zone);
      case EPOCH_MILLIS -> new TimestampFormat(format, 1, null, null, zone);
      case ISO -> new TimestampFormat("an ISO date and time", 0, null, null, zone);
      default ->
          new TimestampFormat(
              "'" + format + "'",
              0,
              DateTimeFormatter.ofPattern(format, Locale.ROOT),
              FixedTimestamp.of(format),
              zone);
    };
  }

  /** The expected look of a timestamp, for messages. */
  String description() {
    return description;
  }

  boolean isNumber() {
    return millisPerUnit > 0;
  }

  /** The text of a time, as {@link #millis} reads it: of a pattern, what the pattern has of it. */
  String text(long millis) {
    if (isNumber()) {
      return Decimals.text(millis / millisPerUnit);
    }
    Instant instant = Instant.ofEpochMilli(millis);
    return formatter == null ? instant.toString() : formatter.format(instant.atZone(zone));
  }

  /** Milliseconds since 1970 of a text, or {@link #UNREADABLE}. */
  long millis(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return isNumber() ? ofNumber(Decimals.parse(utf8, 0, utf8.length)) : ofText(utf8, utf8.length);
  }

  /** Milliseconds since 1970 of a number, or {@link #UNREADABLE}. */
  long ofNumber(double number) {
    double millis = number * millisPerUnit;
    // Also false for NaN.
    return isNumber() && Math.abs(millis) <= MAX_MILLIS ? Math.round(millis) : UNREADABLE;
  }

  /** Milliseconds since 1970 of a text, or {@link #UNREADABLE}. */
  long ofText(byte[] utf8, int length) {
    if (formatter == null) {
      return isNumber() ? UNREADABLE : IsoTimestamp.millis(utf8, length, zone);
    }
    if (fixed != null) {
      long seconds = fixed.localSeconds(utf8, length);
      return seconds == UNREADABLE ? UNREADABLE : toMillis(seconds, fixed.millis(utf8));
    }
    return ofText(new String(utf8, 0, length, StandardCharsets.UTF_8), formatter);
  }

  private long ofText(String text, DateTimeFormatter reader) {
    try {
      TemporalAccessor time =
          reader.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      Instant instant =
          switch (time) {
            case OffsetDateTime offset -> offset.toInstant();
            case LocalDateTime local -> local.atZone(zone).toInstant();
            default -> LocalDate.from(time).atStartOfDay(zone).toInstant();
          };
      return instant.toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return UNREADABLE;
    }
  }

  private long toMillis(long localSeconds, int millis) {
    long offsetSeconds =
        zone instanceof ZoneOffset offset
            ? offset.getTotalSeconds()
            : zone.getRules()
                .getOffset(LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC))
                .getTotalSeconds();
    return (localSeconds - offsetSeconds) * 1000 + millis;
  }
}
