package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is explained is what is bid: asked at both ports, of catalogues and requests at random. */
class ExplainedBidsTest {
  private static final int REQUESTS = 120;
  private static final List<String> SIZES = List.of("300x250", "320x50");
  private static final List<String> COUNTRIES = List.of("USA", "DEU", "FRA");

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void explainShouldSayWhatTheServerBidsWhateverTheCatalogueAndTheRequest(int seed)
      throws Exception {
    Random random = new Random(seed);
    writeCatalogue(random);
    int cut = 0;
    int bids = 0;
    int late = 0;
    try (RunningBidder bidder =
        bidder("bid.candidateCap=" + (4 + random.nextInt(20)), "bid.threads=3")) {
      for (int i = 0; i < REQUESTS; i++) {
        String request = request(random);
        JsonNode told = bidder.explain(request);
        HttpResponse<String> answer = bidder.bid(request);
        assertEquals(bid(answer), explained(told), () -> request + told.toPrettyString());
        // There is room for all campaigns, however many ads of each are scored.
        assertTrue(told.path("truncated").isMissingNode(), told::toPrettyString);
        String reason = answer.headers().firstValue("x-bidder-nobid").orElse("");
        assertEquals(reason, told.path("noBid").path("reason").asString(""), request);
        cut += told.path("imps").path(0).path("cut").asInt(0) > 0 ? 1 : 0;
        late += reason.startsWith("LATE_") ? 1 : 0;
        bids += reason.isEmpty() ? 1 : 0;
      }
    }
    String counted = cut + " cut, " + bids + " bids, " + late + " late";
    assertTrue(cut > 20 && bids > 20 && late > 5, counted);
  }

  private RunningBidder bidder(String... sets) {
    return new RunningBidder(
        IntStream.range(0, sets.length + 1)
            .mapToObj(i -> i == 0 ? "catalogue.file=" + catalogue() : sets[i - 1])
            .toArray(String[]::new));
  }

  private Path catalogue() {
    return directory.resolve("campaigns.yaml");
  }

  private void writeCatalogue(Random random) throws IOException {
    StringBuilder yaml = new StringBuilder();
    yaml.append("advertisers: [{id: a, domain: a.example, seat: s}]\ncampaigns:\n");
    int campaigns = 30 + random.nextInt(60);
    for (int c = 0; c < campaigns; c++) {
      yaml.append("  - id: c").append(c).append("\n    advertiser: a\n");
      yaml.append("    economics: {averageOrderValue: ").append(1 + random.nextInt(500));
      yaml.append(random.nextInt(4) == 0 ? ", minCpm: 0.5" : "");
      yaml.append(random.nextInt(4) == 0 ? ", maxCpm: 2" : "");
      yaml.append(", roasCoefficient: 0.").append(1 + random.nextInt(9)).append("}\n");
      if (random.nextInt(3) == 0) {
        yaml.append("    targeting: {countries: [").append(pick(COUNTRIES, random)).append("]}\n");
      }
      yaml.append("    creatives:\n");
      for (int k = random.nextInt(3); k >= 0; k--) {
        yaml.append("      - {id: k").append(c).append('-').append(k);
        yaml.append(", banner: {size: ").append(pick(SIZES, random)).append(", markup: x}}\n");
      }
    }
    Files.writeString(catalogue(), yaml);
  }

  private static String request(Random random) {
    String imps =
        IntStream.range(0, 1 + random.nextInt(3))
            .mapToObj(i -> imp(i, random))
            .collect(Collectors.joining(", "));
    // The network takes 10 ms: of the first two there is nothing left.
    String tmax = List.of("5", "10", "10000", "10000", "10000").get(random.nextInt(5));
    return """
    {"id": "r", "imp": [%s], "site": {"domain": "news%d.example"}, "tmax": %s,
     "device": {"geo": {"country": "%s"}, "devicetype": %d}}
    """
        .formatted(imps, random.nextInt(4), tmax, pick(COUNTRIES, random), 1 + random.nextInt(5));
  }

  private static String imp(int number, Random random) {
    String[] size = pick(SIZES, random).split("x", -1);
    return """
    {"id": "%d", "banner": {"w": %s, "h": %s}, "bidfloor": %s}\
    """
        .formatted(number, size[0], size[1], List.of("0", "0.1", "3").get(random.nextInt(3)));
  }

  private static String pick(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  /** Creative and price by impression. */
  private static Map<String, String> bid(HttpResponse<String> answer) {
    Map<String, String> bids = new TreeMap<>();
    if (answer.statusCode() == 200) {
      for (JsonNode seat : JsonMapper.shared().readTree(answer.body()).get("seatbid")) {
        for (JsonNode bid : seat.get("bid")) {
          bids.put(bid.get("impid").asString(), ad(bid.get("crid"), bid.get("price")));
        }
      }
    }
    return bids;
  }

  private static Map<String, String> explained(JsonNode told) {
    Map<String, String> bids = new TreeMap<>();
    for (JsonNode imp : told.path("imps")) {
      for (JsonNode campaign : imp.get("campaigns")) {
        for (JsonNode ad : campaign.path("creatives")) {
          if (told.get("bids").asBoolean() && ad.path("wins").asBoolean(false)) {
            bids.put(imp.get("id").asString(), ad(ad.get("creative"), ad.get("bidCpm")));
          }
        }
      }
    }
    return bids;
  }

  private static String ad(JsonNode creative, JsonNode price) {
    return creative.asString() + " at " + Math.round(price.asDouble() * 1e4);
  }
}
