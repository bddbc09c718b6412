package io.bidder.bidder.metrics;

import io.bidder.bidder.campaign.AdCensus;
import io.bidder.bidder.campaign.AdState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which model and catalogue are served, since when, and what was refused. */
final class ServedState {
  private static final double MILLIS_PER_SECOND = 1000;

  private final MeterRegistry registry;
  private final Counter modelSwaps;
  private final Map<String, Counter> modelRefusals = new HashMap<>();
  private final Counter catalogueReloads;
  private final Counter catalogueRefusals;
  private volatile long modelCreatedAt;
  private volatile long catalogueLoadedAt;
  private volatile long catalogueTookMillis;
  private volatile int campaigns;
  private volatile int creatives;
  private volatile int unpriced;
  private volatile int modelRefused;
  private volatile int catalogueRefused;
  private volatile @Nullable AdCensus ads;
  private @Nullable Meter modelInfo;
  private boolean anyCatalogue;

  ServedState(MeterRegistry registry, Meters meters, List<String> refusalKinds) {
    this.registry = registry;
    modelSwaps = meters.counter("bidder.model.swaps", "Versions that took another's place.");
    for (String kind : refusalKinds) {
      modelRefusals.put(
          kind, meters.counter("bidder.model.refused", "Versions not served.", "kind", kind));
    }
    catalogueReloads = meters.counter("bidder.catalogue.reloads", "Catalogues taken over.");
    catalogueRefusals = meters.counter("bidder.catalogue.refused", "Catalogues not taken over.");
    Gauge.builder("bidder.model.current.refused", this, state -> state.modelRefused)
        .description("1 while the store's current version is not served.")
        .register(registry);
    Gauge.builder("bidder.catalogue.file.refused", this, state -> state.catalogueRefused)
        .description("1 while the catalogue's file is not served.")
        .register(registry);
    for (AdState each : AdState.values()) {
      Gauge.builder("bidder.catalogue.ads", this, state -> state.count(each))
          .description("Ads of the served catalogue by whether they can bid.")
          .tag("state", each.label())
          .register(registry);
    }
    Gauge.builder("bidder.model.age.seconds", this, state -> age(state.modelCreatedAt))
        .description("Since the served version was made.")
        .register(registry);
    Gauge.builder("bidder.catalogue.age.seconds", this, state -> age(state.catalogueLoadedAt))
        .description("Since the served catalogue was loaded.")
        .register(registry);
    Gauge.builder(
            "bidder.catalogue.load.seconds",
            this,
            state -> state.catalogueTookMillis / MILLIS_PER_SECOND)
        .description("That reading and preparing the served catalogue took.")
        .register(registry);
    Gauge.builder("bidder.catalogue.campaigns", this, state -> state.campaigns)
        .description("Campaigns of the served catalogue.")
        .register(registry);
    Gauge.builder("bidder.catalogue.campaigns.unpriced", this, state -> state.unpriced)
        .description("Campaigns without a price with the served model.")
        .register(registry);
    Gauge.builder("bidder.catalogue.creatives", this, state -> state.creatives)
        .description("Ads of the served catalogue.")
        .register(registry);
  }

  private double count(AdState state) {
    AdCensus counted = ads;
    return counted == null ? Double.NaN : counted.count(state);
  }

  private static double age(long sinceEpochMillis) {
    return sinceEpochMillis == 0
        ? Double.NaN
        : (System.currentTimeMillis() - sinceEpochMillis) / MILLIS_PER_SECOND;
  }

  synchronized void model(String version, long createdAtEpochMillis) {
    Meter before = modelInfo;
    if (before != null) {
      registry.remove(before);
      modelSwaps.increment();
    }
    modelCreatedAt = createdAtEpochMillis;
    modelInfo =
        Gauge.builder("bidder.model.info", () -> 1)
            .description("1 for the served version.")
            .tag("version", version)
            .register(registry);
  }

  void modelRefused(String kind) {
    Counter counter = modelRefusals.get(kind);
    if (counter == null) {
      throw new IllegalArgumentException("unknown kind of refusal '" + kind + "'");
    }
    counter.increment();
    modelRefused = 1;
  }

  void modelRecovered() {
    modelRefused = 0;
  }

  void ads(AdCensus counted) {
    ads = counted;
  }

  synchronized void catalogue(
      int newCampaigns, int newCreatives, long loadedAtEpochMillis, long tookMillis) {
    if (anyCatalogue) {
      catalogueReloads.increment();
    }
    anyCatalogue = true;
    catalogueRefused = 0;
    campaigns = newCampaigns;
    creatives = newCreatives;
    catalogueLoadedAt = loadedAtEpochMillis;
    catalogueTookMillis = tookMillis;
  }

  void unpriced(int newUnpriced) {
    unpriced = newUnpriced;
  }

  void catalogueRefused() {
    catalogueRefusals.increment();
    catalogueRefused = 1;
  }
}
