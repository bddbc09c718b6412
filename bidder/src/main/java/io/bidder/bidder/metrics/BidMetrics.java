package io.bidder.bidder.metrics;

import com.sun.management.ThreadMXBean;
import io.bidder.bidder.admin.AdminEvents;
import io.bidder.bidder.admin.AdminLimit;
import io.bidder.bidder.budget.Budgets;
import io.bidder.bidder.campaign.AdCensus;
import io.bidder.bidder.http.HttpEvents;
import io.bidder.bidder.http.HttpLimit;
import io.bidder.bidder.http.Status;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.notice.OutcomeEvents;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.settings.logging.Log;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of the bid path and what it stands on; docs/reference/metrics.md says what each
 * means. Every series that is known beforehand exists from the start, at zero, so that an alert
 * never waits for a first event.
 *
 * <p>Thread-safe. Recording allocates nothing. Exchanges are told by their number, which is their
 * place in the configuration.
 */
public final class BidMetrics implements HttpEvents, AdminEvents, AutoCloseable {
  private static final double MICROS = 1e6;

  /** The kinds of thread that failures are counted for. */
  private static final List<String> THREADS =
      List.of("bid", "io", "accept", "follow", "admin", "watch");

  /** The kinds of refusal of a model version. */
  private static final List<String> REFUSALS = List.of("invalid", "store", "error");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final List<String> exchanges;
  private final List<Map<Outcome, Counter>> requests = new ArrayList<>();
  private final Timer[] latency;
  private final List<Map<NoBidReason, Counter>> noBids = new ArrayList<>();
  private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
  private final List<Map<String, DistributionSummary>> bidCpm;
  private final Timer shedding;
  private final DistributionSummary candidates;
  private final Counter ignoredFields;
  private final Counter elementsLeftOut;
  private final Counter categoriesUncompared;
  private final Counter anonymous;
  private final Counter invalidPredictions;
  private final Map<String, Counter> limits = new HashMap<>();
  private final Map<HttpLimit, Counter> httpLimits = new EnumMap<>(HttpLimit.class);
  private final Map<String, Counter> failures = new HashMap<>();
  private final Map<Status, Counter> refused = new EnumMap<>(Status.class);
  private final AtomicInteger connections = new AtomicInteger();
  private final ServedState served;
  private final EventMetrics events;
  private final TrialMetrics trial;
  private final LearningMetrics learning;
  private final CapMetrics caps;
  private final LiveMetrics live;

  /**
   * Metrics of a server.
   *
   * @param exchanges how each exchange is called, by its number
   * @param limitNames limits beside those of {@link HttpLimit} and {@link AdminLimit}
   */
  public BidMetrics(List<String> exchanges, List<String> limitNames) {
    this.exchanges = List.copyOf(exchanges);
    latency = new Timer[exchanges.size()];
    bidCpm = exchanges.stream().map(exchange -> perCurrency()).toList();
    for (int e = 0; e < latency.length; e++) {
      exchange(e, exchanges.get(e));
    }
    for (Stage stage : Stage.values()) {
      stages.put(stage, meters.stage("bidder.stage", "Time in a stage.", "stage", stage.label()));
    }
    shedding =
        meters.stage("bidder.shed", "From the first byte of a request that is shed to its answer.");
    candidates = meters.counts("bidder.candidates", "Ads scored for a request.");
    ignoredFields = meters.counter("bidder.request.fields.ignored", "Fields of a wrong type.");
    elementsLeftOut =
        meters.counter("bidder.request.elements.left.out", "Elements beyond a list's limit.");
    categoriesUncompared =
        meters.counter(
            "bidder.requests.categories.uncompared",
            "Requests that block categories in a taxonomy which some ads cannot be told in.");
    anonymous = meters.counter("bidder.requests.anonymous", "Requests whose person was forgotten.");
    invalidPredictions =
        meters.counter("bidder.predictions.invalid", "Rows without a probability.");
    for (String limit : limitNames) {
      limits.put(limit, limit(limit));
    }
    for (AdminLimit limit : AdminLimit.values()) {
      limits.put(limit.key(), limit(limit.key()));
    }
    for (HttpLimit limit : HttpLimit.values()) {
      httpLimits.put(limit, limit(limit.key()));
    }
    for (String thread : THREADS) {
      failures.put(
          thread,
          meters.counter(
              "bidder.failures", "Failures that a thread went on after.", "thread", thread));
    }
    for (Status status : Status.values()) {
      if (status.code() >= 400) {
        refused.put(
            status,
            meters.counter(
                "bidder.http.refused",
                "Requests answered with an error by the endpoint.",
                "status",
                Integer.toString(status.code())));
      }
    }
    Gauge.builder("bidder.http.connections", connections, AtomicInteger::get)
        .description("Open connections.")
        .register(registry);
    FunctionCounter.builder(
            "bidder.model.cuda.fallbacks", this, metrics -> ScoringModel.cudaFallbacks())
        .description("Sessions on the CPU where CUDA was asked for.")
        .register(registry);
    FunctionCounter.builder("bidder.log.lines.left.out", this, metrics -> Log.leftOut())
        .description("Lines of the log that repeated others.")
        .register(registry);
    served = new ServedState(registry, meters, REFUSALS);
    events = new EventMetrics(registry, meters);
    trial = new TrialMetrics(registry, meters);
    learning = new LearningMetrics(registry, meters);
    caps = new CapMetrics(registry);
    live = new LiveMetrics(registry);
    process();
  }

