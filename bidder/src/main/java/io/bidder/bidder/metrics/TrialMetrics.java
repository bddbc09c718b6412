package io.bidder.bidder.metrics;

import io.bidder.modelstore.Trial;
import io.bidder.modelstore.scoring.Predictions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a version that is tried: whether it is, and the mean of what it predicts beside
 * the served one's. Thread-safe.
 */
public final class TrialMetrics {
  /** Why a version that the store wants tried is not. */
  private static final List<String> REFUSALS = List.of("invalid", "store", "error", "scoring");

  private final MeterRegistry registry;
  private final Predicted served;
  private final Predicted shadow;
  private final Predicted canary;
  private final Counter skipped;
  private final Map<String, Counter> refusals = new HashMap<>();
  private volatile int refused;
  private @Nullable Meter info;

  /** How many candidates, and the sum of what is predicted of them, by head. */
  private record Predicted(
      Counter clickCount, Counter clickSum, Counter orderCount, Counter orderSum) {
    static Predicted of(Meters meters, String role) {
      return new Predicted(
          count(meters, role, "ctr"),
          sum(meters, role, "ctr"),
          count(meters, role, "ctcvr"),
          sum(meters, role, "ctcvr"));
    }

    private static Counter count(Meters meters, String role, String head) {
      return meters.counter(
          "bidder.trial.candidates", "Ads scored during a trial.", "role", role, "head", head);
    }

    private static Counter sum(Meters meters, String role, String head) {
      return meters.counter(
          "bidder.trial.predicted", "The sum of their probabilities.", "role", role, "head", head);
    }

    /** Adds what is predicted of candidates, where both predict something. */
    void add(Predictions of, Predictions beside) {
      add(of.ctr(), beside.ctr(), of.size(), clickCount, clickSum);
      add(of.ctcvr(), beside.ctcvr(), of.size(), orderCount, orderSum);
    }

    private static void add(float[] of, float[] beside, int size, Counter count, Counter sum) {
      double total = 0;
      int counted = 0;
      for (int i = 0; i < size; i++) {
        if (!Float.isNaN(of[i]) && !Float.isNaN(beside[i])) {
          total += of[i];
          counted++;
        }
      }
      count.increment(counted);
      sum.increment(total);
    }
  }

  TrialMetrics(MeterRegistry registry, Meters meters) {
    this.registry = registry;
    served = Predicted.of(meters, "served");
    shadow = Predicted.of(meters, "shadow");
    canary = Predicted.of(meters, "canary");
    skipped =
        meters.counter("bidder.trial.skipped", "Requests that a shadow had no time to score.");
    for (String kind : REFUSALS) {
      refusals.put(
          kind, meters.counter("bidder.trial.refused", "Versions not tried.", "kind", kind));
    }
    Gauge.builder("bidder.trial.failing", this, now -> now.refused)
        .description("1 while the version that the store wants tried is not.")
        .register(registry);
  }

  /** A version is tried from now on. */
  public synchronized void trying(Trial trial) {
    forget();
    refused = 0;
    info =
        Gauge.builder("bidder.trial.info", () -> 1)
            .description("1 for the version that is tried.")
            .tag("version", trial.id())
            .tag("kind", trial.kind().name().toLowerCase(Locale.ROOT))
            .register(registry);
  }

  /** No version is wanted to be tried. */
  public synchronized void ended() {
    forget();
    refused = 0;
  }

  /**
   * The version that the store wants tried is not; of one of the kinds {@code invalid, store,
   * error, scoring}.
   */
  public synchronized void refused(String kind) {
    Counter counter = refusals.get(kind);
    if (counter == null) {
      throw new IllegalArgumentException("unknown kind of refusal '" + kind + "'");
    }
    counter.increment();
    forget();
    refused = 1;
  }

  private void forget() {
    Meter before = info;
    if (before != null) {
      registry.remove(before);
      info = null;
    }
  }

  /** A shadow has scored what the served version has. */
  public void shadowed(Predictions byServed, Predictions byShadow) {
    served.add(byServed, byShadow);
    shadow.add(byShadow, byServed);
  }

  /** A canary or, while one is tried, the served version has scored what it bids for. */
  public void scored(boolean byCanary, Predictions predictions) {
    (byCanary ? canary : served).add(predictions, predictions);
  }

  /** A shadow did not score so many requests, whose time was short. */
  public void skipped(int requests) {
    skipped.increment(requests);
  }
}
