package io.bidder.bidder.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.segment.LogReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecordingTest {
  private static final String REQUEST =
      """
      {"id": "r1", "imp": [{"id": "i1", "banner": {"w": 300, "h": 250}, "secure": 1}],
       "site": {"domain": "news1.example"},
       "device": {"ua": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0", "geo": {"country": "USA"},
                  "ifa": "4f1c2f9e-0000-4000-8000-000000000001"%s}}
      """;

  @TempDir private Path directory = Path.of("");

  private RunningBidder bidder(String... more) {
    List<String> sets = new ArrayList<>(List.of("events.dir=" + directory, "events.sync=os"));
    sets.addAll(List.of(more));
    return new RunningBidder(sets.toArray(String[]::new));
  }

  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    try (LogReader reader = LogReader.openAtStart(directory)) {
      while (reader.next()) {
        events.add(Event.read(reader.payload()));
      }
    }
    return events;
  }

  @Test
  void bidShouldBeInTheLogWithWhatWasKnownWhenItWasMade() throws Exception {
    JsonNode answer;
    String model;
    try (RunningBidder bidder = bidder("events.requestShare=0")) {
      answer = JsonMapper.shared().readTree(bidder.bid(REQUEST.formatted("")).body());
      assertEquals(
          204,
          bidder.bid(REQUEST.formatted("").replace("USA", "ATA").replace("300", "1")).statusCode());
      model = bidder.server().modelId();
      assertEquals(0, bidder.metric("bidder_events_dropped_total"));
    }
    JsonNode bid = answer.path("seatbid").path(0).path("bid").path(0);
    List<Event> events = events();
    assertEquals(1, events.size(), events::toString);
    Event event = events.getFirst();
    Happening.Bid recorded = (Happening.Bid) event.happening();
    assertEquals(bid.path("id").asString(), event.bidId().toString());
    assertEquals("default", recorded.subject().exchange());
    assertEquals(bid.path("cid").asString(), recorded.subject().campaignId());
    assertEquals(bid.path("crid").asString(), recorded.subject().creativeId());
    assertEquals(Math.round(bid.path("price").asDouble() * 1e6), recorded.subject().bidCpmMicros());
    assertEquals(model, recorded.subject().modelVersion());
    assertEquals(32, recorded.subject().person().length());
    assertEquals("r1", recorded.requestId());
    assertEquals("i1", recorded.impId());
    assertEquals(recorded.pCtr() * recorded.pCvr(), recorded.pCtcvr(), 1e-6);
    assertTrue(recorded.valueCpmMicros() >= recorded.subject().bidCpmMicros());
    assertTrue(
        recorded.values().stream().anyMatch(value -> value.source().equals("campaign.id")),
        recorded::toString);
  }

  @Test
  void valuesOfABidShouldBeItsOwnWhenOthersOfItsRequestWereBefore() throws Exception {
    String first = "{\"id\": \"i1\", \"banner\": {\"w\": 300, \"h\": 250}, \"secure\": 1}";
    String second = "{\"id\": \"i2\", \"banner\": {\"w\": 728, \"h\": 90}, \"secure\": 1}";
    String two = REQUEST.formatted("").replace(first, first + ", " + second);
    String other = two.replace("USA", "DEU").replace("news1", "news2").replace("126", "99");
    try (RunningBidder bidder = bidder("events.requestShare=0")) {
      for (String request : List.of(two, other, two.replace(first + ", ", ""))) {
        assertEquals(200, bidder.bid(request).statusCode());
      }
    }
    List<Happening.Bid> bids =
        events().stream().map(event -> (Happening.Bid) event.happening()).toList();
    assertEquals(
        List.of("i1", "i2", "i1", "i2", "i2"), bids.stream().map(Happening.Bid::impId).toList());
    assertEquals(ofRequest(bids.get(4)), ofRequest(bids.get(1)));
    assertNotEquals(ofRequest(bids.get(0)), ofRequest(bids.get(1)));
    assertNotEquals(ofRequest(bids.get(3)), ofRequest(bids.get(1)));
  }

  private static List<Value> ofRequest(Happening.Bid bid) {
    return bid.values().stream()
        .filter(value -> !value.source().startsWith("campaign."))
        .filter(value -> !value.source().startsWith("creative."))
        .toList();
  }

  @Test
  void personShouldBeTheSameAfterARestartAndNobodyWhereThatIsForbidden() throws Exception {
    for (int start = 0; start < 2; start++) {
      try (RunningBidder bidder = bidder("events.requestShare=0")) {
        assertEquals(200, bidder.bid(REQUEST.formatted("")).statusCode());
      }
    }
    try (RunningBidder bidder = bidder("events.requestShare=0")) {
      assertEquals(200, bidder.bid(REQUEST.formatted(", \"lmt\": 1")).statusCode());
    }
    List<String> persons =
        events().stream()
            .map(event -> ((Happening.Bid) event.happening()).subject().person())
            .toList();
    assertEquals(3, persons.size());
    assertEquals(persons.get(0), persons.get(1));
    assertNotEquals("", persons.get(0));
    assertEquals("", persons.get(2));
  }

  @Test
  void requestShouldBeKeptAsItCameButForThePersonWhereNobodyConsented() throws Exception {
    String malformed =
        REQUEST.formatted(", \"lmt\": 0").replace("\"id\": \"i1\", ", "")
            + "\"user\": {\"id\": \"me\", \"buyeruid\": \"you\\\"x\", \"yob\": 1990}";
    try (RunningBidder bidder = bidder("events.requestShare=1")) {
      assertEquals(200, bidder.bid(REQUEST.formatted("")).statusCode());
      assertEquals(200, bidder.bid(REQUEST.formatted(", \"lmt\": 1")).statusCode());
      assertEquals(400, bidder.bid(malformed).statusCode());
    }
    List<Happening.Request> requests =
        events().stream()
            .filter(event -> event.happening() instanceof Happening.Request)
            .map(event -> (Happening.Request) event.happening())
            .toList();
    assertEquals(2, requests.size());
    assertEquals(REQUEST.formatted(""), text(requests.get(0)));
    assertEquals("", requests.get(0).reason());
    assertFalse(requests.get(1).reason().isEmpty());
    String kept = text(requests.get(1));
    assertTrue(kept.contains("news1.example"), kept);
    for (String personal : List.of("4f1c2f9e", "\"me\"", "you", "1990", "Mozilla")) {
      assertFalse(kept.contains(personal), kept);
    }
  }

  @Test
  void outcomesOfABidShouldBeInTheLogWhenItsUrlsAreCalled() throws Exception {
    try (RunningBidder bidder = bidder("events.requestShare=0")) {
      JsonNode bid =
          JsonMapper.shared()
              .readTree(bidder.bid(REQUEST.formatted("")).body())
              .at("/seatbid/0/bid/0");
      for (String notice : List.of("nurl", "burl")) {
        String url = bid.path(notice).asString();
        String path = url.substring(url.indexOf("/n/")).replace("${AUCTION_PRICE}", "0.01");
        path = path.replace("${AUCTION_CURRENCY}", "USD").replace("${AUCTION_MIN_TO_WIN}", "");
        assertEquals(200, bidder.get(bidder.server().port(), path).statusCode());
        assertEquals(200, bidder.get(bidder.server().port(), path).statusCode());
      }
      assertEquals(1, bidder.metric("bidder_outcomes_total{kind=\"win\",result=\"duplicate\"}"));
    }
    // That persons are counted is written down when there is time for it.
    List<Event> events =
        events().stream()
            .filter(event -> !(event.happening() instanceof Happening.Control))
            .toList();
    assertEquals(
        List.of("bid", "win", "billed"),
        events.stream().map(event -> event.happening().kind()).toList());
    assertEquals(1, events.stream().map(Event::bidId).distinct().count());
  }

  @Test
  void noticeShouldBeRefusedAndChangeNothingWhenItsQueryHasTenMegabytes() throws Exception {
    String refused = "bidder_http_refused_total{status=\"414\"}";
    try (RunningBidder bidder = bidder("events.requestShare=0")) {
      JsonNode bid =
          JsonMapper.shared()
              .readTree(bidder.bid(REQUEST.formatted("")).body())
              .at("/seatbid/0/bid/0");
      String url = bid.path("nurl").asString();
      byte[] query = new byte[10 << 20];
      Arrays.fill(query, (byte) 'x');
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bidder.server().port())) {
        socket.setSoTimeout(60_000);
        OutputStream out = socket.getOutputStream();
        out.write(("GET " + url.substring(url.indexOf("/n/")) + "&x=").getBytes(US_ASCII));
        try {
          out.write(query);
          out.write(" HTTP/1.1\r\nHost: bidder\r\n\r\n".getBytes(US_ASCII));
        } catch (IOException e) {
          // It was answered before, and nothing more is read.
        }
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        assertTrue(in.readLine().startsWith("HTTP/1.1 414 "));
      }
      assertEquals(1, bidder.metric(refused));
      assertEquals(0, bidder.metric("bidder_outcomes_total{kind=\"win\",result=\"accepted\"}"));
    }
    // A pacer may have written down where it is.
    assertEquals(
        List.of("bid"),
        events().stream()
            .map(event -> event.happening().kind())
            .filter(kind -> !kind.equals("control"))
            .toList());
  }

  private static String text(Happening.Request request) {
    return StandardCharsets.UTF_8.decode(request.body().duplicate()).toString();
  }
}
