package io.bidder.bidder.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.notice.OutcomeServer.World;
import io.bidder.bidder.privacy.PersonHash;
import io.bidder.bidder.privacy.PersonHash.IdKind;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Orders that are told without a click, over real sockets into a real log. */
class OrdersByPersonTest {
  private static final String SHOP = "shop-token-of-32-letters-or-more-1";
  private static final String BANK = "bank-token-of-32-letters-or-more-2";
  private static final String WINDOW = "outcomes.personWindow=24h";
  private static final String NO_CLICK =
      "refused: person has not clicked, expected a click on an ad of shop within"
          + " outcomes.personWindow";

  @TempDir private Path directory = Path.of("");

  private World world = new World(directory);
  private String tokens = "";

  @BeforeEach
  void setUp() throws IOException {
    world = new World(directory.resolve("events"));
    Path file =
        Files.writeString(
            directory.resolve("tokens"), "shop: %s\nbank: %s\n".formatted(SHOP, BANK));
    tokens = "outcomes.conversionTokens=" + file;
  }

  private OutcomeServer server(String... more) throws InterruptedException {
    List<String> sets = new ArrayList<>(List.of(tokens));
    sets.addAll(List.of(more));
    return new OutcomeServer(world, sets.toArray(String[]::new));
  }

  private void pass(Duration time) {
    world.now.addAndGet(time.toMillis());
  }

  private static String hash(IdKind kind, String exchange, String id) {
    return new PersonHash(new byte[32]).of(kind, exchange, id);
  }

  private static String ifa(String id) {
    return hash(IdKind.IFA, "", id);
  }

  private static String token(long id, String advertiser, String person) {
    return OutcomeServer.token(
        TokenKind.CLICK,
        id,
        OutcomeServer.RING,
        advertiser,
        "cr1",
        HexFormat.of().parseHex(person));
  }

  /** A person, or with an empty hash somebody, clicks on the ad of a bid. */
  private static void click(OutcomeServer server, long id, String advertiser, String person)
      throws Exception {
    assertEquals(302, server.send("GET", "/n/c/" + token(id, advertiser, person)).statusCode());
    server.awaitFolded();
  }

  private static String order(String order, String person) {
    return "{\"order\": \"%s\", \"person\": %s}".formatted(order, person);
  }

  /** Tells of orders, and gives what became of each. */
  private static List<String> tell(OutcomeServer server, int status, String... items)
      throws Exception {
    HttpResponse<String> answer =
        server.post("/n/conversions", "Bearer " + SHOP, "[" + String.join(",", items) + "]");
    assertEquals(status, answer.statusCode(), answer::body);
    List<String> results = new ArrayList<>();
    for (JsonNode each : JsonMapper.shared().readTree(answer.body()).path("results")) {
      String why = each.path("error").asString("");
      results.add(each.path("result").asString() + (why.isEmpty() ? "" : ": " + why));
    }
    return results;
  }

  private Event last() {
    return world.events().getLast();
  }

  @Test
  void orderShouldBeOfThePersonsNewestClickWhenItTellsNone() throws Exception {
    try (OutcomeServer server = server(WINDOW)) {
      pass(Duration.ofHours(1));
      click(server, 7, "shop", ifa("me"));
      pass(Duration.ofHours(1));
      click(server, 5, "shop", ifa("me"));
      click(server, 8, "shop", ifa("you"));
      click(server, 9, "bank", ifa("me"));
      long clicked = world.now.get();
      pass(Duration.ofHours(1));
      assertEquals(
          List.of("accepted"),
          tell(
              server,
              200,
              "{\"order\": \"A-1\", \"person\": {\"ifa\": \"me\"}, \"value\": 3, \"time\": %d}"
                  .formatted(clicked)));
      assertEquals(new BidId(1, 5), last().bidId());
      assertEquals(clicked, last().eventEpochMillis());
      Happening.Conversion order = (Happening.Conversion) last().happening();
      assertTrue(order.byClick());
      assertEquals("shop", order.subject().advertiserId());
      assertEquals(ifa("me"), order.subject().person());
      assertEquals(3_000_000, order.valueMicros());
      assertEquals("USD", order.currency());

      assertEquals(List.of("accepted"), tell(server, 200, order("A-2", "{\"ifa\": \"you\"}")));
      assertEquals(new BidId(1, 8), last().bidId());
      assertEquals(
          List.of(
              "refused: time is 2027-01-15T09:59:59.999Z, expected none before the bid, the"
                  + " person's click or the refund's order, of 2027-01-15T10:00:00Z"),
          tell(
              server,
              400,
              "{\"order\": \"A-3\", \"person\": {\"ifa\": \"me\"}, \"time\": %d}"
                  .formatted(clicked - 1)));
    }
  }

