package io.bidder.bidder.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.notice.OutcomeServer.World;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Orders by pixel and by post, over real sockets into a real log. */
class ConversionsTest {
  private static final long BID = OutcomeServer.BID;
  private static final String SHOP = "shop-token-of-32-letters-or-more-1";
  private static final String BANK = "bank-token-of-32-letters-or-more-2";

  @TempDir private Path directory = Path.of("");

  private World world = new World(directory);
  private String tokens = "";

  @BeforeEach
  void setUp() throws IOException {
    world = new World(directory.resolve("events"));
    world.now.set(BID + Duration.ofHours(1).toMillis());
    Path file =
        Files.writeString(
            directory.resolve("tokens"), "# ours\nshop: %s\nbank: %s\n".formatted(SHOP, BANK));
    tokens = "outcomes.conversionTokens=" + file;
  }

  private static String click(long id, String advertiser) {
    return OutcomeServer.token(TokenKind.CLICK, id, OutcomeServer.RING, advertiser, "cr1");
  }

  private static String item(long id, String order, String more) {
    return "{\"click\": \"%s\", \"order\": \"%s\"%s}".formatted(click(id, "shop"), order, more);
  }

  private static HttpResponse<String> post(OutcomeServer server, String body) throws Exception {
    return server.post("/n/conversions", "Bearer " + SHOP, body);
  }

  /** Posts, and gives what became of each. */
  private static List<String> results(OutcomeServer server, int status, String... items)
      throws Exception {
    HttpResponse<String> answer =
        post(server, items.length == 1 ? items[0] : "[" + String.join(",", items) + "]");
    assertEquals(status, answer.statusCode(), answer::body);
    assertEquals("application/json", answer.headers().firstValue("content-type").orElse(""));
    List<String> results = new ArrayList<>();
    for (JsonNode each : JsonMapper.shared().readTree(answer.body()).path("results")) {
      String why = each.path("error").asString("");
      results.add(each.path("result").asString() + (why.isEmpty() ? "" : ": " + why));
    }
    return results;
  }

  private List<Happening.Conversion> orders() {
    return world.events().stream()
        .map(Event::happening)
        .filter(Happening.Conversion.class::isInstance)
        .map(Happening.Conversion.class::cast)
        .toList();
  }

  @Test
  void ordersShouldBeInTheLogWhenAServerTellsOfOneOrMany() throws Exception {
    try (OutcomeServer server = new OutcomeServer(world, tokens)) {
      assertEquals(
          List.of("accepted"),
          results(
              server,
              200,
              item(
                  7,
                  "A-1",
                  ", \"value\": 12.34, \"currency\": \"EUR\", \"time\": " + (BID + 60_000))));
      assertEquals(
          List.of("accepted", "accepted", "accepted"),
          results(
              server,
              200,
              item(7, "A-2", ", \"time\": \"2027-01-15T09:30:00+01:00\""),
              item(8, "A-3", ", \"value\": 1e2, \"currency\": null"),
              item(7, "A-1", ", \"value\": -2.34, \"currency\": \"EUR\"")));
      assertEquals(List.of(), results(server, 200, "[]"));
    }
    assertEquals(List.of("conversion", "conversion", "conversion", "refund"), world.kinds());
    Event first = world.events().getFirst();
    assertEquals(new BidId(1, 7), first.bidId());
    assertEquals(BID + 60_000, first.eventEpochMillis());
    assertEquals(world.now.get(), first.ingestEpochMillis());
    Happening.Conversion order = orders().getFirst();
    assertEquals("shop", order.subject().advertiserId());
    assertEquals("A-1", order.orderId());
    assertEquals(12_340_000, order.valueMicros());
    assertEquals("EUR", order.currency());
    assertTrue(order.byClick());
    assertEquals(BID, order.bidEpochMillis());
    assertEquals(1_800_001_800_000L, world.events().get(1).eventEpochMillis());
    assertEquals(0, orders().get(1).valueMicros());
    assertEquals(100_000_000, orders().get(2).valueMicros());
    assertEquals("USD", orders().get(2).currency());
    Happening.Refund refund = (Happening.Refund) world.events().get(3).happening();
    assertEquals(2_340_000, refund.valueMicros());
    assertEquals(3, world.count("conversion", OutcomeResult.ACCEPTED));
    assertEquals(1, world.count("refund", OutcomeResult.ACCEPTED));
  }

