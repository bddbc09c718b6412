package io.bidder.bidder.campaign.targeting;

import io.bidder.settings.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of the week as somebody writes them: {@code mon-fri 08-18} is from 8 to before 18 o'clock
 * on each of the days, {@code fri 22-02} goes on into Saturday, {@code sat} is all of it. Read as
 * hours from 0, Monday 00:00, to 167.
 */
final class HoursOfWeek {
  static final Type<Set<Integer>> SPAN =
      Type.of("days and hours such as 'mon-fri 08-18'", Set.of(), HoursOfWeek::hours);

  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final int HOURS_PER_DAY = 24;
  private static final int HOURS_PER_WEEK = 168;
  private static final Pattern FORM =
      Pattern.compile("([a-z]{3})(?:-([a-z]{3}))?(?: (\\d{1,2})-(\\d{1,2}))?");

  private HoursOfWeek() {}

  /** An hour as somebody would write it, {@code mon 08-09}. */
  static String show(int hourOfWeek) {
    int hour = hourOfWeek % HOURS_PER_DAY;
    return "%s %02d-%02d".formatted(DAYS.get(hourOfWeek / HOURS_PER_DAY), hour, hour + 1);
  }

  private static Optional<Set<Integer>> hours(String span) {
    Matcher matcher = FORM.matcher(span.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int firstDay = DAYS.indexOf(matcher.group(1));
    int lastDay = matcher.group(2) == null ? firstDay : DAYS.indexOf(matcher.group(2));
    int from = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    int to = matcher.group(4) == null ? HOURS_PER_DAY : Integer.parseInt(matcher.group(4));
    if (firstDay < 0 || lastDay < 0 || from >= HOURS_PER_DAY || to > HOURS_PER_DAY || from == to) {
      return Optional.empty();
    }
    Set<Integer> hours = new TreeSet<>();
    int length = to > from ? to - from : to + HOURS_PER_DAY - from;
    for (int day = firstDay; ; day = (day + 1) % DAYS.size()) {
      for (int hour = 0; hour < length; hour++) {
        hours.add((day * HOURS_PER_DAY + from + hour) % HOURS_PER_WEEK);
      }
      if (day == lastDay) {
        return Optional.of(hours);
      }
    }
  }
}
