package io.bidder.market.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.market.exchange.Drift;
import io.bidder.market.exchange.MarketOptions;
import io.bidder.market.exchange.MarketOptions.NoticeFaults;
import io.bidder.market.exchange.NoticeKind;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The market plays against real bidders in processes of their own. */
@Timeout(300)
class SimulationTest {
  private static final Path STORE = Path.of("../bidder/demo/store").toAbsolutePath().normalize();
  private static final long STEP_MILLIS = 90 * 60 * 1_000;
  private static final World WORLD = World.of(World.DEFAULT_SEED);

  @TempDir private Path directory = Path.of("");

  @Test
  void figuresShouldBeTheSameWhenTheSeedIs() throws Exception {
    Report first = play("first", options(7, 2_500, NoticeFaults.NONE), 1, 0);
    Report again = play("again", options(7, 2_500, NoticeFaults.NONE), 1, 0);

    assertEquals(withoutTime(first), withoutTime(again));
    assertEquals(Map.of(), first.json().get("wrongAnswers"));
    assertEquals(Map.of(), first.json().get("refusals"));
    assertEquals(0L, first.json().get("failedRequests"));
    for (Report report : List.of(first, again)) {
      assertTrue(report.ledgersAgree(), report::text);
      assertEquals(report.json().get("bids"), report.json().get("bidsOnRecord"));
      assertEquals(0L, report.lostEvents());
    }
    assertTrue(first.taken(NoticeKind.CLICK) > 0, first::text);
    assertTrue(first.taken(NoticeKind.CONVERSION) > 0, first::text);
  }

  @Test
  void nothingAcknowledgedShouldBeLostWhenBiddersAreKilledAndNoticesLateLostAndDoubled()
      throws Exception {
    NoticeFaults faults = new NoticeFaults(0.02, 40 * 60 * 1_000, 0.01, 0.05);
    Report report = play("killed", options(9, 6_000, faults), 2, 3);

    assertEquals(0L, report.lostEvents(), report::text);
    assertEquals(0L, report.doubledEvents(), report::text);
    assertTrue(report.ledgersAgree(), report::text);
    assertEquals(3, report.json().get("kills"));
    assertTrue(number(report, "duplicatedNotices") > 0);
    // What was lost on its way is never billed.
    assertTrue(number(report, "spendOnRecordMicros") < number(report, "spendMicros"), report::text);
  }

  @Test
  void whatIsLearnedShouldBeServedFromACopyBeforeTheMarketGoesOnWhenItIsLearnedInStep()
      throws Exception {
    Map<Path, Instant> before = files(STORE);
    long noonMillis = MarketClock.START_MILLIS + 12 * MarketClock.HOUR_MILLIS;
    Drift drift = new Drift(noonMillis, Drift.NEVER, 1, Drift.NEVER, 0, false);
    Simulation.Setup setup =
        new Simulation.Setup(
            options(10, 10_000, NoticeFaults.NONE, drift),
            1,
            0,
            null,
            List.of("http.drainGrace=0ms"),
            STORE,
            new LearnerProcess.Cadence("90m", "12h", STEP_MILLIS),
            0,
            0,
            0,
            null);

    Report report = play(Files.createDirectories(directory.resolve("learns")), setup);

    assertTrue(
        assertInstanceOf(Integer.class, report.json().get("modelVersions")) > 1, report::text);
    Map<?, ?> seconds =
        assertInstanceOf(Map.class, report.json().get("timeToLearningSeconds"), report::text);
    // However busy the machine is: what came in before a halt is bid by after it.
    double half = assertInstanceOf(Double.class, seconds.get("p50"));
    assertTrue(half > 0 && half <= STEP_MILLIS / 1e3, seconds::toString);
    Map<?, ?> learning = assertInstanceOf(Map.class, report.json().get("learning"));
    assertNull(learning.get("failure"), report::text);
    assertEquals(0L, report.json().get("failedRequests"), report::text);
    assertTrue(report.ledgersAgree(), report::text);
    assertEquals(before, files(STORE));
  }

