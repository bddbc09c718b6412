package io.bidder.market.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.market.exchange.Figures;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeAxisTest {
  private static TimeAxis axis(int hours) {
    return new TimeAxis(Stream.generate(Figures::new).limit(hours).toList());
  }

  private static List<String> labels(int hours) {
    return axis(hours).ticks().stream().map(TimeAxis.Tick::label).toList();
  }

  @Test
  void ticksShouldBeHoursWhenItIsADayOrTwo() {
    assertEquals(List.of("00:00", "01:00", "02:00", "03:00"), labels(3));
    assertEquals(
        List.of("00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "00:00"),
        labels(24));
    assertEquals(9, labels(48).size());
  }

  @Test
  void ticksShouldBeDaysWhenItIsMore() {
    assertEquals(
        List.of("Mon 5", "Tue 6", "Wed 7", "Thu 8", "Fri 9", "Sat 10", "Sun 11", "Mon 12"),
        labels(7 * 24));
    assertEquals(
        List.of("Mon 5", "Thu 8", "Sun 11", "Wed 14", "Sat 17", "Tue 20", "Fri 23", "Mon 26"),
        labels(21 * 24));
  }

  @Test
  void partsShouldBeHoursAndDaysWhenItIsLongerThanTwoWeeks() {
    assertEquals("hour", axis(24 * 14).unit());
    assertEquals(24 * 14, axis(24 * 14).parts());
    assertEquals("day", axis(24 * 14 + 1).unit());
    assertArrayEquals(new long[15], axis(24 * 14 + 1).sums(Figures::bids));
  }
}
