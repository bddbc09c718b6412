package io.bidder.bidder.serve;

import io.bidder.bidder.admin.AdminServer;
import io.bidder.bidder.bank.BankException;
import io.bidder.bidder.bank.RedisBank;
import io.bidder.bidder.bank.Terms;
import io.bidder.bidder.bid.BidLimits;
import io.bidder.bidder.bid.BidObserver;
import io.bidder.bidder.bid.BidPipeline;
import io.bidder.bidder.bid.BidRecorder;
import io.bidder.bidder.bid.BidThreads;
import io.bidder.bidder.bid.Exchange;
import io.bidder.bidder.bid.ExplainEndpoint;
import io.bidder.bidder.bid.Explainer;
import io.bidder.bidder.bid.Recording;
import io.bidder.bidder.bid.Served;
import io.bidder.bidder.bid.ServedCatalogue;
import io.bidder.bidder.bid.StageMetrics;
import io.bidder.bidder.budget.Budgets;
import io.bidder.bidder.budget.CampaignsEndpoint;
import io.bidder.bidder.budget.Leases;
import io.bidder.bidder.budget.Pauses;
import io.bidder.bidder.budget.Spend;
import io.bidder.bidder.campaign.AdCensus;
import io.bidder.bidder.config.BankConfig;
import io.bidder.bidder.config.BidConfig;
import io.bidder.bidder.config.EventsConfig;
import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.exposure.Caps;
import io.bidder.bidder.exposure.Exposures;
import io.bidder.bidder.http.BidServer;
import io.bidder.bidder.http.ExchangeClock;
import io.bidder.bidder.http.Tls;
import io.bidder.bidder.live.LearningTimes;
import io.bidder.bidder.live.LiveFigures;
import io.bidder.bidder.metrics.BidMetrics;
import io.bidder.bidder.nobid.AdFates;
import io.bidder.bidder.notice.CountedNotices;
import io.bidder.bidder.notice.PersonClicks;
import io.bidder.bidder.notice.TokenWriter;
import io.bidder.bidder.pacing.Earnings;
import io.bidder.bidder.pacing.Pacing;
import io.bidder.bidder.pacing.Supply;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Pace;
import io.bidder.bidder.pricing.Shade;
import io.bidder.bidder.record.EventRecords;
import io.bidder.bidder.response.BidTemplates;
import io.bidder.bidder.response.OutcomeUrls;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.follow.Fold;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.directory.PrivateCopies;
import io.bidder.modelstore.serving.Lease;
import io.bidder.modelstore.serving.ServedModel;
import io.bidder.settings.InvalidInputException;
import io.bidder.settings.scheduling.Scheduling;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A running bidder: the bid port, the admin port, the threads that bid, and what follows the model
 * store and the catalogue file.
 */