  @Test
  void orderShouldCountOnceWhenItComesByPixelAndPostAndAfterARestart() throws Exception {
    for (int run = 0; run < 3; run++) {
      try (OutcomeServer server = new OutcomeServer(world, tokens)) {
        String expected = run == 0 ? "accepted" : "duplicate";
        assertEquals(
            List.of(expected, "duplicate", expected),
            results(server, 200, item(7, "A-1", ""), item(9, "A-1", ""), item(7, "A-2", "")));
        assertEquals(200, server.get("/n/conversion?order=A-1&value=5&click=" + click(8, "shop")));
        assertEquals(200, server.get("/n/conversion?order=P-1&click=" + click(8, "shop")));
        assertEquals(List.of("duplicate"), results(server, 200, item(7, "P-1", "")));
        // The same number of another shop is another order.
        assertEquals(200, server.get("/n/conversion?order=A-1&click=" + click(8, "bank")));
      }
    }
    assertEquals(4, world.kinds().size());
    assertEquals(4, world.count("conversion", OutcomeResult.ACCEPTED));
  }

  private static String refund(String order, String more) {
    return "{\"order\": \"%s\", %s}".formatted(order, more);
  }

  private List<String> refunds() {
    return world.events().stream()
        .filter(event -> event.happening() instanceof Happening.Refund)
        .map(event -> {
          Happening.Refund refund = (Happening.Refund) event.happening();
          return "%s of %d: %d %s"
              .formatted(
                  refund.orderId(),
                  event.bidId().low(),
                  refund.valueMicros() / 1_000_000,
                  refund.currency());
        })
        .toList();
  }

  @Test
  void refundShouldBeOfItsOrdersBidWhenItTellsNoClickOrAnother() throws Exception {
    try (OutcomeServer server = new OutcomeServer(world, tokens)) {
      assertEquals(
          List.of("accepted", "accepted"),
          results(
              server,
              200,
              item(7, "A-1", ", \"value\": 9, \"currency\": \"EUR\""),
              refund("A-1", "\"value\": -1")));
      assertEquals(200, server.get("/n/conversion?order=P-1&value=5&click=" + click(8, "shop")));
      assertEquals(List.of("accepted"), results(server, 200, refund("P-1", "\"value\": -5")));
    }
    Path first;
    try (OutcomeServer server = new OutcomeServer(world, tokens)) {
      assertEquals(
          List.of("duplicate", "accepted", "accepted", "accepted"),
          results(
              server,
              200,
              refund("A-1", "\"value\": -1"),
              refund("A-1", "\"value\": -2, \"currency\": \"USD\""),
              item(9, "A-1", ", \"value\": -3"),
              item(9, "later", ", \"value\": -4")));
      long order = world.events().getFirst().eventEpochMillis();
      assertEquals(
          List.of(
              "refused: order is A-9, expected one that was told before, or a click",
              "refused: click is missing, expected the click id that the landing page got",
              "refused: time is 2027-01-15T08:59:59.999Z, expected none before the bid, the"
                  + " person's click or the refund's order, of 2027-01-15T09:00:00Z"),
          results(
              server,
              400,
              refund("A-9", "\"value\": -1"),
              refund("A-1", "\"value\": 1"),
              refund("A-1", "\"value\": -8, \"time\": " + (order - 1))));
      HttpResponse<String> bank =
          server.post("/n/conversions", "Bearer " + BANK, refund("A-1", "\"value\": -7"));
      assertTrue(bank.body().contains("order is A-1, expected one that was told"), bank::body);

      for (int i = 0; i < 2_000; i++) {
        assertEquals(200, server.get("/n/conversion?order=F-" + i + "&click=" + click(i, "shop")));
      }
      assertEquals(List.of("accepted"), results(server, 200, refund("F-1999", "\"value\": -9")));
      try (Stream<Path> files = Files.list(world.directory)) {
        first =
            files
                .filter(each -> each.toString().endsWith(".events"))
                .min(Comparator.naturalOrder())
                .orElseThrow();
      }
      assertEquals(
          List.of(
              "A-1 of 7: 1 EUR",
              "P-1 of 8: 5 USD",
              "A-1 of 7: 2 USD",
              "A-1 of 7: 3 EUR",
              "later of 9: 4 USD",
              "F-1999 of 1999: 9 USD"),
          refunds());
      Files.delete(first);
      assertEquals(
          List.of("refused: order is A-1, expected one that was told before, or a click"),
          results(server, 400, refund("A-1", "\"value\": -6")));
    }
    assertEquals(3, world.count("conversion", OutcomeResult.UNKNOWN_ORDER));
  }

