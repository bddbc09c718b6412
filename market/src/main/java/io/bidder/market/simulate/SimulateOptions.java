package io.bidder.market.simulate;

import io.bidder.market.exchange.Drift;
import io.bidder.market.exchange.MarketOptions;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.World;
import io.bidder.market.world.WorldSize;
import io.bidder.settings.IoReasons;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import io.bidder.settings.command.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a market, as {@code ./run demo} and {@code ./run simulate} share them. */
final class SimulateOptions {
  private static final Type<Duration> EVERY =
      Types.duration(Duration.ofMillis(100), Duration.ofDays(7));
  private static final double CALIBRATE_SECONDS = 2;
  private static final double RETRAIN_SECONDS = 60;
  private static final double HOUR_SECONDS = 3600;
  private static final int MAX_USERS = 100_000_000;
  private static final int MAX_SITES = 10_000;
  private static final int MAX_CAMPAIGNS = 200;
  private static final int MAX_KILLS = 1000;
  private static final int MAX_BIDDERS = 8;
  private static final int MAX_HOURS = 24 * 366;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Who comes, what rivals bid and what people do (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--world",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of the world: its sites, campaigns and tastes; the demo's model has learned world"
              + " 1 (default: ${DEFAULT-VALUE}).")
  private long worldSeed;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "200000",
      description = "People of the world (default: ${DEFAULT-VALUE}).")
  private int users;

  @Option(
      names = "--sites",
      paramLabel = "N",
      defaultValue = "50",
      description = "Sites (default: ${DEFAULT-VALUE}).")
  private int sites;

  @Option(
      names = "--campaigns",
      paramLabel = "N",
      defaultValue = "12",
      description =
          "Campaigns; the demo's model has learned those of the default alone (default:"
              + " ${DEFAULT-VALUE}).")
  private int campaigns;

  @Option(
      names = "--first-price",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description =
          "Share of sites on which the winner pays its bid rather than the second price (default:"
              + " ${DEFAULT-VALUE}).")
  double firstPrice;

  @Option(
      names = "--gdpr",
      paramLabel = "SHARE",
      defaultValue = "0.3",
      description =
          "Share of requests in which a person had to be asked for consent (default:"
              + " ${DEFAULT-VALUE}).")
  double gdpr;

  @Option(
      names = "--order-delay",
      paramLabel = "HOURS",
      defaultValue = "0.2",
      description =
          "Median from a click to its order; the tail is long (default: ${DEFAULT-VALUE}).")
  double orderDelayHours;

  @Option(
      names = "--notices-late",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of notices that come --late-by later (default: ${DEFAULT-VALUE}).")
  double late;

  @Option(
      names = "--late-by",
      paramLabel = "HOURS",
      defaultValue = "1",
      description = "By how much (default: ${DEFAULT-VALUE}).")
  double lateByHours;

  @Option(
      names = "--notices-lost",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of notices that never come (default: ${DEFAULT-VALUE}).")
  double lost;

  @Option(
      names = "--notices-doubled",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of notices that come twice (default: ${DEFAULT-VALUE}).")
  double doubled;

  @Option(
      names = "--tastes-move",
      paramLabel = "HOUR",
      description = "Hour of market time from which people like other things.")
  @Nullable Double tastesMove;

  @Option(
      names = "--prices-rise",
      paramLabel = "HOUR",
      description = "Hour from which competitors pay half as much again.")
  @Nullable Double pricesRise;

  @Option(
      names = "--site-goes-bad",
      paramLabel = "HOUR",
      description = "Hour from which the clicks of the largest site lead nowhere.")
  @Nullable Double siteGoesBad;

  @Option(
      names = "--ads-wear-out",
      description = "Ads are clicked less the more often they were shown.")
  boolean adsWearOut;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How often a bidder, or the learner by turns, is killed (-9) and started again (default:"
              + " ${DEFAULT-VALUE}).")
  int kills;

  @Option(
      names = "--bidders",
      paramLabel = "N",
      defaultValue = "1",
      description = "Bidders that share the market by turns (default: ${DEFAULT-VALUE}).")
  int bidders;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "The model store that they serve from (default: the demo's). A learner has a copy.")
  @Nullable Path store;

  @Option(
      names = "--calibrate-every",
      paramLabel = "TIME",
      description =
          "Between two calibrations of the learner, in market time (default: 2 s of the clock, or"
              + " 15m where market time has run as fast as it can).")
  private @Nullable String calibrateEvery;

  @Option(
      names = "--retrain-every",
      paramLabel = "TIME",
      description =
          "Between two trainings of the learner, in market time (default: 60 s of the clock, or 6h"
              + " where market time has run as fast as it can).")
  private @Nullable String retrainEvery;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A key of the bidders' configuration, as of ./run serve.")
  List<String> settings = new ArrayList<>();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      order = 89,
      converter = OutputFile.class,
      description = "Write the result as a page with charts to FILE too.")
  @Nullable Path html;

  /** Told whether an option's value is as it must be. */
  @FunctionalInterface
  interface Expectation {
    void of(boolean holds, String option, @Nullable Object value, String expected);
  }

  /** The world. */
  World world() {
    return World.of(worldSeed, new WorldSize(users, sites, campaigns));
  }

  /** Refuses values that are out of range. */
  void check(Expectation expect) {
    expect.of(users >= 1 && users <= MAX_USERS, "--users", users, "1 to " + MAX_USERS);
    expect.of(sites >= 1 && sites <= MAX_SITES, "--sites", sites, "1 to " + MAX_SITES);
    expect.of(
        campaigns >= 2 && campaigns <= MAX_CAMPAIGNS,
        "--campaigns",
        campaigns,
        "2 to " + MAX_CAMPAIGNS);
    share(expect, "--first-price", firstPrice);
    share(expect, "--gdpr", gdpr);
    share(expect, "--notices-late", late);
    share(expect, "--notices-lost", lost);
    share(expect, "--notices-doubled", doubled);
    hours(expect, "--order-delay", orderDelayHours);
    hours(expect, "--late-by", lateByHours);
    hours(expect, "--tastes-move", tastesMove);
    hours(expect, "--prices-rise", pricesRise);
    hours(expect, "--site-goes-bad", siteGoesBad);
    expect.of(kills >= 0 && kills <= MAX_KILLS, "--kills", kills, "0 to " + MAX_KILLS);
    expect.of(bidders >= 1 && bidders <= MAX_BIDDERS, "--bidders", bidders, "1 to " + MAX_BIDDERS);
    every(expect, "--calibrate-every", calibrateEvery);
    every(expect, "--retrain-every", retrainEvery);
  }

  /** Refuses what a learner, which follows one log and one store, cannot go with. */
  void checkLearning(Expectation expect) {
    expect.of(bidders == 1, "--bidders", bidders, "1 with a learner, which follows one log");
    expect.of(
        settings.stream().noneMatch(setting -> setting.startsWith("model.store=")),
        "--set",
        settings,
        "no model.store with a learner: --store says what it starts from");
  }

  /**
   * How often the learner learns.
   *
   * @param marketSeconds that go by in a second of the clock; 0 for as many as can
   * @param isInStep whether the market waits for it each time
   */
  LearnerProcess.Cadence cadence(double marketSeconds, boolean isInStep) {
    String calibrate = every(calibrateEvery, CALIBRATE_SECONDS, marketSeconds, "15m");
    return new LearnerProcess.Cadence(
        calibrate,
        every(retrainEvery, RETRAIN_SECONDS, marketSeconds, "6h"),
        isInStep ? EVERY.parse(calibrate).orElseThrow().toMillis() : 0);
  }

  private static String every(
      @Nullable String given, double seconds, double marketSeconds, String atFullSpeed) {
    if (given != null) {
      return given;
    }
    return marketSeconds == 0 ? atFullSpeed : Math.round(1_000 * seconds * marketSeconds) + "ms";
  }

  private static void every(Expectation expect, String option, @Nullable String value) {
    expect.of(value == null || EVERY.parse(value).isPresent(), option, value, EVERY.expected());
  }

  private static void share(Expectation expect, String option, double value) {
    expect.of(value >= 0 && value <= 1, option, value, "0 to 1");
  }

  private static void hours(Expectation expect, String option, @Nullable Double value) {
    expect.of(
        value == null || (value >= 0 && value <= MAX_HOURS), option, value, "0 to " + MAX_HOURS);
  }

  /** The store to serve from; null for what the configuration says, and else the demo's. */
  @Nullable Path store() {
    return store == null ? null : store.toAbsolutePath();
  }

  /**
   * The store to learn from.
   *
   * @param home of the project, which has the demo's
   */
  Path storeToCopy(Path home) {
    return store == null ? home.resolve("bidder/demo/store") : store.toAbsolutePath();
  }

  /**
   * The market.
   *
   * @param isEven whether as many people come at any hour
   */
  MarketOptions market(
      long seed, long auctions, long auctionsPerDay, boolean isEven, int deadlineMillis) {
    return new MarketOptions(
        seed,
        auctions,
        auctionsPerDay,
        isEven,
        firstPrice,
        gdpr,
        orderDelayHours * HOUR_SECONDS,
        2,
        deadlineMillis,
        new MarketOptions.NoticeFaults(
            late,
            Duration.ofMillis((long) (lateByHours * MarketClock.HOUR_MILLIS)).toMillis(),
            lost,
            doubled),
        new Drift(at(tastesMove), at(pricesRise), 1.5, at(siteGoesBad), 0, adsWearOut));
  }

  /** Writes the page where the option asks for it. */
  void writePage(Simulation.Outcome outcome) throws IOException {
    if (html != null) {
      try {
        Files.writeString(html, HtmlReport.of(outcome));
      } catch (IOException e) {
        throw new IOException("--html " + html + ": cannot be written: " + IoReasons.of(e), e);
      }
    }
  }

  private static long at(@Nullable Double hour) {
    return hour == null
        ? Drift.NEVER
        : MarketClock.START_MILLIS + (long) (hour * MarketClock.HOUR_MILLIS);
  }
}
