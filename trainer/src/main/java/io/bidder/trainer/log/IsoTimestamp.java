package io.bidder.trainer.log;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Reads times of ISO 8601 as databases and languages write them: {@code 2026-01-05 00:00:37.1 UTC},
 * {@code 2026-01-05T00:00:37,125-0800}, {@code 20260105T0000Z}, {@code 2026-01-05}. Seconds,
 * fraction, time and zone may be missing; what a fraction has below a millisecond is cut off. One
 * text, one object.
 */
final class IsoTimestamp {
  private static final int MILLIS_DIGITS = 3;

  private final byte[] text;
  private final int end;
  private int at;

  private IsoTimestamp(byte[] text, int end) {
    this.text = text;
    this.end = end;
  }

  /**
   * Milliseconds since 1970, or {@link TimestampFormat#UNREADABLE}.
   *
   * @param zone of times that name none
   */
  static long millis(byte[] text, int length, ZoneId zone) {
    try {
      return new IsoTimestamp(text, length).read(zone);
    } catch (DateTimeException e) {
      return TimestampFormat.UNREADABLE;
    }
  }

  private long read(ZoneId zone) {
    skipSpaces();
    int year = digits(4);
    boolean basic = !take('-');
    int month = digits(2);
    require(basic || take('-'));
    LocalDate date = LocalDate.of(year, month, digits(2));
    int hour = 0;
    int minute = 0;
    int second = 0;
    int millis = 0;
    boolean timed = take('T') || take('t') || (skipSpaces() && isDigit());
    if (timed) {
      hour = digits(2);
      boolean colon = take(':');
      if (colon || isDigit()) {
        minute = digits(2);
        if (colon ? take(':') : isDigit()) {
          second = digits(2);
          millis = take('.') || take(',') ? fraction() : 0;
        }
      }
    }
    LocalDateTime local = date.atTime(hour, minute, second);
    skipSpaces();
    long seconds =
        at == end
            ? local.toEpochSecond(offset(zone, local))
            : local.toEpochSecond(offset(named(timed), local));
    return seconds * 1000 + millis;
  }

  private static ZoneOffset offset(ZoneId zone, LocalDateTime local) {
    return zone instanceof ZoneOffset fixed ? fixed : local.atZone(zone).getOffset();
  }

  /** The zone that the rest of the text is. */
  private ZoneId named(boolean timed) {
    require(timed);
    int last = end;
    while (text[last - 1] == ' ') {
      last--;
    }
    String rest = new String(text, at, last - at, StandardCharsets.UTF_8);
    if (rest.indexOf('/') > 0 && Character.isLetter(rest.charAt(0))) {
      return ZoneId.of(rest);
    }
    String name = rest.toUpperCase(Locale.ROOT);
    int bracket = name.indexOf('[');
    if (bracket > 0 && name.endsWith("]")) {
      // The zone's name, behind the offset that it had then.
      name = name.substring(0, bracket);
    }
    if (name.equals("Z")) {
      return ZoneOffset.UTC;
    }
    for (String utc : new String[] {"UTC", "GMT"}) {
      name = name.startsWith(utc) ? name.substring(utc.length()).strip() : name;
    }
    return name.isEmpty() ? ZoneOffset.UTC : ZoneOffset.of(name);
  }

  private int fraction() {
    int from = at;
    int millis = 0;
    for (; isDigit(); at++) {
      millis = at - from < MILLIS_DIGITS ? millis * 10 + text[at] - '0' : millis;
    }
    require(at > from);
    for (int digits = at - from; digits < MILLIS_DIGITS; digits++) {
      millis *= 10;
    }
    return millis;
  }

  private int digits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      require(isDigit());
      value = value * 10 + text[at++] - '0';
    }
    return value;
  }

  private boolean isDigit() {
    return at < end && text[at] >= '0' && text[at] <= '9';
  }

  private boolean take(char c) {
    if (at < end && text[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  /** Tells whether there was any. */
  private boolean skipSpaces() {
    int from = at;
    while (at < end && text[at] == ' ') {
      at++;
    }
    return at > from;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new DateTimeException("no ISO time");
    }
  }
}
