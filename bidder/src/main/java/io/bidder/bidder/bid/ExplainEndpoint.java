package io.bidder.bidder.bid;

import io.bidder.bidder.admin.ExplainHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /explain?exchange=NAME&at=EPOCH_MILLIS&imp=ID&campaign=ID}: all parameters may be
 * left out. The request is treated as if the exchange had sent it at that time; only that
 * impression and that campaign are told of.
 */
public final class ExplainEndpoint implements ExplainHandler {
  static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private static final List<String> PARAMETERS = List.of("exchange", "at", "imp", "campaign");

  /** The end of the year 9999. */
  private static final long LAST_MILLIS = 253_402_300_799_999L;

  private final Map<String, Exchange> exchanges = new TreeMap<>();
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
  public void explain(byte[] body, Map<String, String> query, Reply reply) throws IOException {
    try {
      explainer.explain(query(query), body, reply);
    } catch (MalformedRequestException e) {
      problem(reply, "the request would be answered with 400: " + e.getMessage());
    } catch (UnknownNameException e) {
      problem(reply, String.valueOf(e.getMessage()));
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
  }

  private ExplainQuery query(Map<String, String> parameters) {
    for (String name : parameters.keySet()) {
      if (!PARAMETERS.contains(name)) {
        throw new UnknownNameException("unknown parameter", name, oneOf(PARAMETERS), PARAMETERS);
      }
    }
    String name = parameters.getOrDefault("exchange", "default");
    Exchange exchange = exchanges.get(name);
    if (exchange == null) {
      throw new UnknownNameException(
          "exchange is", name, oneOf(exchanges.keySet()), exchanges.keySet());
    }
    return new ExplainQuery(
        exchange, at(parameters.get("at")), parameters.get("imp"), parameters.get("campaign"));
  }

  private static String oneOf(Collection<String> known) {
    return "one of " + String.join(", ", known);
  }

  private long at(@Nullable String text) {
    if (text == null) {
      return clock.millis();
    }
    try {
      long at = Long.parseLong(text);
      if (at >= -LAST_MILLIS && at <= LAST_MILLIS) {
        return at;
      }
    } catch (NumberFormatException e) {
      // Told with the numbers that are none of a time.
    }
    throw new UnknownNameException("at is", text, "milliseconds since 1970", List.of());
  }

  private static void problem(Reply reply, String text) throws IOException {
    JsonMapper mapper = JsonMapper.shared();
    try (OutputStream out = reply.begin(BAD_REQUEST)) {
      out.write(
          mapper
              .writerWithDefaultPrettyPrinter()
              .writeValueAsBytes(mapper.createObjectNode().put("error", text)));
    }
  }
}
