package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.response.IabSchema;
import io.bidder.modelstore.testing.SharedData;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo, from an exchange's and an operator's side of the sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BidderServerTest {
  private RunningBidder bidder;

  @BeforeAll
  void start() {
    bidder =
        new RunningBidder(
            "exchanges.wordy.noBid=body",
            "exchanges.wordless.noBid=body",
            "exchanges.wordless.deadline=1100us",
            "exchanges.wordless.networkReserve=1099us",
            "exchanges.hasty.deadline=30ms",
            "exchanges.hasty.networkReserve=29ms");
  }

  @AfterAll
  void stop() {
    bidder.close();
  }

  private static String banner(String imp, String device, String currency, String request) {
    return """
    {"id": "r1", "imp": [{"id": "i1", "banner": {"w": 300, "h": 250}, "secure": 1%s}],
     "site": {"domain": "news1.example"},
     "device": {"ua": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0", "ip": "203.0.113.77",
                "geo": {"country": "USA", "region": "CA"}%s},
     "user": {"id": "u1", "data": [{"segment": [{"id": "cycling"}]}]}, "cur": ["%s"]%s}
    """
        .formatted(imp, device, currency, request);
  }

  @Test
  void recordedRequestsShouldGetValidBidsOrANamedReason() throws Exception {
    IabSchema schema = IabSchema.require();
    int bids = 0;
    List<Path> requests = files("openrtb/requests");
    for (Path file : requests) {
      HttpResponse<String> answer =
          bidder.bid(RunningBidder.withoutHurry(Files.readAllBytes(file)));
      if (answer.statusCode() == 200) {
        bids++;
        assertAnswers(file, answer.body());
        schema.assertResponse(answer.body());
      } else {
        assertEquals(204, answer.statusCode(), file::toString);
        String reason = answer.headers().firstValue("x-bidder-nobid").orElse("");
        assertDoesNotThrow(() -> NoBidReason.valueOf(reason), file::toString);
      }
    }
    assertEquals(40, requests.size());
    assertTrue(bids >= 25, bids + " bids");
  }

  @Test
  void exampleRequestsShouldGetValidBids() throws Exception {
    IabSchema schema = IabSchema.require();
    for (Path file : files("openrtb/examples/bid-requests")) {
      HttpResponse<String> answer =
          bidder.bid(RunningBidder.withoutHurry(Files.readAllBytes(file)));
      assertEquals(200, answer.statusCode(), file::toString);
      assertAnswers(file, answer.body());
      schema.assertResponse(answer.body());
    }
  }

  @Test
  void malformedRequestsShouldGet400AndNothingElse() throws Exception {
    for (Path file : files("openrtb/malformed")) {
      assertMalformed(bidder.bid(Files.readAllBytes(file)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"id\": \"1\"}",
        "{\"id\": \"1\", \"imp\": []}",
        "{\"imp\": [{\"id\": \"1\", \"banner\": {}}]}",
        "{\"id\": \"1\", \"imp\": [{\"banner\": {\"w\": 300, \"h\": 250}}]}",
        "{\"id\": \"1\", \"imp\": [{\"id\": \"1\"}]} trailing",
        "\"\\ud800",
      })
  void requestShouldGet400WhenItCannotBeAnswered(String json) throws Exception {
    assertMalformed(bidder.bid(json));
  }

  @Test
  void requestShouldGet400WhenItIsTooDeepOrNotUtf8() throws Exception {
    String deep = "{\"id\":\"1\",\"ext\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    assertMalformed(bidder.bid(deep));
    byte[] latin = banner("", "", "USD", "").getBytes(StandardCharsets.UTF_8);
    latin[10] = (byte) 0xe9;
    assertMalformed(bidder.bid(latin));
  }

  private static void assertMalformed(HttpResponse<String> answer) {
    assertEquals(400, answer.statusCode());
    assertEquals("", answer.body());
  }

  /** Odd values of optional fields: the request is answered as if they were not there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ", \"bidfloor\": -1",
        ", \"bidfloor\": \"0.01\"",
        ", \"bidfloor\": \"cheap\"",
        ", \"bidfloor\": null, \"instl\": \"no\"",
        ", \"exp\": {}, \"pmp\": 7",
      })
  void bidShouldBeMadeWhenAnImpressionsOptionalFieldIsOdd(String field) throws Exception {
    assertEquals(200, bidder.bid(banner(field, "", "USD", "")).statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", \"tmax\": 0",
        ", \"tmax\": \"soon\"",
        ", \"tmax\": -5",
        ", \"at\": \"\"",
        ", \"at\": 500",
        ", \"bcat\": \"IAB25\"",
        ", \"badv\": [1, null, \"x.example\"]",
        ", \"regs\": [], \"source\": \"x\"",
      })
  void bidShouldBeMadeWhenARequestsOptionalFieldIsOdd(String field) throws Exception {
    assertEquals(200, bidder.bid(banner("", "", "USD", field)).statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NO_CURRENCY    | XTS |
          NO_RATE        | USD | , "bidfloor": 0.5, "bidfloorcur": "XTS"
          BELOW_FLOOR    | USD | , "bidfloor": 100000
          BELOW_FLOOR    | USD | , "bidfloor": 1e300
          NO_ELIGIBLE_AD | USD | , "pmp": {"private_auction": 1, "deals": [{"id": "nobody's"}]}
          """)
  void noBidShouldNameItsReason(String reason, String currency, String imp) throws Exception {
    String request = banner(imp == null ? "" : imp, "", currency, "");
    HttpResponse<String> answer = bidder.bid(request);
    assertEquals(204, answer.statusCode());
    assertEquals(reason, answer.headers().firstValue("x-bidder-nobid").orElse(""));
    JsonNode told = bidder.explain(request);
    assertFalse(told.get("bids").asBoolean());
    assertEquals(reason, told.get("noBid").get("reason").asString());
    double counted =
        bidder.metric("bidder_no_bids_total{exchange=\"default\",reason=\"" + reason + "\"}");
    assertTrue(counted >= 1, () -> reason + " counted " + counted);
  }

  @Test
  void noBidShouldHaveABodyWhereTheExchangeWantsOne() throws Exception {
    HttpResponse<String> answer = bidder.bid("wordy", banner("", "", "XTS", ""));
    assertEquals(200, answer.statusCode());
    JsonNode body = JsonMapper.shared().readTree(answer.body());
    assertEquals("r1", body.get("id").asString());
    assertEquals(NoBidReason.NO_CURRENCY.nbr(), body.get("nbr").asInt());
  }

  /** An answer's id is the request's: without it there is nothing to say. */
  @Test
  void noBidShouldHaveNoBodyWhenTheRequestWasNotRead() throws Exception {
    HttpResponse<String> answer = bidder.bid("wordless", banner("", "", "USD", ""));
    String reason = answer.headers().firstValue("x-bidder-nobid").orElse("");
    assertTrue(Set.of("LATE_BEFORE_DECODE", "OVERLOADED").contains(reason), reason);
    assertEquals(204, answer.statusCode());
    assertEquals("", answer.body());
  }

  @Test
  void requestShouldGetNoBidWhenItsTimeIsUp() throws Exception {
    // Of 30 ms the network takes 29; of a tmax of 20 ms there is less than nothing left.
    HttpResponse<String> answer = bidder.bid("hasty", banner("", "", "USD", ", \"tmax\": 20"));
    assertEquals(204, answer.statusCode());
    String reason = answer.headers().firstValue("x-bidder-nobid").orElse("");
    assertTrue(reason.startsWith("LATE_"), reason);
  }

  @Test
  void bidShouldBeInTheRequestsCurrency() throws Exception {
    JsonNode dollars = JsonMapper.shared().readTree(bidder.bid(banner("", "", "USD", "")).body());
    JsonNode euros = JsonMapper.shared().readTree(bidder.bid(banner("", "", "EUR", "")).body());
    assertEquals("EUR", euros.get("cur").asString());
    double ratio = price(dollars) / price(euros);
    assertEquals(1.0389, ratio, 0.001);
  }

  private static double price(JsonNode response) {
    return response.get("seatbid").get(0).get("bid").get(0).get("price").asDouble();
  }

  @Test
  void everyImpressionShouldBeAnsweredOnItsOwn() throws Exception {
    String request =
        """
        {"id": "r2", "imp": [
          {"id": "a", "banner": {"w": 300, "h": 250}},
          {"id": "b", "banner": {"w": 2, "h": 2}},
          {"id": "c", "banner": {"w": 320, "h": 50}}]}
        """;
    JsonNode response = JsonMapper.shared().readTree(bidder.bid(request).body());
    List<String> imps = new ArrayList<>();
    for (JsonNode seat : response.get("seatbid")) {
      for (JsonNode bid : seat.get("bid")) {
        imps.add(bid.get("impid").asString());
      }
    }
    imps.sort(null);
    assertEquals(List.of("a", "c"), imps);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", \"lmt\": 1",
        ", \"dnt\": \"1\"",
        ", \"dnt\": 33",
        ", \"ext\": {\"atts\": 2}",
        "}, \"regs\": {\"gdpr\": 2",
        "}, \"regs\": {\"ext\": {\"gpc\": \"1\"}",
        "}, \"regs\": {\"us_privacy\": \"1YYN\"",
      })
  void explainShouldSayThatThePersonWasForgotten(String device) throws Exception {
    JsonNode plain = bidder.explain(banner("", "", "USD", ""));
    assertFalse(plain.get("privacy").get("personForgotten").asBoolean());
    JsonNode told = bidder.explain(banner("", device, "USD", ""));
    assertTrue(told.get("privacy").get("personForgotten").asBoolean());
    assertEquals(1, told.get("privacy").get("signals").size());
    // 0 is the model's id of "missing".
    assertEquals(0, segments(told));
    assertEquals("not permitted", told.at("/imps/0/features/segments/state").asString());
    assertEquals(
        told.at("/privacy/signals/0").asString(),
        told.at("/imps/0/features/segments/why").asString());
    assertEquals("used", plain.at("/imps/0/features/segments/state").asString());
    assertEquals("used", told.at("/imps/0/features/site_domain/state").asString());
    assertFalse(told.at("/privacy/uses/segments").asBoolean(true));
    assertNotEquals(0, segments(plain));
    assertEquals(200, bidder.bid(banner("", device, "USD", "")).statusCode());
  }

  private static int segments(JsonNode told) {
    return told.at("/imps/0/features/segments/ids/0").asInt();
  }

  @Test
  void explainShouldGiveTheBidsPriceAndEveryCampaignsFate() throws Exception {
    String request = banner("", "", "USD", "");
    JsonNode imp = bidder.explain(request).get("imps").get(0);
    JsonNode response = JsonMapper.shared().readTree(bidder.bid(request).body());
    int winners = 0;
    for (JsonNode campaign : imp.get("campaigns")) {
      boolean stopped = !campaign.get("stoppedBy").isNull();
      assertEquals(stopped, campaign.has("why"), campaign::toString);
      if (!stopped) {
        for (JsonNode ad : campaign.get("creatives")) {
          assertEquals(
              ad.get("pCtr").asDouble() * ad.get("pCvr").asDouble(),
              ad.get("pCtcvr").asDouble(),
              1e-7);
          if (ad.get("wins").asBoolean()) {
            winners++;
            assertEquals(price(response), ad.get("bidCpm").asDouble(), 1e-4 * price(response));
          }
        }
      }
    }
    assertEquals(1, winners);
    assertEquals(26, imp.get("campaigns").size());
  }

  @ParameterizedTest
  @CsvSource({"exchange=nobody, nobody", "at=noon, noon"})
  void explainShouldSayWhatIsWrongWithAParameter(String query, String named) throws Exception {
    HttpResponse<String> answer = bidder.explain(query, "{}");
    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains(named), answer::body);
  }

  @Test
  void readyzShouldSayReady() throws Exception {
    assertEquals(200, bidder.get(bidder.server().adminPort(), "/readyz").statusCode());
  }

  private static void assertAnswers(Path file, String response) throws IOException {
    JsonNode request = JsonMapper.shared().readTree(Files.readAllBytes(file));
    JsonNode answer = JsonMapper.shared().readTree(response);
    assertEquals(request.get("id").asString(), answer.get("id").asString(), file::toString);
    List<String> imps = new ArrayList<>();
    for (JsonNode imp : request.get("imp")) {
      imps.add(imp.get("id").asString());
    }
    for (JsonNode seat : answer.get("seatbid")) {
      for (JsonNode bid : seat.get("bid")) {
        assertTrue(imps.contains(bid.get("impid").asString()), file::toString);
        assertTrue(bid.get("price").asDouble() > 0, file::toString);
      }
    }
  }

  private static List<Path> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(SharedData.require(directory))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
