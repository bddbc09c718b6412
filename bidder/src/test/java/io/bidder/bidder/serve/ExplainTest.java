package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.bid.BidRecorder;
import io.bidder.bidder.bid.MadeBid;
import io.bidder.bidder.pricing.Pace;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an explanation says of a request and of the ads that were looked at for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainTest {
  private static final int CAP = 5;

  private RunningBidder bidder;

  @BeforeAll
  void start() {
    bidder = new RunningBidder("bid.candidateCap=" + CAP, "exchanges.acme.deadline=1s");
  }

  @AfterAll
  void stop() {
    bidder.close();
  }

  private static String request(String domain, String fields) {
    return """
    {"id": "r", "imp": [{"id": "first", "banner": {"w": 300, "h": 250}}],
     "site": {"domain": "%s"}%s}
    """
        .formatted(domain, fields);
  }

  private static JsonNode feature(JsonNode told, String name) {
    return told.path("imps").path(0).path("features").path(name);
  }

  @Test
  void featureShouldHaveItsRawValueAndSayWhetherTrainingSawIt() throws Exception {
    int unseen = 0;
    for (int i = 0; i < 60; i++) {
      String domain = "stranger" + i + ".example";
      JsonNode feature = feature(bidder.explain(request(domain, "")), "site_domain");
      assertEquals(domain, feature.get("value").asString());
      boolean seen = feature.get("seen").asInt() > 0;
      assertEquals(seen ? "" : "never seen in training", feature.path("note").asString(""), domain);
      unseen += seen ? 0 : 1;
    }
    // A value that shares its id with a known one looks known.
    assertTrue(unseen > 10, unseen + " of 60 unseen");
    JsonNode known =
        feature(bidder.explain(request("", ", \"device\": {\"os\": \"Android\"}")), "os");
    assertEquals("android", known.get("value").asString().toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void featureShouldSayThatItIsMissingNoNumberOrOutOfRange() throws Exception {
    JsonNode told =
        bidder.explain(
            request(
                "a.example",
                """
                , "user": {"ext": {"recency_days": 1e300},
                 "data": [{"segment": [{"id": "cycling"}, {"id": "no such thing"}]}]}
                """));
    JsonNode gender = feature(told, "gender");
    assertTrue(gender.get("value").isNull(), gender::toString);
    assertEquals("missing", gender.get("note").asString());
    JsonNode recency = feature(told, "recency_days");
    assertEquals("out of range, clipped", recency.path("note").asString(), recency::toString);
    JsonNode segments = feature(told, "segments");
    assertEquals("cycling", segments.get("values").get(0).asString());
    assertEquals(2, segments.get("seen").size());
    assertTrue(segments.get("seen").get(0).asInt() > 0, segments::toString);
    JsonNode text =
        bidder.explain(request("a.example", ", \"user\": {\"ext\": {\"recency_days\": \"x\"}}"));
    assertEquals(
        "no number, taken as missing", feature(text, "recency_days").path("note").asString());
    JsonNode hour = feature(told, "hour");
    assertTrue(hour.get("value").asInt() >= 0 && hour.get("value").asInt() < 24, hour::toString);
  }

  @Test
  void featureShouldNotGuessWhatTrainingSawWhenTheVersionDoesNotSay(@TempDir Path directory)
      throws Exception {
    Path store = directory.resolve("store");
    copy(DemoStore.DEMO, store);
    try (RunningBidder bidder = new RunningBidder("model.store=" + store)) {
      JsonNode known = feature(bidder.explain(request("a.example", "")), "site_domain");
      assertTrue(known.get("seen").isNumber(), known::toString);
      try (Stream<Path> files = Files.walk(store)) {
        for (Path file : files.filter(file -> file.endsWith("training.bin")).toList()) {
          Files.delete(file);
        }
      }
      JsonNode unknown = feature(bidder.explain(request("a.example", "")), "site_domain");
      assertTrue(unknown.get("seen").isNull(), unknown::toString);
      assertFalse(unknown.has("note"), unknown::toString);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void explainShouldNameTheFieldsThatWerePassedOver() throws Exception {
    String request =
        """
        {"id": "r", "wibble": {"deep": 1}, "tmax": "soon", "imp": [
          {"id": "first", "banner": {"w": 300, "h": 250, "hmm": []}, "bidfloor": -1,
           "pmp": {"deals": [%s]}}],
         "badv": ["a.example", "https://"],
         "device": {"geo": {"lat": 1000, "zap": null}}, "user": {"ext": {"recency_days": 3, "x": 4}}}
        """
            .formatted("{\"id\": 1},".repeat(64) + "{\"id\": 2}");
    JsonNode told = bidder.explain(request).get("passedOver");
    assertEquals(
        List.of("wibble", "imp[0].banner.hmm", "device.geo.zap", "user.ext.x"),
        texts(told.get("UNKNOWN")));
    assertEquals(
        List.of("tmax", "imp[0].bidfloor", "badv[1]", "device.geo.lat"),
        texts(told.get("NOT_UNDERSTOOD")));
    assertEquals(List.of("imp[0].pmp.deals[64]"), texts(told.get("LEFT_OUT")));
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~'badv': ['www.drivewell.example']~ | the advertiser's domain is blocked:"
            + " drivewell.example matches drivewell.example",
        "~'badv': ['https://DriveWell.example:443/a']~ | the advertiser's domain is blocked:"
            + " drivewell.example matches drivewell.example",
        "~'bcat': ['2'], 'cattax': 2, 'acat': ['1']~ | no ad is of a medium that the impression"
            + " takes: banner, wanted audio",
        "~'bcat': ['1'], 'cattax': 2~ | a category of ad or advertiser is blocked: 1 matches 1",
        "~'acat': ['IAB3', 'IAB4']~ | a category of ad or advertiser is not among those allowed:"
            + " IAB2, wanted IAB3 or IAB4",
      })
  void explainShouldSayWhatARequestDemandsHoweverItWritesIt(String fields, String why)
      throws Exception {
    String imp =
        why.contains("audio")
            ? "'audio': {'mimes': ['audio/mp4']}"
            : "'banner': {'w': 300, 'h': 250}";
    String json = "{'id': 'r', 'imp': [{'id': '1', %s}], %s}".formatted(imp, fields);
    HttpResponse<String> answer = bidder.explain("campaign=c1", json.replace('\'', '"'));
    assertEquals(
        why,
        JsonMapper.shared().readTree(answer.body()).at("/imps/0/campaigns/0/why").asString(),
        answer::body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~{'id': '1', 'banner': {'w': 300, 'h': 250}}~ | 200",
        "~{'id': '1', 'banner': {'w': 300, 'h': 250, 'mimes': []}}~ | 204",
        "~{'id': '1', 'video': {}}~ | 204",
        "~{'id': '1', 'banner': {'w': 300, 'h': 250}}, {'id': '1', 'video': {'w': 1}}~ | 400",
        "~{'id': '1', 'video': {'durfloors': [{'bidfloor': 900000}]}}~ | 204",
      })
  void answerShouldHoldToWhatARequestDemands(String imps, int status) throws Exception {
    String json = "{'id': 'r', 'imp': [" + imps + "]}";
    assertEquals(status, bidder.bid(json.replace('\'', '"')).statusCode());
  }

  @Test
  void explainShouldListTheAdsThatTheCapDropped() throws Exception {
    JsonNode imp = bidder.explain(request("a.example", "")).get("imps").get(0);
    assertTrue(imp.get("cut").asInt() > 0, imp::toString);
    assertEquals(CAP, imp.get("cutTo").asInt());
    int of = CAP + imp.get("cut").asInt();
    int cut = 0;
    boolean[] ranks = new boolean[of + 1];
    for (JsonNode campaign : imp.get("campaigns")) {
      for (JsonNode ad : campaign.path("creatives")) {
        JsonNode ranking = ad.get("preRanking");
        int rank = ranking.get("rank").asInt();
        assertFalse(ranks[rank], () -> "two of rank " + rank);
        ranks[rank] = true;
        assertEquals(of, ranking.get("of").asInt());
        assertEquals(CAP, ranking.get("cap").asInt());
        assertTrue(ranking.has("expectedCpm"));
        assertEquals(rank > CAP, ad.get("outcome").asString().equals("CUT"), ad::toString);
        assertEquals(rank > CAP, !ad.has("features"), ad::toString);
        cut += rank > CAP ? 1 : 0;
      }
    }
    assertEquals(imp.get("cut").asInt(), cut);
  }

  @Test
  void explainShouldSayThatThereIsNoTimeAndWhatWouldBeBidIfThereWere() throws Exception {
    String request = request("a.example", ", \"tmax\": 5");
    HttpResponse<String> answer = bidder.bid(request);
    String reason = answer.headers().firstValue("x-bidder-nobid").orElse("");
    JsonNode told = bidder.explain(request);
    assertFalse(told.get("bids").asBoolean());
    assertEquals(reason, told.get("noBid").get("reason").asString());
    assertEquals(-5, told.get("deadlineMillis").asDouble());
    assertTrue(told.get("inNoHurry").get("bids").asBoolean(), told::toPrettyString);
    assertTrue(told.toString().contains("\"wins\":true"), told::toPrettyString);
    assertFalse(bidder.explain(request("a.example", "")).has("inNoHurry"));
  }

  @Test
  void explainShouldSayThatNoBidMayBeMadeWhenNoneCanBeRecorded() throws Exception {
    BidRecorder full =
        new BidRecorder() {
          @Override
          public void onBid(MadeBid bid) {}

          @Override
          public boolean allowsBids() {
            return false;
          }
        };
    try (RunningBidder bidder =
        new RunningBidder(InstantSource.system(), why -> {}, Pace.NONE, full)) {
      JsonNode told = bidder.explain(request("a.example", ""));
      assertEquals("NOT_RECORDED", told.path("noBid").path("reason").asString());
    }
  }

  @Test
  void explainShouldRecordNothing() throws Exception {
    int[] recorded = {0};
    try (RunningBidder bidder =
        new RunningBidder(InstantSource.system(), why -> {}, Pace.NONE, _ -> recorded[0]++)) {
      assertTrue(bidder.explain(request("a.example", "")).get("bids").asBoolean());
      assertEquals(0, recorded[0]);
      assertNotEquals(204, bidder.bid(request("a.example", "")).statusCode());
      assertEquals(1, recorded[0]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          campain=c1   | unknown parameter 'campain', expected one of exchange, at, imp, campaign, did you mean 'campaign'?
          campaign=c99 | campaign is 'c99', expected one of the catalogue's, did you mean 'c9'?
          imp=frist    | imp is 'frist', expected one of the request's, did you mean 'first'?
          exchange=acm | exchange is 'acm', expected one of acme, default, did you mean 'acme'?
          at=noon      | at is 'noon', expected milliseconds since 1970
          """)
  void parameterShouldBeRefusedWithWhatWasMeantWhenItIsUnknown(String query, String error)
      throws Exception {
    HttpResponse<String> answer = bidder.explain(query, request("a.example", ""));
    assertEquals(400, answer.statusCode());
    assertEquals(error, JsonMapper.shared().readTree(answer.body()).get("error").asString());
  }
}