  @Test
  void budgetsAndCapsShouldHoldWhenTheBidderIsKilledAndNoticesAreLateAndDoubled() throws Exception {
    Simulation.Outcome outcome = money(600, 1, 1, false);

    Report report = new Report(outcome);
    Map<?, ?> money = assertInstanceOf(Map.class, report.json().get("money"));
    MoneyPlan plan = Objects.requireNonNull(outcome.setup().money());
    assertBudgetsHeld(plan, report);
    for (Object cap : assertInstanceOf(List.class, money.get("caps"))) {
      assertEquals(0, assertInstanceOf(MoneyLedger.CapResult.class, cap).aboveCounted());
    }
    String page = HtmlReport.of(outcome);
    for (MoneyPlan.Mode mode : MoneyPlan.Mode.values()) {
      assertTrue(page.contains("<figure id=\"money-" + mode.label() + "\""), page);
    }
    for (MoneyPlan.Budget budget : plan.budgets()) {
      assertTrue(page.contains(String.format(Locale.ROOT, "%,.2f", budget.micros() / 1e6)), page);
    }
    assertTrue(report.ledgersAgree(), report::text);
  }

  /** With {@code -Dbidder.bankKills=3}: a bidder, the other, and the redis-server. */
  @Test
  @EnabledIfSystemProperty(named = "bidder.bankKills", matches = "[1-9][0-9]*")
  void budgetsOfTwoBiddersShouldHoldWhenTheyAndTheirBankAreKilled() throws Exception {
    int kills = Integer.getInteger("bidder.bankKills");

    Simulation.Outcome outcome = money(60, 2, kills, true);

    Report report = new Report(outcome);
    assertBudgetsHeld(Objects.requireNonNull(outcome.setup().money()), report);
    assertEquals(kills, report.json().get("kills"));
    assertTrue(report.ledgersAgree(), report::text);
  }

  /** The first half hour of a day, of which each campaign may spend a thousandth in full. */
  private Simulation.Outcome money(double speed, int bidders, int kills, boolean isShared)
      throws Exception {
    NoticeFaults faults = new NoticeFaults(0.02, 10 * 60 * 1_000, 0, 0.05);
    MarketOptions options =
        new MarketOptions(11, 2_500, 120_000, true, 0.5, 0.3, 600, 2, 10_000, faults, Drift.NONE);
    MoneyPlan plan = new MoneyPlan(WORLD, options, 0.001, speed, isShared);
    Path work = Files.createDirectories(directory.resolve("money"));
    List<String> settings = List.of("http.drainGrace=0ms");
    Simulation.Setup setup =
        new Simulation.Setup(options, bidders, kills, null, settings, STORE, null, 0, 0, 0, plan);
    try (Simulation simulation =
        new Simulation(Home.in(directory), work, WORLD, setup, (books, time) -> {}, null)) {
      return simulation.run();
    }
  }

  private static void assertBudgetsHeld(MoneyPlan plan, Report report) {
    long budgetMicros = plan.budgets().stream().mapToLong(MoneyPlan.Budget::micros).sum();
    assertTrue(number(report, "overspendMicros") <= 0.005 * budgetMicros, report::text);
    assertTrue(number(report, "spendMicros") > 0.3 * budgetMicros, report::text);
  }

  private static Map<Path, Instant> files(Path store) throws IOException {
    Map<Path, Instant> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(store)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        files.put(file, Files.getLastModifiedTime(file).toInstant());
      }
    }
    return files;
  }

  private static long number(Report report, String field) {
    return assertInstanceOf(Long.class, report.json().get(field));
  }

  private static Map<String, Object> withoutTime(Report report) {
    Map<String, Object> json = report.json();
    json.remove("time");
    return json;
  }

  private Report play(String name, MarketOptions options, int bidders, int kills) throws Exception {
    Path work = Files.createDirectories(directory.resolve(name));
    Simulation.Setup setup =
        new Simulation.Setup(
            options,
            bidders,
            kills,
            null,
            List.of("http.drainGrace=0ms"),
            STORE,
            null,
            0,
            0,
            0,
            null);
    return play(work, setup);
  }

  private Report play(Path work, Simulation.Setup setup) throws Exception {
    try (Simulation simulation =
        new Simulation(Home.in(directory), work, WORLD, setup, (books, time) -> {}, null)) {
      Report report = new Report(simulation.run());
      String log = Files.readString(work.resolve("bidder-1/bidder.log"));
      assertFalse(log.contains("is cut to bid.maxCpm"), log);
      return report;
    }
  }

  private static MarketOptions options(long seed, long auctions, NoticeFaults faults) {
    return options(seed, auctions, faults, Drift.NONE);
  }

  private static MarketOptions options(long seed, long auctions, NoticeFaults faults, Drift drift) {
    return new MarketOptions(
        seed, auctions, auctions, false, 0.5, 0.3, 600, 2, 10_000, faults, drift);
  }
}
