package io.bidder.market.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Seeded choices. Not thread-safe. */
final class Draw {
  private final SplittableRandom random;

  Draw(long seed) {
    random = new SplittableRandom(seed);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** A number from {@code from} to {@code to}, both included. */
  int between(int from, int to) {
    return random.nextInt(from, to + 1);
  }

  double between(double from, double to) {
    return random.nextDouble(from, to);
  }

  <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** A number below {@code count}: the n-th comes about n times as seldom as the first (Zipf). */
  int popular(int count) {
    return (int) Math.pow(count + 1.0, random.nextDouble()) - 1;
  }

  /** One of the values, by popularity. */
  String popular(Values values) {
    return values.of(popular(values.count()));
  }

  /** Draws as many of the values as a share has, by popularity. */
  List<String> some(Share share, Values values) {
    List<String> some = new ArrayList<>();
    if (chance(share.probability())) {
      int size = between(share.fewest(), share.most());
      for (int i = 0; i < size; i++) {
        some.add(popular(values));
      }
    }
    return some;
  }
}
