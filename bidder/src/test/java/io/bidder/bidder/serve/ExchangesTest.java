package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Seats and campaigns that differ from exchange to exchange. */
class ExchangesTest {
  private static final String REQUEST =
      """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}, "secure": 1},
       {"id": "2", "banner": {"w": 728, "h": 90}, "secure": 1}], "site": {"domain": "news.test"}%s}
      """;

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void writeCatalogue() throws IOException {
    Files.writeString(
        catalogue(),
        """
        advertisers:
          - {id: a, domain: a.example, seat: usual, seats: {acme: of-acme}}
        campaigns:
          - id: everywhere
            advertiser: a
            economics: {averageOrderValue: 50000, roasCoefficient: 1}
            creatives:
              - {id: k1, delivery: nurl, banner: {size: 300x250, markup: "${AUCTION_SEAT_ID} ${BIDDER_SEAT}"}}
          - id: some
            advertiser: a
            economics: {averageOrderValue: 50000, roasCoefficient: 1}
            targeting: {exchanges: [acme, zeta]}
            creatives: [{id: k2, banner: {size: 728x90, markup: "for ${BIDDER_SEAT}"}}]
        """);
  }

  private Path catalogue() {
    return directory.resolve("campaigns.yaml");
  }

  private RunningBidder bidder() {
    return new RunningBidder(
        "catalogue.file=" + catalogue(),
        "events.dir=" + directory.resolve("events"),
        "events.sync=os",
        "exchanges.acme.noBid=body",
        "exchanges.zeta.noBid=body");
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  @Test
  void bidShouldBeForTheSeatThatTheAdvertiserHasOnTheExchange() throws Exception {
    try (RunningBidder bidder = bidder()) {
      JsonNode acme = json(bidder.bid("acme", REQUEST.formatted("")).body()).path("seatbid");
      assertEquals(1, acme.size(), acme::toString);
      assertEquals("of-acme", acme.path(0).path("seat").asString());
      assertEquals(2, acme.path(0).path("bid").size());
      assertEquals("for of-acme", acme.path(0).path("bid").path(1).path("adm").asString());
      JsonNode zeta = json(bidder.bid("zeta", REQUEST.formatted("")).body()).path("seatbid");
      assertEquals("usual", zeta.path(0).path("seat").asString());
      assertEquals("for usual", zeta.path(0).path("bid").path(1).path("adm").asString());
      // The markup that a win fetches, from the address where the server really is.
      URI notice = URI.create(unfilled(acme.path(0).path("bid").path(0).path("nurl").asString()));
      assertEquals(bidder.server().port(), notice.getPort());
      assertEquals(
          "of-acme of-acme",
          bidder.get(notice.getPort(), notice.getRawPath() + "?" + notice.getRawQuery()).body());

      String wanted = ", \"wseat\": [\"of-acme\"]";
      assertEquals(
          2,
          json(bidder.bid("acme", REQUEST.formatted(wanted)).body()).at("/seatbid/0/bid").size());
      assertTrue(json(bidder.bid("zeta", REQUEST.formatted(wanted)).body()).has("nbr"));
      assertTrue(
          json(bidder.bid("acme", REQUEST.formatted(wanted.replace("w", "b"))).body()).has("nbr"));
    }
    Map<String, String> seats = new TreeMap<>();
    try (LogReader reader = LogReader.openAtStart(directory.resolve("events"))) {
      while (reader.next()) {
        if (Event.read(reader.payload()).happening() instanceof Happening.Bid bid) {
          seats.put(bid.subject().exchange(), bid.seat());
        }
      }
    }
    assertEquals(Map.of("acme", "of-acme", "zeta", "usual"), seats);
  }

  /** As an exchange that fills in no macro. */
  private static String unfilled(String url) {
    return url.replaceAll("\\$\\{[^}]+}", "");
  }

  @Test
  void campaignShouldBidOnItsExchangesOnlyAndExplainShouldSayWhy() throws Exception {
    try (RunningBidder bidder = bidder()) {
      JsonNode bids = json(bidder.bid(REQUEST.formatted("")).body()).at("/seatbid/0/bid");
      assertEquals(1, bids.size(), bids::toString);
      assertEquals("everywhere", bids.path(0).path("cid").asString());
      JsonNode why =
          json(bidder.explain("campaign=some", REQUEST.formatted("")).body())
              .at("/imps/1/campaigns/0");
      assertEquals("EXCHANGE", why.path("stoppedBy").asString());
      assertEquals(
          "exchange is not targeted: default, wanted acme or zeta", why.path("why").asString());
      JsonNode on =
          json(bidder.explain("campaign=some&exchange=zeta", REQUEST.formatted("")).body());
      assertEquals("zeta", on.path("exchange").asString());
      assertTrue(on.at("/imps/1/campaigns/0/stoppedBy").isNull(), on::toString);
    }
  }

  @Test
  void startShouldFailWhenTheCatalogueNamesAnExchangeThatThereIsNot() throws IOException {
    Files.writeString(
        catalogue(),
        Files.readString(catalogue())
            .replace("{acme: of", "{acne: of")
            .replace("[acme, zeta]", "[acme, zetta]"));
    String problems =
        String.valueOf(assertThrows(InvalidInputException.class, this::bidder).getMessage());
    for (String problem :
        List.of(
            "advertisers[0].seats.acne: expected the name of one of the exchanges, did you mean"
                + " 'acme'?",
            "targeting.exchanges[1] is 'zetta', expected the name of one of the exchanges, did you"
                + " mean 'zeta'?")) {
      assertTrue(problems.contains(problem), problems);
    }
  }
}