  @Test
  void nothingShouldCountWhenTheTokenIsWrongOrAnothersClickIsTold() throws Exception {
    String body = item(7, "A-1", "");
    try (OutcomeServer server = new OutcomeServer(world, tokens)) {
      List<String> wrong =
          List.of("Bearer", "Bearer x", "Basic " + SHOP, SHOP, "Bearer " + SHOP + "x", "Bearer é");
      for (String authorization : wrong) {
        HttpResponse<String> answer = server.post("/n/conversions", authorization, body);
        assertEquals(401, answer.statusCode());
        assertEquals("Bearer", answer.headers().firstValue("www-authenticate").orElse(""));
      }
      assertEquals(401, server.send("POST", "/n/conversions").statusCode());
      HttpResponse<String> bank = server.post("/n/conversions", "Bearer " + BANK, body);
      assertEquals(400, bank.statusCode());
      assertTrue(bank.body().contains("click is another advertiser's"), bank::body);
      assertEquals(405, server.get("/n/conversions"));
      assertEquals(404, server.post("/n/conversions/x", "Bearer " + SHOP, body).statusCode());
    }
    try (OutcomeServer server = new OutcomeServer(world)) {
      assertEquals(401, post(server, body).statusCode());
    }
    assertEquals(List.of(), world.kinds());
    assertEquals(8, world.count("conversion", OutcomeResult.UNAUTHORIZED));
    assertEquals(1, world.count("conversion", OutcomeResult.OTHER_ADVERTISER));
  }

  @Test
  void wrongItemShouldBeRefusedWithWhatWasExpectedAndTheOthersCount() throws Exception {
    String forged =
        OutcomeServer.token(TokenKind.CLICK, 1, KeyRing.of(List.of(new byte[33])), "shop", "cr1");
    String notAClick =
        OutcomeServer.token(TokenKind.IMPRESSION, 1, OutcomeServer.RING, "shop", "cr1");
    try (OutcomeServer server = new OutcomeServer(world, tokens)) {
      List<String> results =
          results(
              server,
              400,
              item(1, "ok", ""),
              "7",
              item(1, "x", ", \"vlaue\": 1"),
              item(1, " ", ""),
              item(1, "x".repeat(201), ""),
              "{\"order\": \"x\"}",
              "{\"click\": \"%s\", \"order\": \"x\"}".formatted(forged),
              "{\"click\": \"%s\", \"order\": \"x\"}".formatted(notAClick),
              "{\"click\": 7, \"order\": \"x\"}",
              item(1, "x", ", \"value\": 1e308"),
              item(1, "x", ", \"value\": -1e999999999"),
              item(1, "x", ", \"value\": 10000000000.01"),
              item(1, "x", ", \"value\": \"NaN\""),
              item(1, "x", ", \"currency\": \"EURO\""),
              item(1, "x", ", \"currency\": \"XYZ\""),
              item(1, "x", ", \"currency\": 978"),
              item(1, "x", ", \"time\": " + (BID - 1)),
              item(1, "x", ", \"time\": \"2027-01-16\""),
              item(1, "x", ", \"time\": \"+999999999-01-01T00:00:00Z\""),
              item(1, "x", ", \"time\": 1e400"),
              item(1, "ok 2", ", \"value\": 1e-400"));
      assertEquals("accepted", results.getFirst());
      assertEquals("accepted", results.getLast());
      String amount =
          ", expected an amount of at most 10^10, or of a refund down to as much below 0";
      List<String> expected =
          List.of(
              "an item is 7, expected an object",
              "vlaue: unknown key, expected one of [click, person, order, value, currency, time]",
              "order is  , expected a text of 1 to 200 characters",
              "order is " + "x".repeat(60) + "…, expected a text of 1 to 200 characters",
              "click is missing, expected the click id that the landing page got",
              "click is " + forged.substring(0, 60) + "…, expected one that was signed here",
              "click is " + notAClick.substring(0, 60) + "…, expected one that was signed here",
              "click is 7, expected the id of a click",
              "value is 1E+308" + amount,
              "value is -1E+999999999" + amount,
              "value is 10000000000.01" + amount,
              "value is \"NaN\", expected a number",
              "currency is EURO, expected a code of ISO 4217",
              "currency is XYZ, expected a code of ISO 4217",
              "currency is 978, expected a code of ISO 4217",
              "time is 2027-01-15T07:59:59.999Z, expected none before the bid, the"
                  + " person's click or the refund's order, of 2027-01-15T08:00:00Z",
              "time is \"2027-01-16\", expected a time of RFC 3339, as 2026-01-31T12:00:00Z, or"
                  + " milliseconds since 1970",
              "time is +999999999-01-01T00:00:00Z, expected none in the future: it is"
                  + " 2027-01-15T09:00:00Z",
              "time is 1E+400, expected a time of RFC 3339, as 2026-01-31T12:00:00Z, or"
                  + " milliseconds since 1970");
      assertEquals(
          expected.stream().map(why -> "refused: " + why).toList(),
          results.subList(1, results.size() - 1));
      world.now.addAndGet(Duration.ofDays(31).toMillis());
      assertEquals(
          "refused: click is "
              + click(1, "shop").substring(0, 60)
              + "…, expected one that has not expired",
          results(server, 400, item(1, "x", "")).getFirst());
    }
    assertEquals(List.of("conversion", "conversion"), world.kinds());
    assertEquals(3, world.count("conversion", OutcomeResult.WRONG_CURRENCY));
  }

