package io.bidder.market.exchange;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.market.load.HttpAnswer;
import io.bidder.market.world.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An answer that breaks a rule of its request is no bid, and the rule is named. */
class AnswersTest {
  private static final World WORLD = World.of(World.DEFAULT_SEED);
  private static final Asks ASKS = new Asks(WORLD, Markets.options(4, 100_000, 0.5));
  private static final Truth TRUTH = new Truth(WORLD, WORLD, Drift.NONE, 4);
  private static final Ask BANNER = ask(slot -> slot.media() == Media.BANNER && !hasDeal(slot));

  private static boolean hasDeal(Slot slot) {
    return !slot.deal().isEmpty();
  }

  /** A request of one place. */
  private static Ask ask(Predicate<Slot> kind) {
    return LongStream.range(0, 100_000)
        .mapToObj(ASKS::at)
        .filter(ask -> ask.slots().size() == 1 && kind.test(ask.slots().getFirst()))
        .findFirst()
        .orElseThrow();
  }

  private static List<List<Offer>> offers(Ask ask) {
    return ask.slots().stream()
        .map(slot ->
            TRUTH.offers(
                slot,
                ASKS.eligible(ask, slot),
                new int[WORLD.campaigns().size()],
                new int[WORLD.creatives().size()]))
        .toList();
  }

  /** An answer that breaks no rule. */
  private static ObjectNode valid(Ask ask) {
    ObjectNode response = JsonMapper.shared().createObjectNode().put("id", ask.id());
    response.put("cur", "USD");
    var bids = response.putArray("seatbid").addObject().putArray("bid");
    for (Slot slot : ask.slots()) {
      var creative = offers(ask).get(slot.number()).getFirst().creative();
      ObjectNode bid = bids.addObject();
      bid.put("id", "b" + slot.number()).put("impid", slot.impId());
      bid.put("price", slot.floorCpm() + 1).put("adm", "<a>").put("mtype", slot.media().markupType);
      bid.put("crid", slot.media() == Media.NATIVE ? creative.nativeId() : creative.id());
      bid.putArray("adomain").add("a.example");
      if (slot.media() == Media.BANNER) {
        bid.put("w", slot.opportunity().width()).put("h", slot.opportunity().height());
      }
      if (hasDeal(slot)) {
        bid.put("dealid", slot.deal());
      }
    }
    return response;
  }

  private static ObjectNode bid(ObjectNode response) {
    return (ObjectNode) response.at("/seatbid/0/bid/0");
  }

  private static Answers.Answer read(Ask ask, String body) {
    return Answers.read(
        ask, offers(ask), new HttpAnswer(200, Map.of(), body.getBytes(StandardCharsets.UTF_8)));
  }

  private static void assertRefused(String rule, Ask ask, Consumer<ObjectNode> breaking) {
    ObjectNode response = valid(ask);
    breaking.accept(response);
    Answers.Answer answer = read(ask, response.toString());
    assertEquals(rule, answer.wrong(), response::toString);
    assertEquals(Map.of(), answer.bids(), response::toString);
  }

  private static void assertBidRefused(String rule, Ask ask, Consumer<ObjectNode> breaking) {
    assertRefused(rule, ask, response -> breaking.accept(bid(response)));
  }

  @Test
  void readShouldTakeAnAnswerThatBreaksNoRule() {
    for (Media media : Media.values()) {
      for (boolean deal : new boolean[] {false, true}) {
        Ask ask = ask(slot -> slot.media() == media && hasDeal(slot) == deal);
        Answers.Answer answer = read(ask, valid(ask).toString());
        assertEquals("", answer.wrong());
        assertEquals(
            ask.slots().getFirst().floorCpm() + 1,
            requireNonNull(answer.bids().get(0)).priceCpm(),
            1e-9);
      }
    }
  }

  @Test
  void readShouldNameTheRuleThatABidBreaks() {
    double floor = BANNER.slots().getFirst().floorCpm();
    int width = BANNER.slots().getFirst().opportunity().width();
    assertBidRefused("bid without id", BANNER, bid -> bid.remove("id"));
    assertBidRefused("bid without adomain", BANNER, bid -> bid.remove("adomain"));
    assertBidRefused("bid without adomain", BANNER, bid -> bid.putArray("adomain"));
    assertBidRefused("bid without adm", BANNER, bid -> bid.put("adm", ""));
    assertBidRefused("price is below the floor", BANNER, bid -> bid.put("price", floor - 0.01));
    assertBidRefused("price is below the floor", BANNER, bid -> bid.remove("price"));
    assertBidRefused("price is below the floor", BANNER, bid -> bid.put("price", "much"));
    assertBidRefused("impid is none of the request's", BANNER, bid -> bid.put("impid", "2"));
    assertBidRefused("crid may not be shown here", BANNER, bid -> bid.put("crid", "unknown"));
    assertBidRefused("mtype is not the imp's", BANNER, bid -> bid.put("mtype", 2));
    assertBidRefused("mtype is not the imp's", BANNER, bid -> bid.remove("mtype"));
    assertBidRefused("w and h are not the imp's", BANNER, bid -> bid.put("w", width + 1));
    assertBidRefused("dealid is not the imp's", BANNER, bid -> bid.put("dealid", "deal-IAB1"));
    Ask deal = ask(AnswersTest::hasDeal);
    assertBidRefused("dealid is not the imp's", deal, bid -> bid.remove("dealid"));
    assertBidRefused("dealid is not the imp's", deal, bid -> bid.put("dealid", "other"));
  }

