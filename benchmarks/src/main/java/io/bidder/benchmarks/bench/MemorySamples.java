package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.bench.result.Median;
import java.util.ArrayList;
import java.util.List;

/** The memory of a process over time. Filled by one thread, read when it has ended. */
final class MemorySamples {
  private static final double NS_PER_HOUR = 3.6e12;

  private record Sample(long atNs, double bytes) {}

  private final List<Sample> samples = new ArrayList<>();

  void add(long atNs, double bytes) {
    samples.add(new Sample(atNs, bytes));
  }

  /** The share by which the last tenth's median is above the first tenth's; NaN without both. */
  double growth() {
    int tenth = samples.size() / 10;
    if (tenth == 0) {
      return Double.NaN;
    }
    // What it fills in the first tenth, such as the young generation, is filled once.
    double before = median(samples.subList(tenth, 2 * tenth));
    return median(samples.subList(samples.size() - tenth, samples.size())) / before - 1;
  }

  /**
   * The slope of the least-squares line through all samples after the first tenth; NaN of fewer
   * than two.
   */
  double slopeBytesPerHour() {
    List<Sample> later = samples.subList(samples.size() / 10, samples.size());
    if (later.size() < 2) {
      return Double.NaN;
    }
    double meanHours = later.stream().mapToDouble(MemorySamples::hours).average().orElseThrow();
    double meanBytes = later.stream().mapToDouble(Sample::bytes).average().orElseThrow();
    double product = 0;
    double square = 0;
    for (Sample sample : later) {
      double away = hours(sample) - meanHours;
      product += away * (sample.bytes - meanBytes);
      square += away * away;
    }
    return product / square;
  }

  private static double hours(Sample sample) {
    return sample.atNs / NS_PER_HOUR;
  }

  private static double median(List<Sample> some) {
    return Median.of(some.stream().mapToDouble(Sample::bytes).toArray());
  }
}
