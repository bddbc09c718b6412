package io.bidder.bidder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.serve.BidderServer;
import io.bidder.bidder.serve.DemoStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./run campaigns} against a server. */
class CampaignsTest {
  private static final String REQUEST =
      """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}], "cur": ["USD"]}
      """;
  private static final String CATALOGUE =
      """
      advertisers: [{id: a, domain: a.example, seat: s}, {id: b, domain: b.example, seat: s}]
      groups: [{id: g, advertiser: a, budget: {total: 50}}]
      campaigns:
        - id: spring
          advertiser: a
          group: g
          budget: {daily: 10}
          economics: {averageOrderValue: 80, roasCoefficient: 0.25}
          creatives: [{id: k1, banner: {size: 300x250, markup: ad}}]
        - id: autumn
          advertiser: b
          economics: {averageOrderValue: 70, roasCoefficient: 0.25}
          target: {roas: 16}
          creatives: [{id: k2, banner: {size: 300x250, markup: ad}}]
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory = Path.of("");

  private BidderServer server(String catalogue, String... more) throws Exception {
    Path file = directory.resolve("c.yaml");
    Files.writeString(file, catalogue);
    List<String> sets =
        new ArrayList<>(
            List.of(
                "http.port=0",
                "admin.port=0",
                "admin.host=127.0.0.1",
                "bid.deadline=10s",
                "http.drainGrace=0ms",
                "model.store=" + DemoStore.DEMO,
                "catalogue.file=" + file));
    sets.addAll(List.of(more));
    return BidderServer.start(ServerConfig.load(null, sets), InstantSource.system());
  }

  private int run(BidderServer server, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--admin=http://127.0.0.1:" + server.adminPort());
    return Campaigns.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  private String bidder(BidderServer server) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.port() + "/openrtb2/bid"))
                .POST(BodyPublishers.ofString(REQUEST))
                .build(),
            BodyHandlers.ofString());
    return answer.statusCode() == 200
        ? JsonMapper.shared().readTree(answer.body()).at("/seatbid/0/bid/0/cid").asString()
        : answer.headers().firstValue("x-bidder-nobid").orElse("");
  }

  private JsonNode explained(BidderServer server) throws Exception {
    return JsonMapper.shared()
        .readTree(
            client
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:"
                                    + server.adminPort()
                                    + "/explain?campaign=autumn"))
                        .POST(BodyPublishers.ofString(REQUEST))
                        .build(),
                    BodyHandlers.ofString())
                .body());
  }

  @Test
  void pauseShouldHoldAtOnceAndAcrossARestartUntilItIsResumed() throws Exception {
    String events = "events.dir=" + directory.resolve("events");
    Path json = directory.resolve("status.json");
    try (BidderServer server = server(CATALOGUE, events, "events.sync=os")) {
      assertEquals("spring", bidder(server));
      assertEquals(0, run(server, "status", "--json=" + json), err::toString);
      assertTrue(out.toString().contains(" 1 outbid by ads of ours"), out::toString);
      JsonNode first = JsonMapper.shared().readTree(Files.readString(json));
      assertEquals("{\"bid\":1}", first.at("/campaigns/0/lately").toString());
      assertEquals("{\"outbid\":1}", first.at("/campaigns/1/lately").toString());
      assertEquals(0.25, first.at("/campaigns/1/multiplier").asDouble(), 1e-9);
      assertEquals(16, first.at("/campaigns/1/target/roas").asDouble());
      assertTrue(
          out.toString().contains("autumn: target roas 16, pace 0.25: lately 0 spent, 0 orders"),
          out::toString);
      JsonNode ad = explained(server).at("/imps/0/campaigns/0/creatives/0");
      assertEquals(0.25 * ad.path("valueCpm").asDouble(), ad.path("pacedCpm").asDouble(), 1e-6);
      assertEquals(
          "1.000 by its budgets, 0.250 by its target: the lesser", ad.path("pacedWhy").asString());
      assertEquals(0, run(server, "pause", "--campaign=spring", "--by=ann"), err::toString);
      assertEquals("campaign:spring is paused", out.toString().strip());
      assertEquals("autumn", bidder(server));
      assertEquals(0, run(server, "pause", "--everything", "--by=bob"), err::toString);
      assertEquals("CAMPAIGNS_OUT", bidder(server));
    }

    try (BidderServer server = server(CATALOGUE, events, "events.sync=os")) {
      assertEquals("CAMPAIGNS_OUT", bidder(server));
      assertEquals(0, run(server, "resume", "--everything"), err::toString);
      assertEquals("everything is no longer paused by itself", out.toString().strip());
      assertEquals("autumn", bidder(server));

      assertEquals(0, run(server, "status", "--json=" + json), err::toString);
      assertTrue(out.toString().contains("campaign:spring: paused by ann since 20"), out::toString);
      JsonNode status = JsonMapper.shared().readTree(Files.readString(json));
      JsonNode spring = status.at("/campaigns/0");
      assertEquals("paused", spring.path("state").asString());
      assertTrue(
          spring.path("why").asString().startsWith("campaign:spring is paused by ann since"),
          spring::toString);
      assertEquals(10, spring.at("/budget/daily").asDouble());
      assertTrue(spring.at("/budget/total").isNull());
      assertEquals(0, spring.at("/spent/total").asDouble());
      assertEquals("bidding", status.at("/campaigns/1/state").asString());
      assertTrue(status.at("/campaigns/1/budget").isMissingNode());
      assertEquals("g", status.at("/groups/0/group").asString());
      assertEquals(50, status.at("/groups/0/budget/total").asDouble());
      run(server, "status", "--advertiser=b", "--json=" + json);
      status = JsonMapper.shared().readTree(Files.readString(json));
      assertEquals(1, status.path("campaigns").size());

      assertEquals(0, run(server, "pause", "--advertiser=b"));
      assertEquals("CAMPAIGNS_OUT", bidder(server));
      assertEquals(2, run(server, "pause", "--campaign=sprin"));
      assertEquals(
          "./run campaigns pause: campaign is 'sprin', expected one of the catalogue's, did you"
              + " mean 'spring'?",
          err.toString().strip());
      assertEquals(2, run(server, "resume", "--campaign=autumn"));
      assertTrue(err.toString().contains("campaign:autumn is not paused by itself"), err::toString);
      assertEquals(2, run(server, "pause"));
      assertEquals(2, run(server, "pause", "--everything", "--campaign=spring"));
    }
  }

  @Test
  void pauseShouldHoldAndSayThatItIsNotWrittenDownWhenThereIsNoLog() throws Exception {
    try (BidderServer server =
        server(
            CATALOGUE
                .replaceAll("budget: \\{daily: 10}|target: \\{roas: 16}", "")
                .replaceAll("(?m)^groups.*$|^ *group: g$", ""))) {
      assertEquals(1, run(server, "pause", "--everything"));
      assertTrue(
          err.toString()
              .contains(
                  "but not written down: it holds until this server ends: there is no event log"),
          err::toString);
      assertEquals("CAMPAIGNS_OUT", bidder(server));
      assertEquals(0, run(server, "status"));
    }
  }

  @Test
  void serverShouldBidOnNothingWhenTheCatalogueIsEmpty() throws Exception {
    try (BidderServer server = server("advertisers: []\ncampaignCount: 0\ncampaigns: []\n")) {
      assertEquals("NO_ELIGIBLE_AD", bidder(server));
      assertEquals(0, run(server, "status"), err::toString);
    }
  }

  @Test
  void statusShouldSayWhatCannotBeAskedWhenThereIsNoServer() throws Exception {
    BidderServer server = server("advertisers: []\ncampaigns: []\n");
    server.close();
    assertEquals(1, run(server, "status"));
    assertTrue(err.toString().contains("cannot be asked"), err::toString);
  }
}