  @Test
  void readShouldRefuseAPriceThatIsNoNumber() {
    ObjectNode response = valid(BANNER);
    bid(response).put("price", 12345.5);
    Answers.Answer answer = read(BANNER, response.toString().replace("12345.5", "1e999"));
    assertEquals("price is no amount", answer.wrong());
    assertEquals(Map.of(), answer.bids());
  }

  @Test
  void readShouldRefuseAnAdOfABlockedCategory() {
    Ask ask =
        LongStream.range(0, 100_000)
            .mapToObj(ASKS::at)
            .filter(each ->
                each.slots().size() == 1
                    && each.slots().getFirst().media() != Media.NATIVE
                    && ASKS.eligible(each, each.slots().getFirst()).size()
                        < WORLD.traffic().candidates(each.slots().getFirst().opportunity()).size())
            .findFirst()
            .orElseThrow();
    String blocked =
        WORLD.traffic().candidates(ask.slots().getFirst().opportunity()).stream()
            .filter(each -> ask.blocked().contains(each.campaign().advertiserCategory()))
            .findFirst()
            .orElseThrow()
            .id();
    assertBidRefused("crid may not be shown here", ask, bid -> bid.put("crid", blocked));
  }

  @Test
  void readShouldNameTheRuleThatAResponseBreaks() {
    assertRefused("id is not the request's", BANNER, response -> response.put("id", "other"));
    assertRefused("id is not the request's", BANNER, response -> response.remove("id"));
    assertRefused("cur is none of the request's", BANNER, response -> response.put("cur", "EUR"));
    assertEquals("the body is no JSON", read(BANNER, "{\"id\":").wrong());
    assertEquals("the body is no JSON", read(BANNER, "<html>").wrong());
    assertEquals("id is not the request's", read(BANNER, "").wrong());
    assertEquals("id is not the request's", read(BANNER, "[]").wrong());
    HttpAnswer failed = new HttpAnswer(500, Map.of(), new byte[0]);
    assertEquals("status 500", Answers.read(BANNER, offers(BANNER), failed).wrong());
    HttpAnswer noBid = new HttpAnswer(204, Map.of(), new byte[0]);
    assertEquals("", Answers.read(BANNER, offers(BANNER), noBid).wrong());
  }

  @Test
  void readShouldTakeTheGoodBidWhenAnotherIsWrong() {
    Ask ask =
        LongStream.range(0, 100_000)
            .mapToObj(ASKS::at)
            .filter(each -> each.slots().size() == 2)
            .findFirst()
            .orElseThrow();
    ObjectNode response = valid(ask);
    bid(response).put("price", 0.01);
    Answers.Answer answer = read(ask, response.toString());
    assertEquals("price is below the floor", answer.wrong());
    assertEquals(List.of(1), List.copyOf(answer.bids().keySet()));
  }

  @Test
  void readShouldTakeTheHighestOfSeveralBidsForAPlace() {
    for (boolean isFirst : new boolean[] {true, false}) {
      ObjectNode response = valid(BANNER);
      ObjectNode other = bid(response).deepCopy().put("id", "other");
      double price = bid(response).path("price").asDouble();
      other.put("price", isFirst ? price - 0.5 : price + 0.5);
      response.withArray("/seatbid/0/bid").add(other);
      Answers.Answer answer = read(BANNER, response.toString());
      assertEquals("", answer.wrong());
      assertEquals(isFirst ? "b0" : "other", requireNonNull(answer.bids().get(0)).id());
    }
  }

  @Test
  void readShouldUnzipAnswers() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(valid(BANNER).toString().getBytes(StandardCharsets.UTF_8));
    }
    Map<String, String> headers = Map.of("content-encoding", "gzip");
    HttpAnswer zipped = new HttpAnswer(200, headers, bytes.toByteArray());
    assertTrue(Answers.read(BANNER, offers(BANNER), zipped).bids().containsKey(0));
    HttpAnswer broken = new HttpAnswer(200, headers, "{}".getBytes(StandardCharsets.UTF_8));
    assertEquals("the body is no JSON", Answers.read(BANNER, offers(BANNER), broken).wrong());
  }
}
