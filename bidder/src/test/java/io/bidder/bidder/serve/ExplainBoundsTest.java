package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Waits;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An explanation has an end, and says what it left out and how to ask for it. */
class ExplainBoundsTest {
  private static final int CAMPAIGNS = 26;

  private static final String REQUEST =
      """
      {"id": "r", "site": {"domain": "news.example"}, "imp": [
        {"id": "a", "banner": {"w": 320, "h": 50}}, {"id": "b", "banner": {"w": 300, "h": 250}}]}
      """;

  @Test
  void explainShouldTellOfEveryCampaignWhenItMay() throws Exception {
    try (RunningBidder bidder = new RunningBidder()) {
      JsonNode told = bidder.explain(REQUEST);
      assertFalse(told.has("truncated"), told::toPrettyString);
      for (JsonNode imp : told.get("imps")) {
        assertEquals(CAMPAIGNS, imp.get("campaigns").size());
        assertEquals(CAMPAIGNS, counted(imp));
        assertFalse(imp.has("campaignsLeftOut"));
      }
    }
  }

  @Test
  void explainShouldListScoredAdsFirstAndCountTheRestWhenCampaignsAreMany() throws Exception {
    try (RunningBidder bidder =
        new RunningBidder(
            "admin.explain.maxCampaigns=8", "bid.candidateCap=4", "admin.scrapeInterval=0ms")) {
      JsonNode told = bidder.explain(REQUEST);
      for (JsonNode imp : told.get("imps")) {
        assertEquals(4, imp.get("campaigns").size());
        assertEquals(CAMPAIGNS - 4, imp.get("campaignsLeftOut").asInt());
        assertEquals(CAMPAIGNS, counted(imp));
        int scored = 0;
        for (JsonNode campaign : imp.get("campaigns")) {
          for (JsonNode ad : campaign.path("creatives")) {
            scored += ad.has("pCtr") ? 1 : 0;
          }
        }
        assertEquals(2, scored);
      }
      JsonNode truncated = told.get("truncated");
      assertEquals("admin.explain.maxCampaigns", truncated.get("by").asString());
      assertEquals(2 * (CAMPAIGNS - 4), truncated.get("campaignsLeftOut").asInt());
      assertTrue(truncated.get("askForLess").asString().contains("campaign="));
      // Counted when the answer is complete, which is when its client may have it.
      String reached = "bidder_limit_reached_total{limit=\"admin.explain.maxCampaigns\"}";
      Waits.until("the limit to be counted", () -> bidder.metric(reached) == 1);
    }
  }

  @Test
  void explainShouldTellOfOneImpressionAndCampaignWhenAskedTo() throws Exception {
    try (RunningBidder bidder = new RunningBidder("admin.explain.maxCampaigns=1")) {
      JsonNode all = bidder.explain(REQUEST);
      String campaign = all.get("imps").get(0).get("campaigns").get(0).get("campaign").asString();
      JsonNode one = json(bidder.explain("imp=b&campaign=" + campaign, REQUEST));
      assertFalse(one.has("truncated"), one::toPrettyString);
      assertEquals(1, one.get("imps").size());
      assertEquals("b", one.get("imps").get(0).get("id").asString());
      JsonNode listed = one.get("imps").get(0).get("campaigns");
      assertEquals(1, listed.size());
      assertEquals(campaign, listed.get(0).get("campaign").asString());
    }
  }

  @Test
  void explainShouldNameWhatIsUnknownWithoutEchoingItAsJson() throws Exception {
    try (RunningBidder bidder = new RunningBidder()) {
      for (String name : new String[] {"imp", "campaign"}) {
        HttpResponse<String> answer = bidder.explain(name + "=%22%0d%0a,%22x", REQUEST);
        assertEquals(400, answer.statusCode());
        assertTrue(json(answer).get("error").asString().startsWith(name + " is '\"\r\n,\"x'"));
      }
    }
  }

  @Test
  void explainShouldEndWhenTheAnswerIsLong() throws Exception {
    try (RunningBidder bidder =
        new RunningBidder(
            "admin.explain.maxCampaigns=1000000", "admin.explain.maxAnswerBytes=64KiB")) {
      HttpResponse<String> answer = bidder.explain("", request(64));
      JsonNode told = json(answer);
      assertTrue(answer.body().length() < 100 << 10, () -> answer.body().length() + " chars");
      JsonNode truncated = told.get("truncated");
      assertEquals("admin.explain.maxAnswerBytes", truncated.get("by").asString());
      assertEquals(
          64, told.get("imps").size() + truncated.get("impsLeftOut").asInt(), truncated::toString);
    }
  }

  @Test
  void explainShouldAnswerWhenTheTimeIsUpAtOnce() throws Exception {
    try (RunningBidder bidder = new RunningBidder("admin.explain.timeout=10ms")) {
      // The first one takes longer than that: nothing of it is compiled.
      JsonNode told = json(bidder.explain("", request(64)));
      assertTrue(told.has("bids"), told::toString);
    }
  }

  @Test
  void explainShouldSurviveAVersionThatIsNoNumber() throws Exception {
    try (RunningBidder bidder = new RunningBidder()) {
      String request =
          """
          {"id": "r", "imp": [{"id": "a", "banner": {"w": 320, "h": 50}}],
           "device": {"os": "iOS", "osv": "99999999999999"}}
          """;
      assertEquals(200, bidder.explain("", request).statusCode());
      assertEquals(200, bidder.explain("at=-62000000000000", request).statusCode());
      assertEquals(400, bidder.explain("at=" + Long.MAX_VALUE, request).statusCode());
    }
  }

  private static String request(int imps) {
    return IntStream.range(0, imps)
        .mapToObj(i -> "{\"id\": \"" + i + "\", \"banner\": {\"w\": 300, \"h\": 250}}")
        .collect(Collectors.joining(",", "{\"id\": \"r\", \"imp\": [", "]}"));
  }

  /** Campaigns that are counted as eligible or stopped. */
  private static int counted(JsonNode imp) {
    int counted = imp.get("eligible").asInt();
    for (JsonNode count : imp.get("stopped")) {
      counted += count.asInt();
    }
    return counted;
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
