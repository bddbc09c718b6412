package io.bidder.market.exchange;

import io.bidder.market.load.HttpAnswer;
import io.bidder.market.world.Creative;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads answers as an exchange does that believes nothing: a bid that breaks a rule of its request
 * is no bid.
 *
 * @see <a
 *     href="https://github.com/InteractiveAdvertisingBureau/openrtb2.x/blob/main/2.6.md">OpenRTB
 *     2.6, section 4</a>
 */
final class Answers {
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final double TOLERANCE = 1e-9;

  private Answers() {}

  /**
   * An answer, understood.
   *
   * @param bids by the number of their place
   * @param wrong the rule that was broken first; empty if none was
   */
  record Answer(Map<Integer, Sale.Bid> bids, String wrong) {
    static Answer wrong(String why) {
      return new Answer(Map.of(), why);
    }
  }

  /**
   * Reads an answer.
   *
   * @param offers that are allowed, by place
   */
  static Answer read(Ask ask, List<List<Offer>> offers, HttpAnswer answer) {
    if (answer.status() == NO_CONTENT) {
      return new Answer(Map.of(), "");
    }
    if (answer.status() != OK) {
      return Answer.wrong("status " + answer.status());
    }
    JsonNode response;
    try {
      response = JsonMapper.shared().readTree(body(answer));
    } catch (JacksonException | IOException e) {
      return Answer.wrong("the body is no JSON");
    }
    if (!response.path("id").asString("").equals(ask.id())) {
      return Answer.wrong("id is not the request's");
    }
    if (!response.path("cur").asString("USD").equals("USD")) {
      return Answer.wrong("cur is none of the request's");
    }
    Map<Integer, Sale.Bid> bids = new HashMap<>();
    String wrong = "";
    for (JsonNode seat : response.path("seatbid")) {
      for (JsonNode bid : seat.path("bid")) {
        Slot slot = slot(ask, bid.path("impid").asString(""));
        String problem = slot == null ? "impid is none of the request's" : problem(slot, bid);
        Offer offer =
            slot == null
                ? null
                : offer(slot, offers.get(slot.number()), bid.path("crid").asString(""));
        if (problem.isEmpty() && offer == null) {
          problem = "crid may not be shown here";
        }
        if (slot != null && offer != null && problem.isEmpty()) {
          bids.merge(
              slot.number(),
              bid(bid, offer),
              (one, other) -> one.priceCpm() >= other.priceCpm() ? one : other);
        } else if (wrong.isEmpty()) {
          wrong = problem;
        }
      }
    }
    return new Answer(bids, wrong);
  }

  private static byte[] body(HttpAnswer answer) throws IOException {
    if (!answer.header("content-encoding").equals("gzip")) {
      return answer.body();
    }
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      return zip.readAllBytes();
    }
  }

  private static @Nullable Slot slot(Ask ask, String impId) {
    for (Slot slot : ask.slots()) {
      if (slot.impId().equals(impId)) {
        return slot;
      }
    }
    return null;
  }

  private static @Nullable Offer offer(Slot slot, List<Offer> offers, String creativeId) {
    for (Offer offer : offers) {
      Creative creative = offer.creative();
      String id = slot.media() == Media.NATIVE ? creative.nativeId() : creative.id();
      if (id.equals(creativeId)) {
        return offer;
      }
    }
    return null;
  }

  private static String problem(Slot slot, JsonNode bid) {
    if (bid.path("id").asString("").isEmpty()) {
      return "bid without id";
    }
    if (bid.path("adomain").isEmpty()) {
      return "bid without adomain";
    }
    if (bid.path("adm").asString("").isEmpty()) {
      return "bid without adm";
    }
    double price = bid.path("price").asDouble(0);
    if (!(price >= slot.floorCpm() - TOLERANCE) || !(price > 0)) {
      return "price is below the floor";
    }
    if (price == Double.POSITIVE_INFINITY) {
      return "price is no amount";
    }
    if (!bid.path("dealid").asString("").equals(slot.deal())) {
      return "dealid is not the imp's";
    }
    if (bid.path("mtype").asInt(0) != slot.media().markupType) {
      return "mtype is not the imp's";
    }
    if (slot.media() == Media.BANNER
        && (bid.path("w").asInt(0) != slot.opportunity().width()
            || bid.path("h").asInt(0) != slot.opportunity().height())) {
      return "w and h are not the imp's";
    }
    return "";
  }

  private static Sale.Bid bid(JsonNode bid, Offer offer) {
    return new Sale.Bid(
        bid.path("id").asString(),
        offer,
        bid.path("price").asDouble(),
        bid.path("nurl").asString(""),
        bid.path("burl").asString(""),
        bid.path("lurl").asString(""),
        bid.path("adm").asString());
  }
}
