package io.bidder.bidder.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;

/** The metrics of learning as a server sees it. Thread-safe. */
public final class LearningMetrics {
  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 21_600, 86_400)
          .mapToObj(Duration::ofSeconds)
          .toArray(Duration[]::new);

  private final Timer took;
  private final Counter byLearner;
  private final Counter byHand;
  private volatile int refusedByGate;
  private volatile int rolledBack;
  private volatile DoubleSupplier unlearned = () -> 0;
  private volatile DoubleSupplier unlearnedSeconds = () -> Double.NaN;

  LearningMetrics(MeterRegistry registry, Meters meters) {
    took =
        Timer.builder("bidder.time.to.learning")
            .description("From an outcome to the first bid by a version that has learned it.")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    byLearner = rollbacks(meters, "learner");
    byHand = rollbacks(meters, "hand");
    Gauge.builder("bidder.model.versions.refused", this, now -> now.refusedByGate)
        .description("Versions in the store that are not to be served.")
        .tag("kind", "gate")
        .register(registry);
    Gauge.builder("bidder.model.versions.refused", this, now -> now.rolledBack)
        .description("Versions in the store that are not to be served.")
        .tag("kind", "rolled_back")
        .register(registry);
    Gauge.builder("bidder.learning.unlearned.outcomes", this, now -> now.unlearned.getAsDouble())
        .description("Clicks and orders that no version which bids has learned.")
        .register(registry);
    Gauge.builder(
            "bidder.learning.unlearned.seconds", this, now -> now.unlearnedSeconds.getAsDouble())
        .description("Since the oldest of them came.")
        .register(registry);
  }

  private static Counter rollbacks(Meters meters, String actor) {
    return meters.counter(
        "bidder.model.rollbacks", "Versions that were gone back from.", "actor", actor);
  }

  /** An outcome was learned so long after it came. */
  public void took(long millis) {
    took.record(millis, TimeUnit.MILLISECONDS);
  }

  /** A version was gone back from, by a learner or by hand. */
  public void rolledBack(boolean byTheLearner) {
    (byTheLearner ? byLearner : byHand).increment();
  }

  /** So many versions of the store are refused, by a gate or since they were gone back from. */
  public void refused(int byGate, int asRolledBack) {
    refusedByGate = byGate;
    rolledBack = asRolledBack;
  }

  /** Shows what waits to be learned, and for how long. */
  public void unlearned(DoubleSupplier outcomes, DoubleSupplier seconds) {
    unlearned = outcomes;
    unlearnedSeconds = seconds;
  }
}
