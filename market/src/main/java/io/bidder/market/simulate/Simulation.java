package io.bidder.market.simulate;

import io.bidder.market.exchange.Bill;
import io.bidder.market.exchange.Books;
import io.bidder.market.exchange.Exchange;
import io.bidder.market.exchange.MarketOptions;
import io.bidder.market.exchange.MarketRecord;
import io.bidder.market.exchange.Told;
import io.bidder.market.world.Campaign;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.World;
import io.bidder.market.world.WorldCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A market that plays against bidders of its own, from their start to their end. One thread's, but
 * for {@link #stop}.
 */
final class Simulation implements AutoCloseable {
  private static final String PATH = "/openrtb2/bid";
  private static final long MINUTE_MILLIS = 60_000;
  private static final int MOST_HOURS_BY_MINUTE = 3;

  /** Market time between two waits for the clock, where there are budgets and caps. */
  private static final long PACE_MILLIS = 10_000;

  /** For which a bank that was killed is away, of market time. */
  private static final long BANK_AWAY_MILLIS = 10 * MINUTE_MILLIS;

  /** What the server's defaults say of market time, where that goes as the clock. */
  private static final double SYNC_MILLIS = 1_000;

  private static final double LEASE_MILLIS = 30_000;

  /** What it takes at least of the clock. */
  private static final long LEAST_SYNC_MILLIS = 50;

  private static final long LEAST_LEASE_MILLIS = 1_000;

  private final Path home;
  private final Path work;
  private final Setup setup;
  private final World world;
  private final List<BidderProcess> bidders = new ArrayList<>();
  private final List<Path> logs = new ArrayList<>();
  private final Map<String, String> tokens = new TreeMap<>();
  private final BiConsumer<Books, Long> watcher;
  private final Exchange exchange;
  private final @Nullable MoneyLedger money;
  private final @Nullable Path store;
  private @Nullable LearnerProcess learner;
  private @Nullable BankProcess bank;
  private long bankBackMillis = Long.MAX_VALUE;
  private String served = "";
  private int kills;

  /**
   * What is simulated.
   *
   * @param bidders how many share the market; one if there is a learner
   * @param kills how often a bidder, the learner or the bank is killed and started again, by turns,
   *     at even distances
   * @param configuration file of the bidders; null if there is none
   * @param settings of their configuration, {@code key=value}, which hold against the file
   * @param store that they serve from, or a copy of it if there is a learner; null for their
   *     configuration's
   * @param learning how often the learner does; null if there is none
   * @param adminPort of the first bidder; 0 for any
   * @param mostAuctionsPerSecond 0 for as many as go
   * @param money budgets and caps; null for none
   */
  record Setup(
      MarketOptions market,
      int bidders,
      int kills,
      @Nullable Path configuration,
      List<String> settings,
      @Nullable Path store,
      LearnerProcess.@Nullable Cadence learning,
      int port,
      int adminPort,
      double mostAuctionsPerSecond,
      @Nullable MoneyPlan money) {}

  /** What came of a setup in a world. */
  record Outcome(
      World world,
      Setup setup,
      Books books,
      Ledger ledger,
      @Nullable MoneyLedger money,
      @Nullable Learning learning,
      Told told,
      int kills,
      double seconds,
      long marketMillis) {
    /** The end of the last day that was asked for bids in. */
    long endMillis() {
      return MarketClock.START_MILLIS + books.hours().size() * MarketClock.HOUR_MILLIS;
    }
  }

  /**
   * Starts the bidders.
   *
   * @param work directory for what they write
   * @param record takes every auction; null if nobody wants to know
   * @param watcher is shown the books and market time after every auction
   */
  Simulation(
      Path home,
      Path work,
      World world,
      Setup setup,
      BiConsumer<Books, Long> watcher,
      @Nullable MarketRecord record)
      throws IOException, InterruptedException {
    this.home = home;
    this.work = work;
    this.setup = setup;
    this.world = world;
    this.watcher = watcher;
    money = setup.money() == null ? null : new MoneyLedger(setup.money());
    Path given = setup.store();
    if (setup.learning() != null && given != null) {
      store = work.resolve("store");
      LearnerProcess.copy(given, store);
    } else {
      store = given;
    }
    boolean started = false;
    try {
      if (setup.money() != null && setup.money().isShared()) {
        bank = new BankProcess(work);
      }
      startBidders();
      if (setup.learning() != null && store != null) {
        learner =
            new LearnerProcess(
                home, logs.getFirst(), store, setup.learning(), work.resolve("learner.log"));
      }
      exchange =
          new Exchange(
              world,
              setup.market(),
              bidders.stream().map(BidderProcess::address).toList(),
              PATH,
              tokens,
              new Interference(),
              record);
      started = true;
    } finally {
      if (!started) {
        closeProcesses();
      }
    }
  }

  private void startBidders() throws IOException, InterruptedException {
    Path catalogue = work.resolve("campaigns.yaml");
    MoneyPlan plan = setup.money();
    WorldCatalogue.Terms terms = plan == null ? WorldCatalogue.Terms.NONE : plan;
    try (Writer writer = Files.newBufferedWriter(catalogue)) {
      WorldCatalogue.write(world, terms, writer);
    }
    Path tokenFile = work.resolve("tokens");
    Map<String, String> byAdvertiser = new TreeMap<>();
    for (Campaign campaign : world.campaigns()) {
      tokens.put(
          campaign.advertiserId(),
          byAdvertiser.computeIfAbsent(
              terms.advertiserId(campaign), _ -> UUID.randomUUID().toString()));
    }
    Files.write(
        tokenFile,
        byAdvertiser.entrySet().stream()
            .map(each -> each.getKey() + ": " + each.getValue())
            .toList());
    for (int i = 0; i < setup.bidders(); i++) {
      Path directory = work.resolve("bidder-" + (i + 1));
      List<String> settings = new ArrayList<>();
      settings.add("catalogue.file=" + catalogue);
      if (store != null) {
        settings.add("model.store=" + store);
      }
      if (setup.learning() != null) {
        settings.add("model.pollInterval=" + (setup.learning().stepMillis() > 0 ? 20 : 100) + "ms");
      }
      settings.add("outcomes.conversionTokens=" + tokenFile);
      settings.add("bid.deadline=" + setup.market().deadlineMillis() + "ms");
      // Money is on disk when it is acknowledged; a machine that loses power is not simulated.
      settings.add("events.sync=os");
      if (setup.configuration() == null) {
        // An order is worth what the catalogue says, and who knows the truth has no limit either.
        settings.add("bid.maxCpm=1000000");
      }
      if (setup.mostAuctionsPerSecond() == 0 && plan == null) {
        // Which of them a bid knows of depends on the clock, and at this speed that is chance.
        settings.add("caps.count=false");
      }
      if (bank != null && plan != null) {
        // Leases go by the clock, of which market time has more.
        double speed = plan.marketSeconds();
        settings.add("budget.redis=" + bank.url());
        settings.add(
            "budget.sync=" + Math.max(LEAST_SYNC_MILLIS, Math.round(SYNC_MILLIS / speed)) + "ms");
        settings.add(
            "budget.lease="
                + Math.max(LEAST_LEASE_MILLIS, Math.round(LEASE_MILLIS / speed))
                + "ms");
      }
      settings.addAll(setup.settings());
      bidders.add(
          BidderProcess.start(
              home,
              directory,
              setup.configuration(),
              settings,
              i == 0 ? setup.port() : 0,
              i == 0 ? setup.adminPort() : 0));
      logs.add(directory.resolve("events"));
    }
  }

  /** Where operators look at the first bidder. */
  String adminUrl() {
    return bidders.getFirst().adminUrl();
  }

  /** Ends {@link #run} early. Safe from any thread. */
  void stop() {
    exchange.stop();
  }

  /** Plays, and then reads what the bidders have on record. */
  Outcome run() throws IOException, InterruptedException {
    long startNs = System.nanoTime();
    exchange.run();
    double seconds = (System.nanoTime() - startNs) / 1e9;
    Told told = exchange.told();
    String failure = learner == null ? "" : learner.failure();
    closeProcesses();
    Ledger ledger = Ledger.of(home, logs, exchange.books().truths(), sliceMillis());
    Learning learning =
        learner == null || store == null ? null : Learning.of(home, store, ledger, failure);
    return new Outcome(
        world,
        setup,
        exchange.books(),
        ledger,
        money,
        learning,
        told,
        kills,
        seconds,
        exchange.nowMillis());
  }

  /** A minute, or an hour in a market of many. */
  private long sliceMillis() {
    double days = (double) setup.market().auctions() / setup.market().auctionsPerDay();
    return days * MarketClock.DAY_MILLIS > MOST_HOURS_BY_MINUTE * MarketClock.HOUR_MILLIS
        ? MarketClock.HOUR_MILLIS
        : MINUTE_MILLIS;
  }

  /**
   * Kills, keeps the pace, has the market wait for a learner that learns in step, and keeps bills.
   */
  private final class Interference implements Exchange.Market {
    private final long startNs = System.nanoTime();
    private final long stepMillis = setup.learning() == null ? 0 : setup.learning().stepMillis();
    private long haltMillis =
        stepMillis == 0 ? Long.MAX_VALUE : MarketClock.START_MILLIS + stepMillis;
    private long paceMillis =
        setup.money() == null ? Long.MAX_VALUE : MarketClock.START_MILLIS + PACE_MILLIS;
    private long paceNs = startNs;

    @Override
    public void before(long index) {
      long auctions = setup.market().auctions();
      if (kills < setup.kills() && index == (kills + 1) * (auctions / (setup.kills() + 1))) {
        try {
          kill(kills);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted", e);
        }
        kills++;
      }
      if (setup.mostAuctionsPerSecond() > 0) {
        long dueNs = startNs + (long) (index / setup.mostAuctionsPerSecond() * 1e9);
        for (long left = dueNs - System.nanoTime(); left > 0; left = dueNs - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      }
    }

    @Override
    public void after(Books books, long marketMillis) {
      watcher.accept(books, marketMillis);
    }

    @Override
    public long haltMillis() {
      return Math.min(haltMillis, paceMillis);
    }

    @Override
    public void halted(long marketMillis) throws InterruptedException {
      if (marketMillis == paceMillis) {
        haveBankBack(marketMillis);
        keepPace();
      }
      if (marketMillis == haltMillis) {
        haltMillis += stepMillis;
        try {
          learnInStep(marketMillis);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    private void haveBankBack(long marketMillis) throws InterruptedException {
      if (bank != null && marketMillis >= bankBackMillis) {
        bankBackMillis = Long.MAX_VALUE;
        try {
          bank.restart();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    /** Waits until the clock has come so far; what it has lost is not made up for. */
    private void keepPace() {
      MoneyPlan plan = setup.money();
      if (plan != null) {
        paceMillis += PACE_MILLIS;
        long stepNs = (long) (PACE_MILLIS * 1e6 / plan.marketSeconds());
        paceNs = Math.max(paceNs + stepNs, System.nanoTime());
        for (long left = paceNs - System.nanoTime(); left > 0; left = paceNs - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      }
    }

    @Override
    public void billed(Bill bill) {
      if (money != null) {
        money.add(bill);
      }
    }
  }

  private void learnInStep(long marketMillis) throws IOException, InterruptedException {
    LearnerProcess learning = learner;
    if (learning != null) {
      String current = learning.learn(marketMillis);
      if (!current.equals(served)) {
        bidders.getFirst().awaitVersion(current);
        served = current;
      }
    }
  }

  /** Kills whose turn it is: every bidder, and then the learner and the bank if there are any. */
  private void kill(int turn) throws IOException, InterruptedException {
    LearnerProcess learning = learner;
    BankProcess shared = bank;
    int others = (learning == null ? 0 : 1) + (shared == null ? 0 : 1);
    int each = turn % (bidders.size() + others);
    if (learning != null && each == bidders.size()) {
      learning.killAndRestart();
    } else if (shared != null && each >= bidders.size()) {
      shared.kill();
      bankBackMillis = exchange.nowMillis() + BANK_AWAY_MILLIS;
    } else {
      bidders.get(each).killAndRestart();
      if (setup.money() != null) {
        // Days and what is spent of them go by the market's time, which it was never told.
        bidders.get(each).tellTime(exchange.nowMillis());
      }
    }
  }

  private void closeProcesses() {
    if (learner != null) {
      learner.close();
    }
    bidders.forEach(BidderProcess::close);
    if (bank != null) {
      bank.close();
    }
  }

  @Override
  public void close() {
    exchange.close();
    closeProcesses();
  }
}