  @Test
  void personShouldBeKnownByTheIdOfItsExchangeWhenTheBidRequestHadNoIfa() throws Exception {
    try (OutcomeServer server = server(WINDOW)) {
      click(server, 1, "shop", hash(IdKind.BUYERUID, "default", "7"));
      click(server, 2, "shop", hash(IdKind.BUYERUID, "x", "7"));
      click(server, 3, "shop", hash(IdKind.ID, "x", "7"));
      List<String> persons =
          List.of(
              "{\"buyeruid\": \"7\"}",
              "{\"buyeruid\": \"7\", \"exchange\": \"x\"}",
              "{\"exchange\": \"x\", \"id\": \"7\"}");
      for (int i = 0; i < persons.size(); i++) {
        assertEquals(List.of("accepted"), tell(server, 200, order("A-" + i, persons.get(i))));
        assertEquals(new BidId(1, i + 1), last().bidId());
      }
      assertEquals(
          List.of(NO_CLICK, NO_CLICK),
          tell(server, 400, order("A-8", "{\"id\": \"7\"}"), order("A-9", "{\"ifa\": \"7\"}")));
    }
  }

  @Test
  void orderShouldBeRefusedWhenThePersonsClickIsTooOldOrAnothersOrNobodys() throws Exception {
    try (OutcomeServer server = server(WINDOW)) {
      click(server, 1, "shop", ifa("me"));
      click(server, 2, "bank", ifa("you"));
      click(server, 3, "shop", "");
      pass(Duration.ofHours(24));
      assertEquals(
          List.of("accepted", NO_CLICK, NO_CLICK),
          tell(
              server,
              400,
              order("A-1", "{\"ifa\": \"me\"}"),
              order("A-2", "{\"ifa\": \"you\"}"),
              order("A-3", "{\"ifa\": \"nobody\"}")));
      pass(Duration.ofMillis(1));
      assertEquals(List.of(NO_CLICK), tell(server, 400, order("A-4", "{\"ifa\": \"me\"}")));
    }
    assertEquals(List.of("click", "click", "click", "conversion"), world.kinds());
    assertEquals(3, world.count("conversion", OutcomeResult.UNKNOWN_PERSON));
  }

  @Test
  void orderShouldBeRefusedWithTheKeyWhenPersonsAreNotAskedFor() throws Exception {
    String why = "refused: person is not asked for: outcomes.personWindow is 0s, expected a click";
    try (OutcomeServer server = server()) {
      click(server, 1, "shop", ifa("me"));
      assertEquals(
          List.of(why, why),
          tell(
              server,
              400,
              order("A-1", "{\"ifa\": \"me\"}"),
              "{\"click\": \"%s\", \"order\": \"A-1\", \"person\": {\"ifa\": \"me\"}}"
                  .formatted(token(1, "shop", ifa("me")))));
    }
    assertEquals(List.of("click"), world.kinds());
  }

  @Test
  void clickShouldBeKnownAfterARestartAndOnceMoreWhenTheWindowIsLonger() throws Exception {
    try (OutcomeServer server = server(WINDOW)) {
      click(server, 1, "shop", ifa("me"));
    }
    for (String order : List.of("A-1", "A-2")) {
      try (OutcomeServer server = server(WINDOW)) {
        assertEquals(List.of("accepted"), tell(server, 200, order(order, "{\"ifa\": \"me\"}")));
      }
    }
    pass(Duration.ofHours(30));
    try (OutcomeServer server = server(WINDOW)) {
      // Enough happens for all that is too old to be forgotten.
      for (int i = 0; i < 1_000; i++) {
        server.get("/n/c/" + token(100 + i, "bank", ""));
      }
      server.awaitFolded();
      assertEquals(List.of(NO_CLICK), tell(server, 400, order("A-3", "{\"ifa\": \"me\"}")));
    }
    try (OutcomeServer server = server("outcomes.personWindow=48h")) {
      assertEquals(List.of("accepted"), tell(server, 200, order("A-3", "{\"ifa\": \"me\"}")));
      assertEquals(new BidId(1, 1), last().bidId());
    }
  }

