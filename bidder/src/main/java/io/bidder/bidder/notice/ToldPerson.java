package io.bidder.bidder.notice;

import io.bidder.bidder.privacy.PersonHash;
import io.bidder.bidder.privacy.PersonHash.IdKind;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A person, by an id that bid requests name one by. No message has it.
 *
 * @param exchange that the id is of, as in its path
 */
record ToldPerson(IdKind kind, String exchange, String id) {
  private static final int MAX_ID_CHARS = 200;
  private static final String EXCHANGE = "exchange";
  private static final List<String> IDS = Stream.of(IdKind.values()).map(IdKind::label).toList();

  /** Reads the field of an order; null if it has none. */
  static @Nullable ToldPerson read(@Nullable JsonNode json) throws RefusedOrderException {
    if (json == null || json.isNull()) {
      return null;
    }
    JsonNode exchange = json.path(EXCHANGE);
    if (json.isObject() && (exchange.isMissingNode() || exchange.isString())) {
      int keys = exchange.isMissingNode() ? 1 : 2;
      for (IdKind kind : IdKind.values()) {
        if (json.has(kind.label()) && json.size() == keys) {
          return new ToldPerson(
              kind, exchange.asString("default"), id(json.path(kind.label()), kind));
        }
      }
    }
    throw refused(
        "person is none, expected an object with one of %s and an exchange's name".formatted(IDS));
  }

  private static String id(JsonNode json, IdKind kind) throws RefusedOrderException {
    String id = json.isString() ? json.stringValue() : "";
    if (!PersonHash.isId(id) || id.length() > MAX_ID_CHARS) {
      throw refused(
          "person.%s is none, expected an id of at most %d characters"
              .formatted(kind.label(), MAX_ID_CHARS));
    }
    return id;
  }

  private static RefusedOrderException refused(String why) {
    return new RefusedOrderException(OutcomeResult.MALFORMED, why);
  }
}
