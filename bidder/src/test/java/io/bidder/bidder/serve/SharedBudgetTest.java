package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.bank.RedisProcess;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two servers that share a budget through a redis-server. Each bid costs 0.10. */
class SharedBudgetTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BUDGET_BIDS = 30;
  private static final String REQUEST =
      """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}], "cur": ["USD"]}
      """;

  @TempDir private Path directory = Path.of("");
  private int billed;

  private RunningBidder bidder(String name, String redis) throws IOException {
    Path catalogue =
        Files.writeString(
            directory.resolve("campaigns.yaml"),
            """
            advertisers: [{id: a, domain: a.example, seat: s}]
            campaigns:
              - id: spring
                advertiser: a
                budget: {total: 3, pacing: asap}
                economics: {averageOrderValue: 7990000, roasCoefficient: 0.25, maxCpm: 100}
                creatives: [{id: ad, banner: {size: 300x250, markup: ad}}]
            """);
    return new RunningBidder(
        "catalogue.file=" + catalogue,
        "events.dir=" + directory.resolve(name),
        "events.sync=os",
        "budget.redis=" + redis,
        "budget.reservation=300ms",
        "budget.sync=300ms");
  }

  /** Bids once and has the bid billed; false if there was none. */
  private boolean spend(RunningBidder bidder) throws IOException, InterruptedException {
    var answer = bidder.bid(REQUEST);
    if (answer.statusCode() != 200) {
      return false;
    }
    JsonNode bid = JsonMapper.shared().readTree(answer.body()).at("/seatbid/0/bid/0");
    URI burl =
        URI.create(
            bid.path("burl")
                .asString()
                .replace("${AUCTION_PRICE}", "100")
                .replaceAll("\\$\\{[^}]+}", ""));
    String path = burl.getRawPath() + "?" + burl.getRawQuery();
    assertEquals(200, bidder.get(bidder.server().port(), path).statusCode());
    billed++;
    return true;
  }

  /** Lets both spend until so many bids are billed. */
  private void spendUpTo(int bids, List<RunningBidder> bidders) throws Exception {
    long untilNanos = System.nanoTime() + PATIENCE.toNanos();
    while (billed < bids) {
      boolean some = false;
      for (RunningBidder bidder : bidders) {
        some |= billed < bids && spend(bidder);
      }
      int now = billed;
      assertTrue(System.nanoTime() < untilNanos, () -> now + " bids billed of " + bids);
      if (!some) {
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  private static void awaitMetric(RunningBidder bidder, String series, double least)
      throws Exception {
    long untilNanos = System.nanoTime() + PATIENCE.toNanos();
    while (bidder.metric(series) < least) {
      assertTrue(System.nanoTime() < untilNanos, series);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void fleetShouldSpendItsBudgetOnceWhenRedisIsKilledAndLosesItsData() throws Exception {
    try (RedisProcess redis = new RedisProcess();
        RunningBidder a = bidder("a", redis.url());
        RunningBidder b = bidder("b", redis.url())) {
      List<RunningBidder> both = List.of(a, b);
      spendUpTo(16, both);

      redis.kill();
      for (RunningBidder each : both) {
        awaitMetric(each, "bidder_budget_bank_away", 1);
      }
      // What is leased is spent, and no more.
      for (RunningBidder each : both) {
        int left = BUDGET_BIDS - billed;
        for (int bids = 0; spend(each); bids++) {
          int spent = bids;
          assertTrue(spent <= left, () -> spent + " bids without the bank");
        }
      }
      assertTrue(billed < BUDGET_BIDS, () -> billed + " billed");

      redis.restart();
      spendUpTo(BUDGET_BIDS - 2, both);
      assertTrue(
          a.metric("bidder_budget_bank_lost_total") + b.metric("bidder_budget_bank_lost_total")
              >= 1);
      long untilNanos = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      while (System.nanoTime() < untilNanos) {
        spend(a);
        spend(b);
      }
      assertTrue(billed <= BUDGET_BIDS, () -> billed + " billed of " + BUDGET_BIDS);
      assertEquals(0, a.metric("bidder_budget_overspent"));
      JsonNode lease =
          JsonMapper.shared()
              .readTree(a.get(a.server().adminPort(), "/campaigns").body())
              .at("/campaigns/0/lease");
      double others = lease.path("othersSpent").asDouble();
      assertTrue(others > 0 && others <= 3, lease::toString);
    }
  }

  @Test
  void startShouldFailWhenThereIsNoLogToTellWhatWasSpent() {
    var e =
        assertThrows(
            InvalidInputException.class, () -> new RunningBidder("budget.redis=redis://127.0.0.1"));
    assertEquals(
        "budget.redis: expected none without events.dir: only the event log tells what was spent",
        e.getMessage());
  }
}
