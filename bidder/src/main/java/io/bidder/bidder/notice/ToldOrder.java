package io.bidder.bidder.notice;

import io.bidder.bidder.http.RouteRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An order, or a refund of one, as an advertiser tells of it.
 *
 * @param clickId of the click that led to it; empty for none
 * @param person whose order it is; null if that is not told
 * @param orderId the advertiser's own
 * @param valueMicros below 0 for a refund
 * @param currency ISO 4217; empty for the bid's
 * @param time when it happened; null for now
 */
record ToldOrder(
    String clickId,
    @Nullable ToldPerson person,
    String orderId,
    long valueMicros,
    String currency,
    @Nullable Instant time) {
  private static final int MAX_ID_CHARS = 200;
  private static final int MAX_SHOWN_CHARS = 60;
  private static final int MICROS_DIGITS = 6;
  private static final int MAX_UNITS_DIGITS = 10;
  private static final BigDecimal MAX_MICROS = BigDecimal.TEN.pow(MAX_UNITS_DIGITS + MICROS_DIGITS);
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{0,10})?");
  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());
  private static final List<String> KEYS =
      List.of("click", "person", "order", "value", "currency", "time");

  /** True if it takes an order back, in part or whole. */
  boolean isRefund() {
    return valueMicros < 0;
  }

  /** Reads the parameters of a pixel. */
  static ToldOrder read(RouteRequest pixel) throws RefusedOrderException {
    String click = pixel.parameter("click");
    String value = pixel.parameter("value");
    String currency = pixel.parameter("cur");
    BigDecimal units = BigDecimal.ZERO;
    if (value != null && !value.isEmpty()) {
      if (!DECIMAL.matcher(value).matches()) {
        throw refused(OutcomeResult.WRONG_PRICE, "value", value, "a decimal number");
      }
      units = new BigDecimal(value);
    }
    return new ToldOrder(
        click == null ? "" : click,
        null,
        orderId(pixel.parameter("order")),
        micros(units),
        currency == null ? "" : currency(currency),
        null);
  }

  /** Reads an object of a server's. */
  static ToldOrder read(JsonNode json) throws RefusedOrderException {
    if (!json.isObject()) {
      throw refused(OutcomeResult.MALFORMED, "an item", json, "an object");
    }
    for (String key : json.propertyNames()) {
      // A misspelt value would be an order of 0.
      if (!KEYS.contains(key)) {
        throw new RefusedOrderException(
            OutcomeResult.MALFORMED, shown(key) + ": unknown key, expected one of " + KEYS);
      }
    }
    String click = text(json, "click", OutcomeResult.MALFORMED, "the id of a click");
    String currency = text(json, "currency", OutcomeResult.WRONG_CURRENCY, "a code of ISO 4217");
    return new ToldOrder(
        click == null ? "" : click,
        ToldPerson.read(json.get("person")),
        orderId(text(json, "order", OutcomeResult.MALFORMED, "a text")),
        value(json),
        currency == null ? "" : currency(currency),
        time(json));
  }

  private static @Nullable String text(
      JsonNode json, String key, OutcomeResult otherwise, String expected)
      throws RefusedOrderException {
    JsonNode node = json.get(key);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isString()) {
      throw refused(otherwise, key, node, expected);
    }
    return node.stringValue();
  }

  private static String orderId(@Nullable String id) throws RefusedOrderException {
    String expected = "a text of 1 to " + MAX_ID_CHARS + " characters";
    if (id == null) {
      throw new RefusedOrderException(
          OutcomeResult.MALFORMED, "order is missing, expected " + expected);
    }
    if (id.isBlank() || id.length() > MAX_ID_CHARS) {
      throw refused(OutcomeResult.MALFORMED, "order", id, expected);
    }
    return id;
  }

  private static String currency(String code) throws RefusedOrderException {
    if (!CURRENCIES.contains(code)) {
      throw refused(OutcomeResult.WRONG_CURRENCY, "currency", code, "a code of ISO 4217");
    }
    return code;
  }

  private static long value(JsonNode json) throws RefusedOrderException {
    JsonNode node = json.get("value");
    if (node == null || node.isNull()) {
      return 0;
    }
    if (!node.isNumber()) {
      throw refused(OutcomeResult.WRONG_PRICE, "value", node, "a number");
    }
    return micros(node.decimalValue());
  }

  private static long micros(BigDecimal units) throws RefusedOrderException {
    // First how many digits it would have: 1e999999999 is a short text.
    long digits = units.signum() == 0 ? 0 : (long) units.precision() - units.scale();
    if (digits < -MICROS_DIGITS) {
      return 0;
    }
    if (digits <= MAX_UNITS_DIGITS + 1) {
      BigDecimal micros = units.movePointRight(MICROS_DIGITS).setScale(0, RoundingMode.HALF_UP);
      if (micros.abs().compareTo(MAX_MICROS) <= 0) {
        return micros.longValueExact();
      }
    }
    throw refused(
        OutcomeResult.WRONG_PRICE,
        "value",
        units,
        "an amount of at most 10^" + MAX_UNITS_DIGITS + ", or of a refund down to as much below 0");
  }

  private static @Nullable Instant time(JsonNode json) throws RefusedOrderException {
    JsonNode node = json.get("time");
    if (node == null || node.isNull()) {
      return null;
    }
    try {
      if (node.isString()) {
        return OffsetDateTime.parse(node.stringValue()).toInstant();
      }
      if (node.isIntegralNumber() && node.canConvertToLong()) {
        return Instant.ofEpochMilli(node.longValue());
      }
    } catch (DateTimeException e) {
      // Not as expected.
    }
    throw refused(
        OutcomeResult.WRONG_TIME,
        "time",
        node,
        "a time of RFC 3339, as 2026-01-31T12:00:00Z, or milliseconds since 1970");
  }

  static RefusedOrderException refused(
      OutcomeResult result, String key, Object value, String expected) {
    return new RefusedOrderException(
        result, key + " is " + shown(value.toString()) + ", expected " + expected);
  }

  private static String shown(String text) {
    return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
  }
}
