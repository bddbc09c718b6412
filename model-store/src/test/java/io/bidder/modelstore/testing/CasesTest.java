package io.bidder.modelstore.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CasesTest {
  private static final Pattern SEED = Pattern.compile("forAll\\((-?\\d+)L, 1, ");

  @Test
  void failureShouldNameTheCaseAndTheSeedThatRepeatsIt() {
    List<Integer> seen = new ArrayList<>();
    Cases.Property property =
        draw -> {
          seen.add(draw.intBetween(0, 1_000));
          draw.oneOf("é\n");
          assertTrue(seen.getLast() / 100 != 5, "between");
        };
    String message = failure(() -> Cases.forAll(7, 1_000, property));
    int failing = seen.getLast();
    assertTrue(
        message.startsWith("case " + seen.size() + " of 1000")
            && message.contains("drew (" + failing + ", \"\\u00e9\\u000a\")")
            && message.contains(": between"),
        message);

    Matcher seed = SEED.matcher(message);
    assertTrue(seed.find(), message);
    seen.clear();
    failure(() -> Cases.forAll(Long.parseLong(seed.group(1)), 1, property));
    assertEquals(List.of(failing), seen);
  }

  @Test
  void valuesShouldBeTheSameAgainAndNotThoseOfAnotherSeed() {
    assertEquals(values(7), values(7));
    assertNotEquals(values(7), values(8));
  }

  @Test
  void valuesShouldReachTheEdgesOfTheirRangeAndNotLeaveIt() {
    Set<Long> longs = new HashSet<>();
    Set<Double> doubles = new HashSet<>();
    Set<Integer> lengths = new HashSet<>();
    Cases.forAll(
        1,
        2_000,
        draw -> {
          long value = draw.longBetween(-5, Long.MAX_VALUE);
          assertTrue(value >= -5);
          longs.add(value);
          double number = draw.doubleBetween(-2, 0.5);
          assertTrue(number >= -2 && number <= 0.5);
          doubles.add(number);
          assertTrue(Double.isFinite(draw.anyDouble()));
          lengths.add(draw.text(3).length());
          lengths.add(10 + draw.bytes(2).length);
          lengths.add(20 + draw.list(1, 2, draw::anyBoolean).size());
        });
    assertTrue(longs.containsAll(Set.of(-5L, -1L, 0L, 1L, Long.MAX_VALUE)));
    assertTrue(longs.stream().anyMatch(value -> value > 1_000 && value < 1_000_000));
    assertTrue(doubles.containsAll(Set.of(-2.0, 0.0, 0.5)));
    assertTrue(doubles.stream().anyMatch(value -> value > 0 && value < 1e-9));
    assertEquals(Set.of(0, 1, 2, 3, 10, 11, 12, 21, 22), lengths);
  }

  private static List<Long> values(long seed) {
    List<Long> values = new ArrayList<>();
    Cases.forAll(seed, 1_000, draw -> values.add(draw.anyLong()));
    return values;
  }

  private static String failure(Runnable test) {
    return String.valueOf(assertThrows(AssertionError.class, test::run).getMessage());
  }
}
