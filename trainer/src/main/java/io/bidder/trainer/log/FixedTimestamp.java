package io.bidder.trainer.log;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * Timestamps whose parts always stand at the same place, such as {@code yyyy-MM-dd HH:mm:ss}: read
 * digit by digit, some twenty times as fast as by a formatter.
 */
final class FixedTimestamp {
  private static final String[] PARTS = {"yyyy", "MM", "dd", "HH", "mm", "ss", "SSS"};

  /** The character at each place, 0 for a digit. */
  private final byte[] literals;

  /** The start of each part, -1 for a part that the pattern does not have. */
  private final int[] positions;

  private FixedTimestamp(byte[] literals, int[] positions) {
    this.literals = literals;
    this.positions = positions;
  }

  /** The reader of a pattern, or null where it takes a formatter. */
  static @Nullable FixedTimestamp of(String pattern) {
    String rest = pattern.replace("'T'", "~");
    int[] positions = new int[PARTS.length];
    for (int i = 0; i < PARTS.length; i++) {
      positions[i] = rest.indexOf(PARTS[i]);
      rest = rest.replaceFirst(PARTS[i], "\0".repeat(PARTS[i].length()));
    }
    boolean plain = rest.matches("[\0 :./_~-]*");
    boolean date = positions[0] >= 0 && positions[1] >= 0 && positions[2] >= 0;
    byte[] literals = rest.replace('~', 'T').getBytes(StandardCharsets.US_ASCII);
    return plain && date ? new FixedTimestamp(literals, positions) : null;
  }

  /** Seconds since 1970 on a clock without zone, or {@link TimestampFormat#UNREADABLE}. */
  long localSeconds(byte[] text, int length) {
    if (length != literals.length || !hasShape(text)) {
      return TimestampFormat.UNREADABLE;
    }
    int year = part(text, 0, 0);
    int month = part(text, 1, 1);
    int day = part(text, 2, 1);
    int hour = part(text, 3, 0);
    int minute = part(text, 4, 0);
    int second = part(text, 5, 0);
    if (month < 1
        || month > 12
        || day < 1
        || (day > 28 && day > YearMonth.of(year, month).lengthOfMonth())
        || hour > 23
        || minute > 59
        || second > 59) {
      return TimestampFormat.UNREADABLE;
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    return ((days * 24 + hour) * 60 + minute) * 60 + second;
  }

  /** The milliseconds of a text that {@link #localSeconds} could read. */
  int millis(byte[] text) {
    return part(text, 6, 0);
  }

  private boolean hasShape(byte[] text) {
    for (int i = 0; i < literals.length; i++) {
      boolean digit = text[i] >= '0' && text[i] <= '9';
      if (literals[i] == 0 ? !digit : text[i] != literals[i]) {
        return false;
      }
    }
    return true;
  }

  private int part(byte[] text, int part, int orElse) {
    if (positions[part] < 0) {
      return orElse;
    }
    int value = 0;
    for (int i = positions[part], end = i + PARTS[part].length(); i < end; i++) {
      value = value * 10 + (text[i] - '0');
    }
    return value;
  }
}