  @Test
  void orderShouldCountOnceWhenItIsToldByClickAndByPerson() throws Exception {
    String byPerson = "{\"ifa\": \"me\"}";
    try (OutcomeServer server = server(WINDOW)) {
      click(server, 1, "shop", ifa("me"));
      click(server, 2, "shop", ifa("me"));
      String byClick = "{\"click\": \"%s\", \"order\": \"%s\"%s}";
      String click = token(1, "shop", ifa("me"));
      assertEquals(
          List.of("accepted", "duplicate", "accepted", "duplicate"),
          tell(
              server,
              200,
              byClick.formatted(click, "A-1", ""),
              order("A-1", byPerson),
              order("A-2", byPerson),
              byClick.formatted(click, "A-2", "")));
      // The click that is told is the one, whatever the person's newest is.
      assertEquals(
          List.of("accepted"),
          tell(server, 200, byClick.formatted(click, "A-3", ", \"person\": " + byPerson)));
      assertEquals(new BidId(1, 1), last().bidId());
    }
    assertEquals(3, world.count("conversion", OutcomeResult.ACCEPTED));
    assertEquals(2, world.count("conversion", OutcomeResult.DUPLICATE));
  }

  @Test
  void refundShouldBeOfItsOrdersBidOrElseOfThePersonsClick() throws Exception {
    try (OutcomeServer server = server(WINDOW)) {
      click(server, 1, "shop", ifa("me"));
      assertEquals(List.of("accepted"), tell(server, 200, order("A-1", "{\"ifa\": \"me\"}")));
      click(server, 2, "shop", ifa("me"));
      String refund = "{\"order\": \"%s\", \"value\": -1, \"person\": {\"ifa\": \"%s\"}}";
      assertEquals(List.of("accepted"), tell(server, 200, refund.formatted("A-1", "nobody")));
      assertEquals(new BidId(1, 1), last().bidId());
      assertEquals(List.of("accepted"), tell(server, 200, refund.formatted("A-9", "me")));
      assertEquals(new BidId(1, 2), last().bidId());
      assertEquals(List.of(NO_CLICK), tell(server, 400, refund.formatted("A-8", "nobody")));
    }
    assertEquals(List.of("click", "conversion", "click", "refund", "refund"), world.kinds());
  }

  @Test
  void personShouldBeRefusedWithWhatWasExpectedButNotToldWhenItIsNone() throws Exception {
    String one =
        "person is none, expected an object with one of [ifa, buyeruid, id] and an exchange's name";
    try (OutcomeServer server = server(WINDOW)) {
      List<String> results =
          tell(
              server,
              400,
              order("x", "\"me\""),
              order("x", "{}"),
              order("x", "{\"exchange\": \"x\"}"),
              order("x", "{\"email\": \"me\"}"),
              order("x", "{\"ifa\": \"me\", \"id\": \"7\"}"),
              order("x", "{\"ifa\": 7}"),
              order("x", "{\"ifa\": null}"),
              order("x", "{\"ifa\": \"00000000-0000-0000-0000-000000000000\"}"),
              order("x", "{\"id\": \"%s\"}".formatted("7".repeat(201))),
              order("x", "{\"id\": \"7\", \"exchange\": 7}"),
              order("x", "null"));
      assertEquals(
          List.of(
              one,
              one,
              one,
              one,
              one,
              "person.ifa is none, expected an id of at most 200 characters",
              "person.ifa is none, expected an id of at most 200 characters",
              "person.ifa is none, expected an id of at most 200 characters",
              "person.id is none, expected an id of at most 200 characters",
              one,
              "click is missing, expected the click id that the landing page got"),
          results.stream().map(each -> each.replace("refused: ", "")).toList());
    }
    assertEquals(List.of(), world.kinds());
  }

  @Test
  void clickShouldBeLeftOutAndCountedWhenTooManyPersonsAreRemembered() {
    AtomicInteger leftOut = new AtomicInteger();
    PersonClicks clicks =
        new PersonClicks(
            ServerConfig.load(null, List.of("outcomes.maxNotices=1000", WINDOW)).outcomes(),
            leftOut::incrementAndGet);
    Random random = new Random(3);
    for (int i = 0; i < 1_003; i++) {
      byte[] person = new byte[PersonHash.BYTES];
      random.nextBytes(person);
      clicks.on(clickOf(HexFormat.of().formatHex(person), i), i);
    }
    assertEquals(3, leftOut.get());
    long later = Duration.ofHours(25).toMillis();
    for (int i = 0; i < 1_000; i++) {
      clicks.on(clickOf("", later + i), later + i);
    }
    clicks.on(clickOf(ifa("me"), later), later);
    assertEquals(3, leftOut.get());
  }

  private static Event clickOf(String person, long time) {
    return new Event(
        new BidId(1, time),
        time,
        time,
        new Happening.Click(new Subject("x", "shop", "c", "cr", 1, "USD", "v1", person)));
  }
}
