package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.pricing.Pace;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.segment.LogReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server whose clock is its exchange's. */
class ExchangeTimeTest {
  private static final Instant MORNING = Instant.parse("2001-01-08T07:30:00Z");
  private static final Instant EVENING = Instant.parse("2001-01-08T20:30:00Z");
  private static final Instant LAST_EVENING = Instant.parse("2001-01-31T20:30:00Z");
  private static final Instant AFTERWARDS = Instant.parse("2001-02-01T20:30:00Z");

  private static final String CATALOGUE =
      """
      advertisers: [{id: a, domain: a.example, seat: s}]
      campaigns:
        - id: mornings
          advertiser: a
          economics: {averageOrderValue: 2000, roasCoefficient: 0.25}
          targeting: {hours: [mon-sun 06-12]}
          creatives:
            - id: m1
              landing: "https://a.example/?click=${BIDDER_CLICK_ID}"
              banner: {size: 300x250, markup: '<a href="${BIDDER_CLICK_URL}">m</a>'}
        - id: evenings
          advertiser: a
          flight: {start: 2001-01-01, end: 2001-01-31}
          economics: {averageOrderValue: 2000, roasCoefficient: 0.25}
          targeting: {hours: [mon-sun 18-24]}
          creatives: [{id: e1, banner: {size: 300x250, markup: "<b>e</b>"}}]
      """;