  private void exchange(int number, String label) {
    Map<Outcome, Counter> byOutcome = new EnumMap<>(Outcome.class);
    requests.add(byOutcome);
    for (Outcome outcome : Outcome.values()) {
      byOutcome.put(
          outcome,
          meters.counter(
              "bidder.requests",
              "Bid requests by how they were answered.",
              "exchange",
              label,
              "outcome",
              outcome.label()));
    }
    latency[number] =
        meters.latency(
            "bidder.latency", "From a request's first byte to its answer.", "exchange", label);
    Map<NoBidReason, Counter> byReason = new EnumMap<>(NoBidReason.class);
    noBids.add(byReason);
    for (NoBidReason reason : NoBidReason.values()) {
      byReason.put(
          reason,
          meters.counter(
              "bidder.no.bids",
              "Requests without a bid, by reason.",
              "exchange",
              label,
              "reason",
              reason.name()));
    }
  }

  private static Map<String, DistributionSummary> perCurrency() {
    return new ConcurrentHashMap<>();
  }

  private Counter limit(String name) {
    return meters.counter("bidder.limit.reached", "Times a limit was reached.", "limit", name);
  }

  private void process() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads) {
      FunctionCounter.builder("jvm.allocated", threads, ThreadMXBean::getTotalThreadAllocatedBytes)
          .description("Bytes allocated on the heap by all threads.")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  /** A stage was passed by one request, or for {@link Stage#SCORE} by one batch. */
  public void stage(Stage stage, long nanos) {
    Timer timer = stages.get(stage);
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** A request was answered, so long after its first byte. */
  public void answered(int exchange, Outcome outcome, long nanosSinceArrival) {
    increment(requests.get(exchange).get(outcome));
    latency[exchange].record(nanosSinceArrival, TimeUnit.NANOSECONDS);
  }

  /**
   * A request was answered without a thread's having looked at it, so long after its first byte.
   */
  public void shed(int exchange, NoBidReason reason, long nanosSinceArrival) {
    shedding.record(nanosSinceArrival, TimeUnit.NANOSECONDS);
    noBid(exchange, reason);
    answered(exchange, Outcome.SHED, nanosSinceArrival);
  }

  /** A request got no bid. */
  public void noBid(int exchange, NoBidReason reason) {
    increment(noBids.get(exchange).get(reason));
  }

  private static void increment(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }

  /** A bid was made. */
  public void bidPrice(int exchange, long cpmMicros, String currency) {
    DistributionSummary summary = bidCpm.get(exchange).get(currency);
    if (summary == null) {
      summary =
          meters.cpm(
              "bidder.bid.cpm",
              "CPM of bids, in units of the currency.",
              "exchange",
              exchanges.get(exchange),
              "currency",
              currency);
      bidCpm.get(exchange).put(currency, summary);
    }
    summary.record(cpmMicros / MICROS);
  }

  /** So many ads are scored for a request. */
  public void candidates(int count) {
    candidates.record(count);
  }

  /** Optional fields of a request were taken as absent. */
  public void ignoredFields(int count) {
    if (count > 0) {
      ignoredFields.increment(count);
    }
  }

  /** Elements of a request were left out because a list was full. */
  public void elementsLeftOut(int count) {
    if (count > 0) {
      elementsLeftOut.increment(count);
    }
  }

  /** A request blocks categories in a taxonomy that not all ads can be told in. */
  public void categoriesUncompared() {
    categoriesUncompared.increment();
  }

  /** A privacy signal had a request's person forgotten. */
  public void anonymous() {
    anonymous.increment();
  }

  /** The model gave no probability for so many rows. */
  public void invalidPredictions(int count) {
    if (count > 0) {
      invalidPredictions.increment(count);
    }
  }

  /** A limit was reached that was named at construction. */
  public void limitReached(String name) {
    increment(limits.get(name));
  }

  /** A model version is served from now on. */
  public void modelServing(String version, long createdAtEpochMillis) {
    served.model(version, createdAtEpochMillis);
  }

  /** A model version was refused; of one of the kinds {@code invalid, store, error}. */
  public void modelRefused(String kind) {
    served.modelRefused(kind);
  }

  /** The store's current version is served again, after one that was refused. */
  public void modelRecovered() {
    served.modelRecovered();
  }

  /** A catalogue is served from now on, that took so long to be read and prepared. */
  public void catalogueServing(
      int campaigns, int creatives, long loadedAtEpochMillis, long tookMillis) {
    served.catalogue(campaigns, creatives, loadedAtEpochMillis, tookMillis);
  }

  /** So many of the served campaigns have no price with the served model. */
  public void campaignsUnpriced(int count) {
    served.unpriced(count);
  }

  /** A changed catalogue was refused. */
  public void catalogueRefused() {
    served.catalogueRefused();
  }

  /** So many ads of the served catalogue can bid from now on. */
  public void ads(AdCensus ads) {
    served.ads(ads);
  }

  /** The metrics of the event log. */
  public EventMetrics events() {
    return events;
  }

  /** The metrics of a version that is tried. */
  public TrialMetrics trial() {
    return trial;
  }

  /** The metrics of frequency caps. */
  public CapMetrics caps() {
    return caps;
  }

  /** The metrics of learning. */
  public LearningMetrics learning() {
    return learning;
  }

  /** The metrics of what was predicted lately, and what came. */
  public LiveMetrics live() {
    return live;
  }

  /** What counts notices of what became of bids. */
  public OutcomeEvents outcomes() {
    return events;
  }

  /**
   * Shows how much of the event log others have still to take.
   *
   * @param unfollowedBytes by those that follow it here
   * @param unshippedBytes by brokers
   */
  public void behind(LongSupplier unfollowedBytes, LongSupplier unshippedBytes) {
    events.behind(unfollowedBytes, unshippedBytes);
  }

  /** Shows how budgets are held. */
  public void budgets(Budgets budgets) {
    BudgetMetrics.register(budgets, registry);
  }

  /** Shows {@code depth} as the number of requests that wait. */
  public void queueDepth(IntSupplier depth) {
    Gauge.builder("bidder.queue.depth", depth, IntSupplier::getAsInt)
        .description("Requests that wait for a thread.")
        .strongReference(true)
        .register(registry);
  }

  /** Shows whether the server is ready to bid. */
  public void ready(BooleanSupplier ready) {
    Gauge.builder("bidder.ready", ready, now -> now.getAsBoolean() ? 1 : 0)
        .description("1 while the server is ready to bid.")
        .strongReference(true)
        .register(registry);
  }

  @Override
  public void connectionOpened() {
    connections.incrementAndGet();
  }

  @Override
  public void connectionClosed() {
    connections.decrementAndGet();
  }

  @Override
  public void limitReached(HttpLimit limit) {
    increment(httpLimits.get(limit));
  }

  @Override
  public void limitReached(AdminLimit limit) {
    limitReached(limit.key());
  }

  @Override
  public void refused(Status status) {
    increment(refused.get(status));
  }

  @Override
  public void failed(String thread) {
    increment(failures.get(thread));
  }

  /** Shows when the certificate of the bid port expires. */
  public void certificate(LongSupplier expiresEpochSeconds) {
    Gauge.builder("bidder.tls.certificate.expires", expiresEpochSeconds, LongSupplier::getAsLong)
        .description("When the certificate that is shown expires, in seconds since 1970.")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }

  /** Every metric in Prometheus' text format, version 0.0.4. */
  public String scrape() {
    synchronized (live) {
      return registry.scrape();
    }
  }

  /** Stops listening to the garbage collector. */
  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
