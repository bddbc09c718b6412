package io.bidder.bidder.bid;

import io.bidder.bidder.admin.ExplainHandler;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /explain?exchange=NAME&at=EPOCH_MILLIS}: both parameters may be left out. The request
 * is treated as if the exchange had sent it at that time.
 */
public final class ExplainEndpoint implements ExplainHandler {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final Map<String, Exchange> exchanges = new HashMap<>();
  private final Explainer explainer;
  private final InstantSource clock;

  public ExplainEndpoint(List<Exchange> exchanges, Explainer explainer, InstantSource clock) {
    for (Exchange exchange : exchanges) {
      this.exchanges.put(exchange.config().label(), exchange);
    }
    this.explainer = explainer;
    this.clock = clock;
  }

  @Override
  public Explanation explain(byte[] body, Map<String, String> query) {
    String name = query.getOrDefault("exchange", "default");
    Exchange exchange = exchanges.get(name);
    if (exchange == null) {
      return problem("exchange is '" + name + "', expected one of " + exchanges.keySet());
    }
    long at = clock.millis();
    String time = query.get("at");
    if (time != null) {
      try {
        at = Long.parseLong(time);
      } catch (NumberFormatException e) {
        return problem("at is '" + time + "', expected milliseconds since 1970");
      }
    }
    try {
      return new Explanation(OK, explainer.explain(exchange, body, at).toPrettyString());
    } catch (MalformedRequestException e) {
      return problem("the request would be answered with 400: " + e.getMessage());
    }
  }

  private static Explanation problem(String text) {
    return new Explanation(
        BAD_REQUEST, JsonMapper.shared().createObjectNode().put("error", text).toPrettyString());
  }
}
