package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.settings.InvalidInputException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A budget from the catalogue to its end, over sockets and a restart. Each bid costs 0.10. */
class BudgetTest {
  private static final String REQUEST =
      """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}], "cur": ["USD"]}
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory = Path.of("");

  private Path catalogue(String budget) throws Exception {
    Path file = directory.resolve("campaigns.yaml");
    Path beside = directory.resolve("campaigns.new");
    Files.writeString(
        beside,
        """
        advertisers: [{id: a, domain: a.example, seat: s, timeZone: Asia/Kolkata}]
        campaigns:
          - id: spring
            advertiser: a
            %s
            economics: {averageOrderValue: 7990000, roasCoefficient: 0.25, maxCpm: 100}
            creatives: [{id: ad, banner: {size: 300x250, markup: ad}}]
        """
            .formatted(budget));
    Files.move(beside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  private RunningBidder bidder(Path catalogue) {
    return new RunningBidder(
        "catalogue.file=" + catalogue,
        "catalogue.pollInterval=20ms",
        "events.dir=" + directory.resolve("events"),
        "events.sync=os");
  }

  /** Bids and has each bid billed until there is no bid; returns how many there were. */
  private static int spend(RunningBidder bidder) throws Exception {
    int bids = 0;
    while (true) {
      var answer = bidder.bid(REQUEST);
      if (answer.statusCode() != 200) {
        return bids;
      }
      JsonNode bid = JsonMapper.shared().readTree(answer.body()).at("/seatbid/0/bid/0");
      assertEquals(100, bid.path("price").asDouble());
      URI burl =
          URI.create(
              bid.path("burl")
                  .asString()
                  .replace("${AUCTION_PRICE}", "100")
                  .replaceAll("\\$\\{[^}]+}", ""));
      String path = burl.getRawPath() + "?" + burl.getRawQuery();
      assertEquals(200, bidder.get(bidder.server().port(), path).statusCode());
      bids++;
    }
  }

  private static void await(BooleanSupplier holds) throws InterruptedException {
    long untilNs = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertTrue(System.nanoTime() < untilNs, "in time");
      Thread.onSpinWait();
    }
  }

  private static String reason(RunningBidder bidder) {
    try {
      return bidder.bid(REQUEST).headers().firstValue("x-bidder-nobid").orElse("");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void campaignShouldBidUntilItsBudgetIsSpentAndAgainWhenItIsRaised() throws Exception {
    int bids;
    try (RunningBidder bidder = bidder(catalogue("budget: {daily: 1}"))) {
      bids = spend(bidder);
      // As long as it was not near its limit, what is billed is claimed, too, for a minute.
      assertBetween(4, bids, 10);
      await(() -> reason(bidder).equals("CAMPAIGNS_OUT"));
      assertEquals(1, bidder.metric("bidder_budget_campaigns_out"));
      assertEquals(0, bidder.metric("bidder_budget_overspent"));
      JsonNode campaign = bidder.explain(REQUEST).at("/imps/0/campaigns/0");
      assertEquals("OUT", campaign.path("stoppedBy").asString());
      assertTrue(
          campaign
              .path("why")
              .asString()
              .startsWith(
                  "out for now, such as paused or out of budget: daily budget of campaign spring is"
                      + " 1 USD; "),
          campaign::toString);
    }

    // Whoever starts knows what was spent, from the log.
    try (RunningBidder bidder = bidder(catalogue("budget: {daily: 1}"))) {
      bids += spend(bidder);
      assertBetween(6, bids, 10);
      await(() -> reason(bidder).equals("CAMPAIGNS_OUT"));
      catalogue("budget: {daily: 2}");
      await(() -> reason(bidder).isEmpty());
      bids += spend(bidder);
      assertBetween(10, bids, 20);
      assertEquals(0, bidder.metric("bidder_budget_overspent"));
    }
  }

  private static void assertBetween(int least, int bids, int most) {
    assertTrue(bids >= least && bids <= most, () -> bids + " bids that cost 0.10 each");
  }

  @Test
  void startShouldSayWhatIsMissingWhenThereAreBudgetsAndNoEvents() throws Exception {
    Path file = catalogue("budget: {daily: 1}");

    var e =
        assertThrows(
            InvalidInputException.class, () -> new RunningBidder("catalogue.file=" + file));

    assertEquals(
        file
            + ":5: campaigns[0].budget: expected none without events.dir: only the event log tells"
            + " what was spent",
        e.getMessage());
  }
}
