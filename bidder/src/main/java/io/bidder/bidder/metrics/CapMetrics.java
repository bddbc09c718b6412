package io.bidder.bidder.metrics;

import static java.util.Objects.requireNonNull;

import io.bidder.bidder.campaign.Cap;
import io.bidder.bidder.exposure.AdCap;
import io.bidder.bidder.exposure.Caps;
import io.bidder.bidder.exposure.Exposures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** The metrics of frequency caps. */
public final class CapMetrics {
  private final Map<AdCap.Of, Map<Cap.Per, Counter>> stopped;
  private final Map<AdCap.Of, Map<Cap.Per, Counter>> unusable;
  private final MeterRegistry registry;

  CapMetrics(MeterRegistry registry) {
    this.registry = registry;
    stopped = counters("bidder.caps.stopped", "Ads left out because of a cap.");
    unusable = counters("bidder.caps.unusable", "Caps not held, for want of a person's id.");
  }

  private Map<AdCap.Of, Map<Cap.Per, Counter>> counters(String name, String description) {
    Map<AdCap.Of, Map<Cap.Per, Counter>> counters = new EnumMap<>(AdCap.Of.class);
    for (AdCap.Of of : AdCap.Of.values()) {
      Map<Cap.Per, Counter> ofKind = new EnumMap<>(Cap.Per.class);
      for (Cap.Per per : Cap.Per.values()) {
        ofKind.put(
            per,
            Counter.builder(name)
                .description(description)
                .tag("of", of.label())
                .tag("per", per.label())
                .register(registry));
      }
      counters.put(of, ofKind);
    }
    return counters;
  }

  /** An ad is left out because of a cap. */
  public void stopped(AdCap cap) {
    count(stopped, cap);
  }

  /** A cap was not held, for nobody knows who the person is. */
  public void unusable(AdCap cap) {
    count(unusable, cap);
  }

  private static void count(Map<AdCap.Of, Map<Cap.Per, Counter>> counters, AdCap cap) {
    requireNonNull(requireNonNull(counters.get(cap.of())).get(cap.cap().per())).increment();
  }

  /** Shows what is counted. */
  public void show(Caps caps, Exposures exposures) {
    Gauge.builder("bidder.caps.uncounted", caps, Caps::uncounted)
        .description("Caps that are not counted for.")
        .register(registry);
    Gauge.builder("bidder.caps.counts", exposures, Exposures::size)
        .description("Counts of persons' impressions.")
        .register(registry);
    Gauge.builder("bidder.caps.memory", exposures, Exposures::bytes)
        .description("Memory of counts.")
        .baseUnit("bytes")
        .register(registry);
  }
}
