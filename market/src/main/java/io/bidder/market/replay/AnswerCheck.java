package io.bidder.market.replay;

import io.bidder.market.load.HttpAnswer;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks an answer against its request, and tells bids, no-bids, refusals and errors apart.
 *
 * @see <a
 *     href="https://github.com/InteractiveAdvertisingBureau/openrtb2.x/blob/main/2.6.md">OpenRTB
 *     2.6, section 4</a>
 */
final class AnswerCheck {
  /** The reason of a no-bid that gives none. */
  static final String UNKNOWN = "unknown";

  /** The header of an answer without a bid that says why. */
  private static final String NO_BID_HEADER = "x-bidder-nobid";

  /** Prices are decimal fractions, which doubles do not hold exactly. */
  private static final double PRICE_TOLERANCE = 1e-9;

  private AnswerCheck() {}

  /** The kinds of answers. */
  enum Kind {
    BID,
    NO_BID,
    /** 400: the server took the request for malformed. */
    MALFORMED,
    ERROR
  }

  /**
   * An answer's kind and why.
   *
   * @param reason of a no-bid or an error; empty otherwise
   */
  record Verdict(Kind kind, String reason) {
    static final Verdict BID = new Verdict(Kind.BID, "");
    static final Verdict MALFORMED = new Verdict(Kind.MALFORMED, "");

    static Verdict error(String reason) {
      return new Verdict(Kind.ERROR, reason);
    }
  }

  static Verdict verdict(RequestFacts request, HttpAnswer answer) {
    return switch (answer.status()) {
      case 200 -> ofBody(request, answer);
      case 204 -> noBid(answer, UNKNOWN);
      case 400 -> Verdict.MALFORMED;
      default -> Verdict.error("status " + answer.status());
    };
  }

  private static Verdict ofBody(RequestFacts request, HttpAnswer answer) {
    JsonNode response;
    try {
      response = JsonMapper.shared().readTree(answer.body());
    } catch (JacksonException e) {
      return Verdict.error("the body is no JSON");
    }
    if (!response.isObject()) {
      return Verdict.error("the body is no JSON object");
    }
    if (request.equals(RequestFacts.NONE)) {
      return Verdict.error("200 for a request that is no JSON object");
    }
    if (!request.id().equals(RequestFacts.text(response.path("id")))) {
      return Verdict.error("id is not the request's");
    }
    String currency = RequestFacts.text(response.path("cur"));
    if (currency.isEmpty()) {
      currency = "USD";
    }
    int bids = 0;
    for (JsonNode seat : response.path("seatbid")) {
      for (JsonNode bid : seat.path("bid")) {
        bids++;
        String problem = problem(request, currency, bid);
        if (!problem.isEmpty()) {
          return Verdict.error(problem);
        }
      }
    }
    if (bids == 0) {
      return response.path("nbr").isNumber()
          ? noBid(answer, "nbr-" + response.path("nbr").asInt())
          : Verdict.error("neither a bid nor nbr");
    }
    return request.currencies().isEmpty() || request.currencies().contains(currency)
        ? Verdict.BID
        : Verdict.error("cur is none of the request's");
  }

  private static Verdict noBid(HttpAnswer answer, String otherwise) {
    String reason = answer.header(NO_BID_HEADER);
    return new Verdict(Kind.NO_BID, reason.isEmpty() ? otherwise : reason);
  }

  private static String problem(RequestFacts request, String currency, JsonNode bid) {
    for (String field : new String[] {"id", "impid", "crid"}) {
      if (!bid.path(field).isString() || bid.path(field).asString().isEmpty()) {
        return "bid without " + field;
      }
    }
    if (!bid.path("adomain").isArray() || bid.path("adomain").isEmpty()) {
      return "bid without adomain";
    }
    RequestFacts.Imp imp = request.imps().get(bid.path("impid").asString());
    if (imp == null) {
      return "impid is none of the request's";
    }
    if (!bid.path("price").isNumber() || !(bid.path("price").asDouble() > 0)) {
      return "price is not above 0";
    }
    return priceProblem(imp, currency, bid);
  }

  private static String priceProblem(RequestFacts.Imp imp, String currency, JsonNode bid) {
    RequestFacts.Floor floor = imp.floor();
    String deal = RequestFacts.text(bid.path("dealid"));
    if (!deal.isEmpty()) {
      Map<String, RequestFacts.Floor> deals = imp.deals();
      floor = deals.get(deal);
      if (floor == null) {
        return "dealid is none of the imp's";
      }
    }
    boolean below =
        floor.currency().equals(currency)
            && bid.path("price").asDouble() < floor.cpm() - PRICE_TOLERANCE;
    return below ? "price is below the floor" : "";
  }
}