  @TempDir private Path directory = Path.of("");

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void writeCatalogue() throws IOException {
    Files.writeString(directory.resolve("c.yaml"), CATALOGUE);
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  private RunningBidder bidder(String... more) {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "clock=exchange",
                "http.host=127.0.0.1",
                "catalogue.file=" + directory.resolve("c.yaml"),
                "events.dir=" + directory.resolve("events"),
                "events.requestShare=0",
                "events.sync=os"));
    sets.addAll(List.of(more));
    return new RunningBidder(sets.toArray(String[]::new));
  }

  private static HttpRequest.Builder request(RunningBidder bidder, String path, String time) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + bidder.server().port() + path));
    return time.isEmpty() ? request : request.header("X-Market-Time", time);
  }

  private static HttpRequest bidRequest(RunningBidder bidder, String id, String time) {
    return request(bidder, "/openrtb2/bid", time)
        .POST(
            BodyPublishers.ofString(
                """
                {"id": "%s", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}],
                 "site": {"domain": "news1.example"}}
                """
                    .formatted(id)))
        .build();
  }

  private static String millis(Instant time) {
    return "" + time.toEpochMilli();
  }

  private HttpResponse<String> bid(RunningBidder bidder, String time) throws Exception {
    return client.send(bidRequest(bidder, "r", time), BodyHandlers.ofString());
  }

  private int notice(RunningBidder bidder, String url, Instant time) throws Exception {
    String path = url.substring(url.indexOf("/n/")).replace("${AUCTION_PRICE}", "0.01");
    path = path.replace("${AUCTION_CURRENCY}", "USD").replaceAll("\\$\\{[A-Z_]+}", "");
    HttpRequest get = request(bidder, path, millis(time)).build();
    return client.send(get, BodyHandlers.discarding()).statusCode();
  }

  private static JsonNode bidOf(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body()).at("/seatbid/0/bid/0");
  }

  /** The campaign that is bid, or the reason that none is. */
  private static String campaign(HttpResponse<String> answer) {
    return answer.statusCode() == 204
        ? answer.headers().firstValue("x-bidder-nobid").orElse("")
        : bidOf(answer).path("cid").asString();
  }

  /** What happened to bids: pacers write down where they are, too, each hour. */
  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    try (LogReader reader = LogReader.openAtStart(directory.resolve("events"))) {
      while (reader.next()) {
        Event event = Event.read(reader.payload());
        if (event.happening() instanceof Happening.OfBid) {
          events.add(event);
        }
      }
    }
    return events;
  }

  @Test
  void logShouldSayAtTheStartThatTheClockIsTheExchanges() {
    try (LogLines log = new LogLines(BidderServer.class);
        RunningBidder _ = bidder()) {
      assertEquals(
          List.of("INFO the clock is the exchange's: it is what requests say in X-Market-Time"),
          log.lines());
    }
  }

  @Test
  void bidShouldBeTheOneOfTheHourAndTheDayThatTheRequestTells() throws Exception {
    try (RunningBidder bidder = bidder()) {
      assertEquals("mornings", campaign(bid(bidder, millis(MORNING))));
      assertEquals("evenings", campaign(bid(bidder, millis(EVENING))));
      assertEquals("evenings", campaign(bid(bidder, millis(LAST_EVENING))));
      assertEquals("NO_ELIGIBLE_AD", campaign(bid(bidder, millis(AFTERWARDS))));
      assertEquals("mornings", campaign(bid(bidder, millis(MORNING))));
    }
  }

  @Test
  void requestsOnTheirWayTogetherShouldEachHappenAtTheirOwnTime() throws Exception {
    int count = 160;
    int together = 16;
    try (RunningBidder bidder = bidder("bid.threads=1")) {
      for (int first = 0; first < count; first += together) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = first; i < first + together; i++) {
          answers.add(
              client.sendAsync(
                  bidRequest(bidder, "r" + i, millis(timeOf(i))), BodyHandlers.ofString()));
        }
        for (int i = 0; i < together; i++) {
          assertEquals(i % 2 == 0 ? "mornings" : "evenings", campaign(answers.get(i).join()));
        }
      }
    }
    List<Event> events = events();
    assertEquals(count, events.size());
    for (Event event : events) {
      Happening.Bid bid = (Happening.Bid) event.happening();
      int i = Integer.parseInt(bid.requestId().substring(1));
      assertEquals(timeOf(i).toEpochMilli(), event.eventEpochMillis());
      assertEquals(timeOf(i).toEpochMilli(), event.ingestEpochMillis());
    }
  }

  private static Instant timeOf(int request) {
    return (request % 2 == 0 ? MORNING : EVENING).plusMillis(request);
  }

  @Test
  void requestThatTellsNoTimeShouldHappenAtTheLatestThatWasTold() throws Exception {
    try (RunningBidder bidder = bidder()) {
      assertEquals("evenings", campaign(bid(bidder, millis(EVENING))));
      assertEquals("mornings", campaign(bid(bidder, millis(MORNING))));
      assertEquals("evenings", campaign(bid(bidder, "")));
      assertEquals("NO_ELIGIBLE_AD", campaign(bid(bidder, millis(AFTERWARDS))));
      assertEquals("NO_ELIGIBLE_AD", campaign(bid(bidder, "")));
    }
  }

  @Test
  void requestShouldBeRefusedWhileNoneHasToldTheTime() throws Exception {
    try (RunningBidder bidder = bidder("bid.watchdog.interval=10ms")) {
      HttpResponse<String> answer = bid(bidder, "");
      assertEquals(400, answer.statusCode());
      assertEquals(
          "X-Market-Time is missing, and no request has told the time before; expected milliseconds"
              + " since 1970\n",
          answer.body());
      for (int look = 0; look < 200; look++) {
        assertEquals(200, bidder.readiness().statusCode());
      }
      assertEquals("mornings", campaign(bid(bidder, millis(MORNING))));
      assertEquals("mornings", campaign(bid(bidder, "")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "1.5", "978939000000000", "2001-01-08T07:30:00Z"})
  void requestShouldBeRefusedWhenItTellsWhatIsNoTime(String time) throws Exception {
    try (RunningBidder bidder = bidder()) {
      assertEquals("mornings", campaign(bid(bidder, millis(MORNING))));
      HttpResponse<String> answer = bid(bidder, time);
      assertEquals(400, answer.statusCode());
      assertEquals(
          "X-Market-Time is wrong; expected milliseconds since 1970, 1 to 14 digits\n",
          answer.body());
      assertEquals("mornings", campaign(bid(bidder, "")));
    }
  }

  @Test
  void noticeShouldBeTakenUntilItExpiresByTheTimeThatItTells() throws Exception {
    try (RunningBidder bidder = bidder("outcomes.winExpiry=1h")) {
      JsonNode one = bidOf(bid(bidder, millis(MORNING)));
      JsonNode other = bidOf(bid(bidder, millis(MORNING)));
      assertEquals(
          410, notice(bidder, one.path("nurl").asString(), MORNING.plusSeconds(60 * 60 + 1)));
      assertEquals(
          200, notice(bidder, other.path("nurl").asString(), MORNING.plusSeconds(59 * 60)));
      assertEquals(200, notice(bidder, other.path("burl").asString(), MORNING.plusSeconds(7200)));
    }
    assertEquals(
        List.of(
            "bid 2001-01-08T07:30:00Z 2001-01-08T07:30:00Z",
            "bid 2001-01-08T07:30:00Z 2001-01-08T07:30:00Z",
            "win 2001-01-08T08:29:00Z 2001-01-08T08:29:00Z",
            "billed 2001-01-08T09:30:00Z 2001-01-08T09:30:00Z"),
        events().stream()
            .map(event ->
                event.happening().kind()
                    + " "
                    + Instant.ofEpochMilli(event.eventEpochMillis())
                    + " "
                    + Instant.ofEpochMilli(event.ingestEpochMillis()))
            .toList());
  }

  @Test
  void orderShouldBeOfTheTimeThatItTellsWhateverIsTheLatest() throws Exception {
    try (RunningBidder bidder = bidder()) {
      String adm = bidOf(bid(bidder, millis(MORNING))).path("adm").asString();
      String click = adm.substring(adm.indexOf("/n/c/"), adm.indexOf("\">"));
      Instant clicked = MORNING.plusSeconds(60);
      HttpResponse<Void> landing =
          client.send(request(bidder, click, millis(clicked)).build(), BodyHandlers.discarding());
      String location = landing.headers().firstValue("Location").orElseThrow();
      String order =
          "/n/conversion?order=%s&click=" + location.substring(location.indexOf('=') + 1);
      assertEquals(410, notice(bidder, order.formatted("late"), MORNING.plusSeconds(31 * 86_400)));
      assertEquals(200, notice(bidder, order.formatted("o1"), MORNING.plusSeconds(3600)));
    }
    Event ordered = events().getLast();
    assertEquals("conversion", ordered.happening().kind());
    assertEquals(MORNING.plusSeconds(3600).toEpochMilli(), ordered.eventEpochMillis());
    assertEquals(MORNING.plusSeconds(3600).toEpochMilli(), ordered.ingestEpochMillis());
  }

  @Test
  void explanationShouldBeOfTheLatestTimeThatWasTold() throws Exception {
    try (RunningBidder bidder = bidder()) {
      assertEquals("evenings", campaign(bid(bidder, millis(EVENING))));
      JsonNode explained =
          bidder.explain(
              """
              {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}],
               "site": {"domain": "news1.example"}}
              """);
      assertEquals(EVENING.toEpochMilli(), explained.path("at").asLong(), explained::toString);
    }
  }

  @Test
  void filesOfTheLogShouldBeAsOldAsTheyAre() throws Exception {
    try (RunningBidder bidder = bidder("events.keepAge=1h", "events.segmentAge=1h")) {
      for (int hour = 0; hour < 5; hour++) {
        assertEquals(200, bid(bidder, millis(MORNING.plusSeconds(hour * 86_400L))).statusCode());
      }
    }
    try (RunningBidder bidder = bidder("events.keepAge=1h", "events.segmentAge=1h")) {
      assertEquals(200, bid(bidder, millis(MORNING)).statusCode());
    }
    assertEquals(6, events().size());
    try (Stream<Path> files = Files.list(directory.resolve("events"))) {
      assertEquals(1, files.filter(file -> file.toString().endsWith(".events")).count());
    }
  }

  @Test
  void timeThatARequestTellsShouldMeanNothingWhereTheClockIsTheSystems() throws Exception {
    try (RunningBidder bidder =
        new RunningBidder(
            () -> MORNING,
            why -> {},
            Pace.NONE,
            null,
            "catalogue.file=" + directory.resolve("c.yaml"))) {
      assertEquals("mornings", campaign(bid(bidder, millis(EVENING))));
      assertEquals("mornings", campaign(bid(bidder, "soon")));
    }
  }
}