public final class BidderServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(BidderServer.class.getName());

  /** Campaigns that metrics tell apart. */
  private static final int LIVE_CAMPAIGNS = 50;

  /** The time between two looks at whether something is due in a market's time. */
  private static final Duration MARKET_TICK = Duration.ofMillis(5);

  private final BidMetrics metrics;
  private final Unpriced unpriced;
  private final AdFates fates = new AdFates();

  /** The address that URLs in bids begin with, known when the bid port is. */
  private final CompletableFuture<String> publicUrl = new CompletableFuture<>();

  private final @Nullable EventRecords records;
  private final @Nullable LearningTimes times;
  private final @Nullable LiveFigures live;
  private final ServedModel model;
  private final TrialFollower trial;
  private final BidThreads threads;
  private final BidServer bids;
  private final CatalogueFollower catalogue;
  private final AdminServer admin;
  private final Watchdog watchdog;
  private final Budgets budgets;
  private final ScheduledExecutorService followers;

  /** A thread of its own: what others follow may take its time. */
  private final ScheduledExecutorService money;

  private final @Nullable OutcomeRoutes outcomes;

  /** Null if budgets are not shared. */
  private final @Nullable Leases leases;

  private final @Nullable ScheduledExecutorService bankThread;
  private volatile boolean draining;
  private boolean closed;

  private BidderServer(
      ServerConfig config,
      InstantSource systemClock,
      Consumer<String> ending,
      Pace pace,
      @Nullable BidRecorder recorder) {
    ExchangeClock exchangeClock =
        switch (config.clock()) {
          case SYSTEM -> null;
          case EXCHANGE -> new ExchangeClock(systemClock);
        };
    InstantSource clock = exchangeClock == null ? systemClock : exchangeClock;
    if (exchangeClock != null) {
      LOG.log(Level.INFO, "the clock is the exchange's: it is what requests say in X-Market-Time");
    }
    metrics =
        new BidMetrics(
            config.exchanges().stream().map(ExchangeConfig::label).toList(), BidLimits.NAMES);
    unpriced = new Unpriced(metrics::campaignsUnpriced);
    boolean hasLog = config.events().dir() != null;
    times = hasLog ? new LearningTimes(metrics.learning()::took) : null;
    live = hasLog ? new LiveFigures(() -> metrics.limitReached(BidLimits.LIVE_CAMPAIGNS)) : null;
    ServingLog events = new ServingLog(metrics, unpriced, times);
    CountedNotices fleet =
        config.events().follow() == EventsConfig.Follow.LOG
            ? null
            : new CountedNotices(config.outcomes());
    CountedNotices notices = hasLog ? new CountedNotices(config.outcomes(), fleet) : null;
    PersonClicks clicks =
        config.outcomes().personWindow().isZero()
            ? null
            : new PersonClicks(config.outcomes(), metrics.events()::clickLeftOut);
    CurrencyRates rates = CurrencyRates.of(config.currency().usdPerUnit());
    Spend spend = new Spend();
    Supply supply = new Supply();
    Earnings earnings = new Earnings();
    Pauses pauses = new Pauses();
    Exposures exposures =
        new Exposures(config.caps(), () -> metrics.limitReached(Exposures.COUNTS));
    List<Fold> folds =
        Stream.<@Nullable Fold>of(
                spend,
                pauses,
                supply,
                notices,
                clicks,
                times,
                live,
                fleet == null ? exposures : null,
                fleet == null ? earnings : null)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    records =
        records(
            config.events(),
            systemClock,
            folds,
            fleet == null ? List.of() : List.of(fleet, exposures, earnings));
    budgets =
        new Budgets(
            config.budget(),
            spend,
            pauses,
            supply,
            earnings,
            rates,
            clock,
            control -> {
              CompletionStage<Void> _ = record(control, clock);
            },
            () -> records == null || records.billsAreTold(),
            () -> metrics.limitReached(Budgets.RESERVATIONS));
    metrics.budgets(budgets);
    leases = leases(config, clock);
    Caps caps =
        hasLog && config.caps().count()
            ? new Caps(
                exposures,
                control -> {
                  CompletionStage<Void> _ = record(control, clock);
                })
            : Caps.none();
    metrics.caps().show(caps, exposures);
    BidConfig bid = config.bid();
    DirectoryModelStore store = new DirectoryModelStore(config.model().store());
    ModelFollower modelFollower =
        new ModelFollower(
            store,
            new PrivateCopies(config.model().copyDirectory()),
            config.model().scoringOptions(),
            bid.threads(),
            events);
    trial = new TrialFollower(store, modelFollower::open, bid.threads(), events);
    // Model and catalogue need nothing of each other and take their time: half of it if at once.
    CompletableFuture<ServedModel> opening =
        CompletableFuture.supplyAsync(
            modelFollower::start, task -> Thread.ofPlatform().name("open-model").start(task));
    catalogue =
        CatalogueFollower.start(
            config,
            publicUrl::join,
            systemClock,
            clock,
            unpriced::heads,
            index -> {
              budgets.use(index);
              caps.use(index);
            },
            events);
    model = opened(opening);
    learningSince(clock);
    catalogue.count();
    Pace paced = budgets.pacing().then(pace);
    List<Exchange> exchanges =
        config.exchanges().stream()
            .map(exchange -> Exchange.of(exchange, rates, bid.maxCpmUsdMicros(), paced, Shade.NONE))
            .toList();
    BidLimits limits = BidLimits.of(bid);
    Served served =
        new Served(model, catalogue, budgets.out(), caps, budgets, limits, config.privacy(), trial);
    NanoClock nanoClock = SystemNanoClock.INSTANCE;
    // What is made of ads before there is an address must not be bid with.
    ServedCatalogue addressless =
        new ServedCatalogue(
            catalogue.get().index(),
            BidTemplates.of(catalogue.get().index().catalogue(), () -> "http://localhost", false),
            catalogue.get().landings());
    WarmUp.run(
        exchanges.getFirst(),
        new BidPipeline(
            new Served(model, () -> addressless, served.out(), limits),
            nanoClock,
            BidObserver.NONE),
        limits,
        clock);
    threads =
        new BidThreads(
            exchanges,
            () -> pipeline(served, nanoClock, recorder),
            metrics,
            clock,
            nanoClock,
            bid.threads(),
            bid.queueLimit(),
            bid.queueBytes(),
            limits);
    metrics.queueDepth(threads::queued);
    outcomes =
        records == null || notices == null
            ? null
            : new OutcomeRoutes(
                config, records, notices, clicks, catalogue, publicUrl::join, clock, metrics);
    String probePath = Watchdog.newPath();
    bids =
        BidServer.start(
            config,
            threads,
            outcomes == null ? List.of(OutcomeRoutes.ads(catalogue, null)) : outcomes.routes(),
            metrics,
            probePath,
            exchangeClock);
    publicUrl.complete(config.http().publicUrlOr(bids.port()));
    watchdog = new Watchdog(bid.watchdog(), bids, probePath, metrics::failed, ending);
    metrics.ready(() -> notReady() == null);
    admin =
        AdminServer.start(
            config.admin(),
            metrics::scrape,
            this::notReady,
            new ExplainEndpoint(
                exchanges,
                new Explainer(
                    served,
                    () -> recording(recorder),
                    store::directory,
                    config.admin().explain(),
                    threads::queued,
                    metrics,
                    live),
                clock),
            new CampaignsEndpoint(budgets, pauses, fates, clock, control -> record(control, clock)),
            metrics);
    followers =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("follow").daemon(true).factory());
    followers.execute(Scheduling::giveWay);
    follow(modelFollower::poll, config.model().pollInterval());
    follow(trial::poll, config.model().pollInterval());
    LearningFollower learning = new LearningFollower(store, metrics.learning(), times);
    follow(learning::poll, config.model().pollInterval());
    follow(this::showLive, config.model().pollInterval());
    follow(catalogue::poll, config.catalogue().pollInterval());
    follow(caps::look, Duration.ofMillis(Caps.LOOK_MILLIS));
    Tls tls = bids.tls();
    if (tls != null) {
      metrics.certificate(() -> tls.expires().getEpochSecond());
      follow(tls::poll, Tls.LOOK);
    }
    money =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("money").daemon(true).factory());
    spend(budgets::look, Budgets.LOOK_MILLIS, exchangeClock);
    spend(budgets::pace, Pacing.TURN_MILLIS, exchangeClock);
    bankThread = leases == null ? null : followBank(leases);
  }

  /** What budgets are leased by; null if this server has them for itself. */
  private @Nullable Leases leases(ServerConfig config, InstantSource clock) {
    BankConfig terms = config.budget().bank();
    if (!terms.isShared()) {
      return null;
    }
    if (records == null) {
      throw new InvalidInputException(
          "budget.redis: expected none without events.dir: only the event log tells what was"
              + " spent");
    }
    RedisBank bank =
        new RedisBank(
            records.logId().toString(),
            Terms.of(terms.lease(), config.budget().reservation(), terms.sync()),
            terms.redis(),
            terms.passwordFile(),
            terms.caFile(),
            clock.millis());
    return budgets.leaseFrom(bank, terms, SystemNanoClock.INSTANCE);
  }

  private ScheduledExecutorService followBank(Leases made) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bank").daemon(true).factory());
    every(thread, made::sync, made.interval());
    return thread;
  }

  /**
   * Checks that the bank of the fleet, if there is one, leases budgets.
   *
   * @throws BankException that says why not
   */
  void checkBank() throws BankException {
    if (leases != null) {
      leases.check();
    }
  }

  /**
   * Starts a bidder: when this returns, it is ready to bid.
   *
   * @throws RuntimeException with a message for people, if a port cannot be listened on, the store
   *     has no version that can be served, or the catalogue is wrong
   */
  public static BidderServer start(ServerConfig config, InstantSource clock) {
    return start(
        config,
        clock,
        why -> LOG.log(Level.ERROR, "the server is broken for good: {0}", why),
        Pace.NONE,
        null);
  }

  /**
   * Likewise.
   *
   * @param ending is told why when no bid has been possible for {@code bid.watchdog.endAfter},
   *     again and again
   * @param pace of all exchanges' bids, after what budgets ask for
   * @param recorder is told of every bid; null if nobody wants to know
   */
  static BidderServer start(
      ServerConfig config,
      InstantSource clock,
      Consumer<String> ending,
      Pace pace,
      @Nullable BidRecorder recorder) {
    return new BidderServer(config, clock, ending, pace, recorder);
  }

  private @Nullable EventRecords records(
      EventsConfig events, InstantSource clock, List<Fold> folds, List<Fold> fleetFolds) {
    Path directory = events.dir();
    if (directory == null) {
      return null;
    }
    EventRecords opened =
        EventRecords.open(events, directory, clock, folds, fleetFolds, metrics.events());
    metrics.behind(opened::unfollowedBytes, opened::unshippedBytes);
    return opened;
  }

  /** Outcomes that the first version has learned were learned before this server started. */
  private void learningSince(InstantSource clock) {
    LearningTimes by = times;
    if (by == null) {
      return;
    }
    try (Lease lease = model.acquire()) {
      Instant learned = lease.model().version().manifest().outcomesUpTo();
      if (learned != null) {
        by.start(learned.toEpochMilli());
      }
    }
    metrics.learning().unlearned(by::unlearned, () -> by.unlearnedSeconds(clock.millis()));
  }

  private void showLive() {
    if (live != null) {
      live.largest(LIVE_CAMPAIGNS)
          .forEach((campaign, of) ->
              metrics
                  .live()
                  .add(
                      campaign,
                      of.impressions(),
                      of.predictedClicks(),
                      of.clicks(),
                      of.predictedOrders(),
                      of.orders()));
      metrics.live().show();
    }
  }

  /** Writes down that somebody changed what the server does. */
  private CompletionStage<Void> record(Happening.Control control, InstantSource at) {
    if (records == null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("there is no event log, events.dir is not set"));
    }
    long now = at.millis();
    EventWriter event = new EventWriter();
    event.write(new Event(BidId.NONE, now, now, control));
    return records.appender().append(event);
  }

  private BidPipeline pipeline(Served served, NanoClock clock, @Nullable BidRecorder recorder) {
    return new BidPipeline(
        served, clock, new StageMetrics(metrics, fates.counter()), recording(recorder));
  }

  private Recording recording(@Nullable BidRecorder recorder) {
    return records == null || recorder != null
        ? new Recording(recorder, null, null)
        : new Recording(
            records.recorder(times),
            records.persons(),
            new OutcomeUrls(publicUrl::join, new TokenWriter(records::keys)));
  }

  private static ServedModel opened(CompletableFuture<ServedModel> opening) {
    try {
      return opening.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void follow(Runnable poll, Duration interval) {
    every(followers, poll, interval);
  }

  /** Has money looked at again and again, by the time that bids go by. */
  private void spend(Runnable look, long millis, @Nullable ExchangeClock exchangeClock) {
    if (exchangeClock == null) {
      every(money, look, Duration.ofMillis(millis));
    } else {
      every(money, new DueTask(look, millis, exchangeClock), MARKET_TICK);
    }
  }

  private void every(ScheduledExecutorService thread, Runnable poll, Duration interval) {
    long nanos = interval.toNanos();
    ScheduledFuture<?> _ =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                poll.run();
              } catch (Throwable e) {
                // Told, and tried again, for a poll that throws would never be run again.
                LOG.log(Level.ERROR, "looking for changes failed", e);
                metrics.failed("follow");
              }
            },
            nanos,
            nanos,
            TimeUnit.NANOSECONDS);
  }

  private @Nullable String notReady() {
    if (draining) {
      return "draining";
    }
    String noBids = records == null ? null : records.noBids();
    String noPrice = noBids == null ? unpriced.nothingPriced() : noBids;
    return noPrice == null ? watchdog.notReady() : noPrice;
  }

  /** The reason why no campaign has a price with the served model; null if one has. */
  @Nullable String nothingPriced() {
    return unpriced.nothingPriced();
  }

  /** The port of {@code /openrtb2/bid}. */
  public int port() {
    return bids.port();
  }

  /** The address at which this machine reaches that port. */
  InetSocketAddress address() {
    return bids.address();
  }

  /** The port of {@code /metrics}. */
  public int adminPort() {
    return admin.port();
  }

  /** The id of the served model's version. */
  public String modelId() {
    return model.modelId();
  }

  /** The served catalogue's ads that can bid. */
  AdCensus ads() {
    return catalogue.census();
  }

  /** Says from now on that it is not ready, and goes on serving. */
  void leave() {
    draining = true;
  }

  /** Answers what has arrived, then stops. Again: waits until it has. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    leave();
    watchdog.close();
    followers.shutdownNow();
    money.shutdownNow();
    bids.drain();
    threads.close();
    bids.close();
    if (leases != null && bankThread != null) {
      bankThread.close();
      leases.close();
    }
    if (outcomes != null) {
      outcomes.close();
    }
    if (records != null) {
      records.close();
    }
    admin.close();
    trial.close();
    model.close();
    metrics.close();
  }
}
