package io.bidder.bidder.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/** Makes the kinds of meters there are here, with their buckets. */
final class Meters {
  /** Up to and a little beyond the 100 ms that a request usually has. */
  private static final Duration[] DEADLINE_BUCKETS =
      LongStream.of(
              500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 40_000,
              50_000, 60_000, 70_000, 80_000, 90_000, 100_000, 150_000, 250_000)
          .mapToObj(Meters::micros)
          .toArray(Duration[]::new);

  private static final Duration[] STAGE_BUCKETS =
      LongStream.of(
              5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000)
          .mapToObj(Meters::micros)
          .toArray(Duration[]::new);

  private static final double[] CPM_BUCKETS = {
    0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250
  };

  private static final double[] COUNT_BUCKETS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  Counter counter(String name, String help, String... labels) {
    return Counter.builder(name).description(help).tags(labels).register(registry);
  }

  Timer latency(String name, String help, String... labels) {
    return Timer.builder(name)
        .description(help)
        .tags(labels)
        .serviceLevelObjectives(DEADLINE_BUCKETS)
        .register(registry);
  }

  Timer stage(String name, String help, String... labels) {
    return Timer.builder(name)
        .description(help)
        .tags(labels)
        .serviceLevelObjectives(STAGE_BUCKETS)
        .register(registry);
  }

  DistributionSummary cpm(String name, String help, String... labels) {
    return DistributionSummary.builder(name)
        .description(help)
        .tags(labels)
        .serviceLevelObjectives(CPM_BUCKETS)
        .register(registry);
  }

  DistributionSummary counts(String name, String help, String... labels) {
    return DistributionSummary.builder(name)
        .description(help)
        .tags(labels)
        .serviceLevelObjectives(COUNT_BUCKETS)
        .register(registry);
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(1_000 * micros);
  }
}
