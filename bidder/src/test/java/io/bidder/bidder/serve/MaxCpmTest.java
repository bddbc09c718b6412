package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.bid.StageMetrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An order value with too many digits is not bid. */
class MaxCpmTest {
  private static final String CAMPAIGNS =
      """
      advertisers:
        - {id: a, domain: a.example, seat: s}
      campaigns:
        - id: mistaken
          advertiser: a
          economics: {averageOrderValue: 7990000, roasCoefficient: 0.25}
          creatives: [{id: ad, banner: {size: 300x250, markup: ad}}]
      """;

  private static final String REQUEST =
      """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}%s}], "cur": ["%s"]}
      """;

  private static final String CUT = "bidder_limit_reached_total{limit=\"bid.maxCpm\"}";

  @TempDir private Path directory = Path.of("");

  private RunningBidder bidder(String... sets) throws Exception {
    Path catalogue = directory.resolve("campaigns.yaml");
    Files.writeString(catalogue, CAMPAIGNS);
    String[] all = Arrays.copyOf(sets, sets.length + 1);
    all[sets.length] = "catalogue.file=" + catalogue;
    return new RunningBidder(all);
  }

  private static double price(RunningBidder bidder, String currency) throws Exception {
    String answer = bidder.bid(REQUEST.formatted("", currency)).body();
    return JsonMapper.shared().readTree(answer).at("/seatbid/0/bid/0/price").asDouble();
  }

  @Test
  void bidShouldBeCutCountedAndExplainedWhenItIsAboveTheDefault() throws Exception {
    try (LogLines log = new LogLines(StageMetrics.class);
        RunningBidder bidder = bidder("bid.threads=1")) {
      assertEquals(0, bidder.metric(CUT));
      assertEquals(100, price(bidder, "USD"));
      assertEquals(1, bidder.metric(CUT));
      assertEquals(100 / 1.0389, price(bidder, "EUR"), 1e-4);
      assertEquals(2, bidder.metric(CUT));
      assertEquals(1, log.lines().size(), () -> log.lines().toString());
      String line = log.lines().getFirst();
      assertTrue(
          line.startsWith("WARNING a bid of campaign mistaken is cut to bid.maxCpm, 100 USD"),
          line);
      JsonNode ad =
          bidder.explain(REQUEST.formatted("", "USD")).at("/imps/0/campaigns/0/creatives/0");
      assertTrue(ad.get("shadedCpm").asDouble() > 100, ad::toString);
      assertEquals(100, ad.get("cappedCpm").asDouble());
      assertEquals("bid.maxCpm", ad.get("cappedBy").asString());
      assertEquals(100, ad.get("bidCpm").asDouble());
      // Above what is bid at most there is no bid, and nothing that was cut.
      String floor = REQUEST.formatted(", \"bidfloor\": 101", "USD");
      assertEquals("BELOW_FLOOR", bidder.explain(floor).at("/noBid/reason").asString());
      assertEquals(204, bidder.bid(floor).statusCode());
      assertEquals(2, bidder.metric(CUT));
    }
  }

  @ParameterizedTest
  @CsvSource({"2.5, 2.5", "0.000001, 0.000001"})
  void bidShouldBeCutToWhatIsConfigured(String maxCpm, double price) throws Exception {
    try (RunningBidder bidder = bidder("bid.maxCpm=" + maxCpm)) {
      assertEquals(price, price(bidder, "USD"), 1e-9);
    }
  }

  @Test
  void bidShouldBeItsValueWhereItMay() throws Exception {
    try (RunningBidder bidder = bidder("bid.maxCpm=1000000000")) {
      JsonNode ad =
          bidder.explain(REQUEST.formatted("", "USD")).at("/imps/0/campaigns/0/creatives/0");
      assertEquals(ad.get("valueCpm").asDouble(), price(bidder, "USD"), 1e-2);
      assertEquals(0, bidder.metric(CUT));
    }
  }
}
