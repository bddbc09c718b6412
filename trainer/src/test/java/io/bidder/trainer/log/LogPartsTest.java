package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LogPartsTest {

  @Property(tries = 300, seed = "20261123")
  void orderShouldBeAStableSortByTimestamp(
      @ForAll @Size(max = 200) List<@IntRange(max = 50) Integer> timestamps) {
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
      assertEquals(expected, IntStream.of(Objects.requireNonNull(order.order())).boxed().toList());
    }
  }

  @Property(tries = 100, seed = "20261123")
  void countShouldBeExactBelowTheLimitAndTheLimitAbove(
      @ForAll Set<@IntRange(min = 1) Integer> values,
      @ForAll @IntRange(min = 1, max = 300) int limit) {
    DistinctCount count = new DistinctCount(limit);
    for (int repeat = 0; repeat < 2; repeat++) {
      values.forEach(value -> count.add(value * 0x9E3779B97F4A7C15L));
    }

    assertEquals(Math.min(values.size(), limit), count.count());
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

  @Property(tries = 200, seed = "20261123")
  void linesShouldBeTheFilesWhateverTheirLength(
      @ForAll @Size(max = 30) List<@IntRange(max = 70_000) Integer> lengths,
      @ForAll boolean endsWithNewline)
      throws IOException {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      expected.add(
          Character.toString('a' + i % 26).repeat(lengths.get(i) / (i % 3 == 0 ? 1 : 999)));
    }
    String text = String.join("\n", expected) + (endsWithNewline ? "\n" : "");
    LineReader reader =
        new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    List<String> lines = new ArrayList<>();
    while (reader.next()) {
      assertEquals(lines.size() + 1, reader.number());
      lines.add(new String(reader.bytes(), reader.from(), reader.length(), StandardCharsets.UTF_8));
    }

    assertEquals(text.lines().toList(), lines);
  }

  @Test
  void lineShouldBeSkippedWhenItIsTooLong() throws IOException {
    String text = "a\n" + "x".repeat(LineReader.MAX_LINE_BYTES + 70_000) + "\nb\r\n";
    LineReader reader =
        new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));

    assertTrue(reader.next());
    assertFalse(reader.isTooLong());
    assertTrue(reader.next());
    assertTrue(reader.isTooLong());
    assertTrue(reader.next());
    assertEquals(
        "b", new String(reader.bytes(), reader.from(), reader.length(), StandardCharsets.UTF_8));
    assertFalse(reader.next());
  }
}
