package io.bidder.benchmarks.select;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Seeded choices, for made-up catalogues and requests. Not thread-safe. */
final class Draw {
  private final SplittableRandom random;

  Draw(long seed) {
    random = new SplittableRandom(seed);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** From {@code from} to {@code to}, both included. */
  int between(int from, int to) {
    return random.nextInt(from, to + 1);
  }

  double between(double from, double to) {
    return random.nextDouble(from, to);
  }

  <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** A number below {@code count}, low ones more often, as popularity has it. */
  int popular(int count) {
    return (int) Math.pow(count + 1.0, random.nextDouble()) - 1;
  }

  /** Different values of popular numbers; with a probability, otherwise none. */
  List<String> maybe(
      double probability, int fewest, int most, int count, IntFunction<String> value) {
    return chance(probability) ? some(fewest, most, count, value) : List.of();
  }

  List<String> some(int fewest, int most, int count, IntFunction<String> value) {
    int size = between(fewest, most);
    List<String> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(value.apply(popular(count)));
    }
    return values;
  }
}
