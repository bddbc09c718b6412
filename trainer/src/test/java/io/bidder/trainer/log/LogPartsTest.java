package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Cases;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogPartsTest {

  @Test
  void orderShouldBeAStableSortByTimestamp() {
    Cases.forAll(
        20261123,
        300,
        draw -> {
          List<Integer> timestamps = draw.list(0, 200, () -> draw.intBetween(0, 50));

          TimeOrder order = new TimeOrder();
          timestamps.forEach(order::add);
          List<Integer> expected =
              IntStream.range(0, timestamps.size())
                  .boxed()
                  .sorted(Comparator.comparing(timestamps::get))
                  .toList();

          if (expected.equals(IntStream.range(0, timestamps.size()).boxed().toList())) {
            assertNull(order.order());
          } else {
            assertEquals(
                expected, IntStream.of(Objects.requireNonNull(order.order())).boxed().toList());
          }
        });
  }

  @Test
  void countShouldBeExactBelowTheLimitAndTheLimitAbove() {
    Cases.forAll(
        20261123,
        100,
        draw -> {
          Set<Integer> values =
              new HashSet<>(draw.list(0, 400, () -> draw.intBetween(1, Integer.MAX_VALUE)));
          int limit = draw.intBetween(1, 300);

          DistinctCount count = new DistinctCount(limit);
          for (int repeat = 0; repeat < 2; repeat++) {
            values.forEach(value -> count.add(value * 0x9E3779B97F4A7C15L));
          }

          assertEquals(Math.min(values.size(), limit), count.count());
        });
  }

  @Test
  void bucketsShouldBeAPowerOfTwoWithRoomWhenValuesAreCounted() {
    int[] distinct = {0, 1, 4, 5, 8, 9, 1000, 1024, 1025, 262_144, 300_000};
    int[] expected = {16, 16, 16, 32, 32, 64, 4096, 4096, 8192, 1 << 20, 1 << 20};
    for (int i = 0; i < distinct.length; i++) {
      DistinctCount count = new DistinctCount(1 << 18);
      for (long value = 1; value <= distinct[i]; value++) {
        count.add(value);
      }
      assertEquals(expected[i], FeatureLearner.buckets(count));
    }
  }

  @Test
  void boundariesShouldCutEquallyWhenTheSampleIsLarge() {
    Sample sample = new Sample(1);
    for (int i = 0; i < 1_000_000; i++) {
      sample.add(i);
    }

    List<Double> boundaries = sample.boundaries(4);
    for (int i = 0; i < 3; i++) {
      assertEquals((i + 1) * 250_000, boundaries.get(i), 5_000);
    }
  }

  @Test
  void boundariesShouldSkipRepeatsWhenOneNumberIsFrequent() {
    Sample sample = new Sample(1);
    for (int number : new int[] {0, 0, 0, 0, 0, 0, 1, 2}) {
      sample.add(number);
    }

    assertEquals(List.of(1.0, 2.0), sample.boundaries(8));
    assertEquals(List.of(), new Sample(1).boundaries(8));
  }

  @Test
  void linesShouldBeTheFilesWhateverTheirLength() {
    Cases.forAll(
        20261123,
        200,
        draw -> {
          List<Integer> lengths = draw.list(0, 30, () -> draw.intBetween(0, 70_000));
          boolean endsWithNewline = draw.anyBoolean();

          List<String> expected = new ArrayList<>();
          for (int i = 0; i < lengths.size(); i++) {
            expected.add(
                Character.toString('a' + i % 26).repeat(lengths.get(i) / (i % 3 == 0 ? 1 : 999)));
          }
          String text = String.join("\n", expected) + (endsWithNewline ? "\n" : "");
          LineReader reader = new LineReader(new StringReader(text));
          List<String> lines = new ArrayList<>();
          while (reader.next()) {
            assertEquals(lines.size() + 1, reader.number());
            lines.add(new String(reader.chars(), reader.from(), reader.length()));
          }

          assertEquals(text.lines().toList(), lines);
        });
  }

  @Test
  void lineShouldBeSkippedWhenItIsTooLong() throws IOException {
    String text = "a\n" + "x".repeat(LineReader.MAX_LINE_CHARS + 70_000) + "\nb\r\n";
    LineReader reader = new LineReader(new StringReader(text));

    assertTrue(reader.next());
    assertFalse(reader.isTooLong());
    assertTrue(reader.next());
    assertTrue(reader.isTooLong());
    assertTrue(reader.next());
    assertEquals("b", new String(reader.chars(), reader.from(), reader.length()));
    assertFalse(reader.next());
  }
}