  @Test
  void nothingShouldCountWhenTheBodyIsNoOrder() throws Exception {
    Random random = new Random(5);
    String good = item(1, "A-1", ", \"value\": 12.34");
    try (OutcomeServer server = new OutcomeServer(world, tokens)) {
      List<String> bodies =
          List.of(
              "",
              "null",
              "7",
              "NaN",
              "[",
              "[NaN]",
              good.replace("12.34", "NaN"),
              good.replace("12.34", "1e38888888888888888888"),
              good + good,
              good.replace("\"value\"", "\"order\""),
              "[".repeat(100_000),
              "[" + "1,".repeat(1_000) + "1]");
      for (String body : bodies) {
        HttpResponse<String> answer = post(server, body);
        assertEquals(400, answer.statusCode(), body);
        assertTrue(
            JsonMapper.shared().readTree(answer.body()).path("error").isString(), answer::body);
      }
      for (int i = 0; i < 500; i++) {
        byte[] garbage = new byte[random.nextInt(300)];
        random.nextBytes(garbage);
        char[] altered = good.toCharArray();
        altered[1 + random.nextInt(7)] = (char) random.nextInt(0x80, 0x250);
        assertEquals(400, post(server, new String(altered)).statusCode());
        assertEquals(
            400, post(server, new String(garbage, StandardCharsets.ISO_8859_1)).statusCode());
      }
      assertEquals(413, post(server, " ".repeat(10 << 20)).statusCode());
      for (String query :
          List.of("value=NaN", "value=1e308", "value=10000000001", "cur=EURO", "cur=", "order=")) {
        assertEquals(
            400, server.get("/n/conversion?click=" + click(1, "shop") + "&" + query + "&order=x"));
      }
      assertEquals(403, server.get("/n/conversion?order=x&click=" + click(1, "shop") + "A"));
      assertEquals(400, server.get("/n/conversion?order=x"));
    }
    assertEquals(List.of(), world.kinds());
  }

  @Test
  void allShouldBeSentAgainWhenTheLogTakesNoMore() throws Exception {
    String[] items = {item(1, "A-1", ""), item(1, "A-2", "")};
    try (OutcomeServer server = new OutcomeServer(world, tokens)) {
      assertEquals(List.of("accepted"), results(server, 200, items[0]));
      server.appender.close();
      assertEquals(List.of("duplicate", "unavailable"), results(server, 503, items));
    }
    try (OutcomeServer server = new OutcomeServer(world, tokens)) {
      assertEquals(List.of("duplicate", "accepted"), results(server, 200, items));
    }
    assertEquals(2, world.kinds().size());
  }

  @Test
  void tokensShouldBeRefusedWithTheirLineAndNoSecretWhenTheyAreWrong() throws Exception {
    Path file = directory.resolve("wrong");
    for (String line : List.of("shop", "shop: short", ": " + SHOP, "bank: " + BANK, "a: b c")) {
      Files.writeString(file, "# ours\nbank: " + BANK + "\n" + line + "\n");
      InvalidInputException e =
          assertThrows(InvalidInputException.class, () -> AdvertiserTokens.read(file));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith(file + ":3: "), message);
      assertFalse(message.contains("token-of"), message);
    }
    Files.writeString(file, "shop:" + SHOP + "\n\n  shop : " + BANK + "=  \n");
    AdvertiserTokens both = AdvertiserTokens.read(file);
    assertEquals("shop", both.advertiserId("bearer " + SHOP));
    assertEquals("shop", both.advertiserId("Bearer " + BANK + "="));
  }
}
