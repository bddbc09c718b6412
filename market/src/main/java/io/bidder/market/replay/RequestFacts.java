package io.bidder.market.replay;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The facts of a request that its answers are checked against, read as leniently as exchanges
 * write: ids may be numbers, numbers texts. Immutable.
 *
 * @param id empty where there is none
 * @param tmaxMillis 0 where there is none
 * @param currencies in which bids are allowed; empty for any
 * @param imps by id
 */
record RequestFacts(String id, int tmaxMillis, Set<String> currencies, Map<String, Imp> imps) {
  /** The facts of a request that is no JSON object: no bid can be right. */
  static final RequestFacts NONE = new RequestFacts("", 0, Set.of(), Map.of());

  private static final String DEFAULT_CURRENCY = "USD";

  RequestFacts {
    currencies = Set.copyOf(currencies);
    imps = Map.copyOf(imps);
  }

  /**
   * An impression on offer.
   *
   * @param deals floors by deal id
   */
  record Imp(Floor floor, Map<String, Floor> deals) {
    Imp {
      deals = Map.copyOf(deals);
    }
  }

  /** The least price, CPM in a currency. */
  record Floor(double cpm, String currency) {}

  /** The time that an answer may take: the {@code tmax}, or another where there is none. */
  int deadlineMillis(int withoutTmax) {
    return tmaxMillis > 0 ? tmaxMillis : withoutTmax;
  }

  /** Reads a request's bytes. */
  static RequestFacts of(byte[] body) {
    JsonNode request;
    try {
      request = JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      return NONE;
    }
    if (!request.isObject()) {
      return NONE;
    }
    Set<String> currencies = new HashSet<>();
    for (JsonNode currency : request.path("cur")) {
      currencies.add(text(currency));
    }
    Map<String, Imp> imps = new HashMap<>();
    for (JsonNode imp : request.path("imp")) {
      String id = text(imp.path("id"));
      if (!id.isEmpty()) {
        imps.put(id, imp(imp));
      }
    }
    double tmax = number(request.path("tmax"));
    return new RequestFacts(
        text(request.path("id")),
        tmax >= 1 && tmax <= Integer.MAX_VALUE ? (int) tmax : 0,
        currencies,
        imps);
  }

  private static Imp imp(JsonNode imp) {
    Map<String, Floor> deals = new HashMap<>();
    for (JsonNode deal : imp.path("pmp").path("deals")) {
      deals.put(text(deal.path("id")), floor(deal));
    }
    return new Imp(floor(imp), deals);
  }

  private static Floor floor(JsonNode of) {
    String currency = text(of.path("bidfloorcur"));
    double cpm = number(of.path("bidfloor"));
    return new Floor(cpm > 0 ? cpm : 0, currency.isEmpty() ? DEFAULT_CURRENCY : currency);
  }

  /** A scalar's text, empty for anything else. */
  static String text(@Nullable JsonNode node) {
    return node == null || !node.isValueNode() || node.isNull() || node.isMissingNode()
        ? ""
        : node.asString();
  }

  /** A number or a text that spells one; 0 for anything else. */
  static double number(JsonNode node) {
    return node.isValueNode() ? node.asDouble(0) : 0;
  }
}
