package io.bidder.market.simulate;

import io.bidder.market.exchange.Figures;
import io.bidder.market.world.MarketClock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Market time in equal parts: hours, or days if it is long. */
final class TimeAxis {
  private static final int DAY = 24;
  private static final int MOST_HOURS = 14 * DAY;
  private static final int MOST_LABELS = 9;
  private static final DateTimeFormatter HOUR_OF_DAY = format("HH:mm");
  private static final DateTimeFormatter DAY_OF_MONTH = format("EEE d");
  private static final DateTimeFormatter DAY_OF_YEAR = format("EEE d MMM");
  private static final DateTimeFormatter HOUR_OF_YEAR = format("EEE d MMM HH:mm");

  private final List<Figures> hours;
  private final int hoursOfPart;

  TimeAxis(List<Figures> hours) {
    this.hours = hours;
    hoursOfPart = hours.size() > MOST_HOURS ? DAY : 1;
  }

  /** A mark of the axis, where a part begins. */
  record Tick(int part, String label) {}

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /** What a part is, {@code hour} or {@code day}. */
  String unit() {
    return hoursOfPart == 1 ? "hour" : "day";
  }

  int parts() {
    return (hours.size() + hoursOfPart - 1) / hoursOfPart;
  }

  /** A figure's sum in every part. */
  long[] sums(ToLongFunction<Figures> figure) {
    long[] sums = new long[parts()];
    for (int hour = 0; hour < hours.size(); hour++) {
      sums[hour / hoursOfPart] += figure.applyAsLong(hours.get(hour));
    }
    return sums;
  }

  /** When a part begins, in full. */
  String name(int part) {
    return (hoursOfPart == 1 ? HOUR_OF_YEAR : DAY_OF_YEAR).format(start(part));
  }

  /** The name of the axis. */
  String title() {
    return isWithinADay()
        ? "hour of market time, " + DAY_OF_YEAR.format(start(0))
        : "market time, from " + DAY_OF_YEAR.format(start(0));
  }

  private boolean isWithinADay() {
    return hours.size() <= DAY;
  }

  /** As many marks as there is room for. */
  List<Tick> ticks() {
    int step = 1;
    int dayParts = DAY / hoursOfPart;
    if (isWithinADay()) {
      step = hours.size() <= MOST_LABELS ? 1 : 3;
    } else if (parts() > 2 * dayParts) {
      step = dayParts * (int) Math.ceil((double) parts() / dayParts / MOST_LABELS);
    } else {
      step = DAY / 4;
    }
    DateTimeFormatter label = step % dayParts == 0 && !isWithinADay() ? DAY_OF_MONTH : HOUR_OF_DAY;
    List<Tick> ticks = new ArrayList<>();
    for (int part = 0; part <= parts(); part += step) {
      ticks.add(new Tick(part, label.format(start(part))));
    }
    return ticks;
  }

  private Instant start(int part) {
    return Instant.ofEpochMilli(
        MarketClock.START_MILLIS + (long) part * hoursOfPart * MarketClock.HOUR_MILLIS);
  }
}
