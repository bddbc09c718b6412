package io.bidder.trainer.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A uniform sample of numbers (algorithm R of Vitter), which is all of them while they are few. */
final class Sample {
  private static final int CAPACITY = 100_000;

  private final SplittableRandom random;
  private double[] numbers = new double[1024];
  private long count;

  Sample(long seed) {
    random = new SplittableRandom(seed);
  }

  void add(double number) {
    long at = count < CAPACITY ? count : random.nextLong(count + 1);
    count++;
    if (at < CAPACITY) {
      if (at >= numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.min(2 * numbers.length, CAPACITY));
      }
      numbers[(int) at] = number;
    }
  }

  /**
   * Boundaries that cut the numbers into at most {@code parts} parts of about equal size; fewer
   * where one number is frequent.
   */
  List<Double> boundaries(int parts) {
    int size = (int) Math.min(count, CAPACITY);
    List<Double> boundaries = new ArrayList<>();
    if (size == 0) {
      return boundaries;
    }
    double[] sorted = Arrays.copyOf(numbers, size);
    Arrays.sort(sorted);
    // Nothing lies below the smallest number, so that it is no boundary.
    double last = sorted[0];
    for (int part = 1; part < parts; part++) {
      double boundary = sorted[(int) ((long) part * size / parts)];
      if (boundary > last) {
        boundaries.add(boundary);
        last = boundary;
      }
    }
    return boundaries;
  }
}
