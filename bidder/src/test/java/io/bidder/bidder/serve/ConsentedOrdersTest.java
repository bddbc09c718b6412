package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a bid request to an order that names the request's person. */
class ConsentedOrdersTest {
  private static final String TOKEN = "a-token-of-32-letters-or-more-at-least";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CATALOGUE =
      """
      advertisers: [{id: a, domain: a.example, seat: s}]
      campaigns:
        - id: c
          advertiser: a
          economics: {averageOrderValue: 2000, roasCoefficient: 0.25}
          creatives:
            - id: c1
              landing: "https://a.example/?click=${BIDDER_CLICK_ID}"
              banner: {size: 300x250, markup: '<a href="${BIDDER_CLICK_URL}">m</a>'}
      """;

  @TempDir private Path directory = Path.of("");

  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    client.close();
  }

  private RunningBidder bidder() throws Exception {
    Path catalogue = Files.writeString(directory.resolve("c.yaml"), CATALOGUE);
    Path tokens = Files.writeString(directory.resolve("tokens"), "a: " + TOKEN + "\n");
    return new RunningBidder(
        "catalogue.file=" + catalogue,
        "events.dir=" + directory.resolve("events"),
        "events.sync=os",
        "outcomes.conversionTokens=" + tokens,
        "outcomes.personWindow=1h");
  }

  /** A bid request, and then a click on the ad of its bid. */
  private void click(RunningBidder bidder, String persons) throws Exception {
    String request =
        """
        {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}],
         "site": {"domain": "news1.example"}, %s}
        """
            .formatted(persons);
    JsonNode bid = JsonMapper.shared().readTree(bidder.bid(request).body());
    String adm = bid.at("/seatbid/0/bid/0/adm").asString();
    String click = adm.substring(adm.indexOf("/n/c/"), adm.indexOf("\">"));
    assertEquals(302, bidder.get(bidder.server().port(), click).statusCode());
  }

  private String order(RunningBidder bidder, String order, String person) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + bidder.server().port() + "/n/conversions"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(
                    BodyPublishers.ofString(
                        "{\"order\": \"%s\", \"person\": %s}".formatted(order, person)))
                .build(),
            BodyHandlers.ofString());
    return JsonMapper.shared().readTree(answer.body()).at("/results/0/result").asString();
  }

  /** Tells of an order until the click of its person is known, which was acknowledged before. */
  private String orderSoon(RunningBidder bidder, String order, String person) throws Exception {
    long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
    String result = order(bidder, order, person);
    while (result.equals("refused") && System.nanoTime() < deadlineNs) {
      result = order(bidder, order, person);
    }
    return result;
  }

  @Test
  void orderShouldFindThePersonOfTheBidRequestOnlyIfItConsented() throws Exception {
    try (RunningBidder bidder = bidder()) {
      for (String refusal :
          new String[] {
            "\"device\": {\"ifa\": \"no\", \"lmt\": 1}",
            "\"user\": {\"id\": \"no\", \"buyeruid\": \"no\"}, \"device\": {\"dnt\": 1}",
            "\"user\": {\"id\": \"no\"}, \"device\": {\"ifa\": \"no\"}, \"regs\": {\"gdpr\": 1}",
            "\"user\": {\"id\": \"no\"}, \"device\": {\"ifa\": \"no\"}, \"regs\": {\"coppa\": 1}"
          }) {
        click(bidder, refusal);
      }
      click(bidder, "\"user\": {\"id\": \"u\", \"buyeruid\": \"b\"}, \"device\": {\"ifa\": \"i\"}");
      click(bidder, "\"user\": {\"id\": \"u2\", \"buyeruid\": \"b2\"}");
      click(bidder, "\"user\": {\"id\": \"u3\"}, \"device\": {\"ifa\": \"0000-0000\"}");
      assertEquals("accepted", orderSoon(bidder, "A-3", "{\"id\": \"u3\"}"));
      assertEquals("accepted", order(bidder, "A-1", "{\"ifa\": \"i\"}"));
      assertEquals("accepted", order(bidder, "A-2", "{\"buyeruid\": \"b2\"}"));
      assertEquals("refused", order(bidder, "A-4", "{\"id\": \"u\"}"));
      for (String kind : new String[] {"ifa", "buyeruid", "id"}) {
        assertEquals("refused", order(bidder, "N-1", "{\"%s\": \"no\"}".formatted(kind)));
      }
      assertEquals(
          0, bidder.metric("bidder_events_clicks_left_out_total"), "there is room for all");
      assertTrue(
          bidder.metric("bidder_outcomes_total{kind=\"conversion\",result=\"unknown_person\"}")
              >= 4);
    }
    try (RunningBidder bidder = bidder()) {
      assertEquals("accepted", order(bidder, "A-5", "{\"ifa\": \"i\"}"));
      assertEquals("refused", order(bidder, "N-1", "{\"ifa\": \"no\"}"));
    }
  }
}
