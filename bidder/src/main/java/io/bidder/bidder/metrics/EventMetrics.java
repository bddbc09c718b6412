package io.bidder.bidder.metrics;

import io.bidder.bidder.notice.OutcomeEvents;
import io.bidder.bidder.notice.OutcomeResult;
import io.bidder.eventlog.event.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** The metrics of the event log, and of what comes into it from outside. Thread-safe. */
public final class EventMetrics implements OutcomeEvents {
  private static final Set<Kind> OUTCOMES = EnumSet.range(Kind.WIN, Kind.REFUND);

  private final Map<Kind, Map<OutcomeResult, Counter>> outcomes = new EnumMap<>(Kind.class);
  private final Counter dropped;
  private final Counter clicksLeftOut;
  private final Counter failures;
  private final Counter deleted;
  private final Counter deletedNeeded;
  private volatile int failing;
  private volatile int away;
  private volatile int fleetUnknown;
  private volatile LongSupplier unfollowed = () -> 0;
  private volatile LongSupplier unshipped = () -> 0;

  EventMetrics(MeterRegistry registry, Meters meters) {
    dropped = meters.counter("bidder.events.dropped", "Bids that were not recorded.");
    clicksLeftOut =
        meters.counter("bidder.events.clicks.left.out", "Clicks that no order by person finds.");
    failures = meters.counter("bidder.events.follow.failures", "Followers that stand still.");
    deleted = deletedSegments(meters, "old");
    deletedNeeded = deletedSegments(meters, "needed");
    for (Kind kind : OUTCOMES) {
      outcomes.put(kind, outcomes(meters, kind));
    }
    Gauge.builder("bidder.events.failing", this, now -> now.failing)
        .description("1 while the event log takes nothing.")
        .register(registry);
    Gauge.builder("bidder.events.kafka.away", this, now -> now.away)
        .description("1 while brokers take nothing.")
        .register(registry);
    Gauge.builder("bidder.events.fleet.unknown", this, now -> now.fleetUnknown)
        .description("1 while it is not known what other bidders have counted.")
        .register(registry);
    Gauge.builder("bidder.events.follow.lag.bytes", this, now -> now.unfollowed.getAsLong())
        .description("Of the event log that its followers have not seen.")
        .register(registry);
    Gauge.builder("bidder.events.kafka.lag.bytes", this, now -> now.unshipped.getAsLong())
        .description("Of the event log that brokers have not taken.")
        .register(registry);
  }

  private static Map<OutcomeResult, Counter> outcomes(Meters meters, Kind kind) {
    Map<OutcomeResult, Counter> byResult = new EnumMap<>(OutcomeResult.class);
    for (OutcomeResult result : OutcomeResult.values()) {
      byResult.put(
          result,
          meters.counter(
              "bidder.outcomes",
              "Notices of what became of bids.",
              "kind",
              kind.name().toLowerCase(Locale.ROOT),
              "result",
              result.label()));
    }
    return byResult;
  }

  @Override
  public void outcome(Kind kind, OutcomeResult result) {
    Map<OutcomeResult, Counter> byResult = outcomes.get(kind);
    Counter counter = byResult == null ? null : byResult.get(result);
    if (counter != null) {
      counter.increment();
    }
  }

  private static Counter deletedSegments(Meters meters, String why) {
    return meters.counter(
        "bidder.events.segments.deleted", "Files of the event log deleted.", "why", why);
  }

  void behind(LongSupplier unfollowedBytes, LongSupplier unshippedBytes) {
    unfollowed = unfollowedBytes;
    unshipped = unshippedBytes;
  }

  /** Bids were not recorded: there was no room for them, or they could not be written. */
  public void bidsDropped(int bids) {
    dropped.increment(bids);
  }

  /** A person's click is not remembered: too many are. */
  public void clickLeftOut() {
    clicksLeftOut.increment();
  }

  /** Tells whether the log takes events. */
  public void logWorks(boolean works) {
    failing = works ? 0 : 1;
  }

  /** A file of the log was deleted; {@code needed} if something still needed it. */
  public void segmentDeleted(boolean needed) {
    (needed ? deletedNeeded : deleted).increment();
  }

  /** What follows the log has failed, in part or all of it. */
  public void followingFailed() {
    failures.increment();
  }

  /** Tells whether it is known what other bidders have counted. */
  public void fleetFollowed(boolean followed) {
    fleetUnknown = followed ? 0 : 1;
  }

  /** Tells whether brokers take what is shipped. */
  public void brokersWork(boolean work) {
    away = work ? 0 : 1;
  }
}
