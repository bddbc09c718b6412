package io.bidder.bidder.openrtb;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the values of optional fields leniently: exchanges send numbers as texts, whole numbers
 * with a fraction of zero, flags as numbers and ids as numbers. What cannot be understood is taken
 * as absent and counted.
 *
 * <p>Every method is called with the parser at the field's value and leaves it at the value's last
 * token. One thread's.
 */
final class Fields {
  /** Chars of a text that are kept; a longer one is cut and counted. */
  static final int MAX_TEXT = 8192;

  /** Digits and the like of a number that is worth reading. */
  private static final int MAX_NUMBER = 64;

  private static final double MICROS = 1e6;

  /** A floor beyond this is one that nobody reaches: a million a thousand impressions. */
  private static final long MAX_FLOOR_MICROS = 1_000_000_000_000L;

  private static final double[] POWERS = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
  }

  private JsonParser parser;
  private BidRequest request;

  Fields(JsonParser parser, BidRequest request) {
    this.parser = parser;
    this.request = request;
  }

  JsonParser parser() {
    return parser;
  }

  BidRequest request() {
    return request;
  }

  /** Reads from another source for a while; the caller restores the one before. */
  JsonParser swapParser(JsonParser other) {
    JsonParser before = parser;
    parser = other;
    return before;
  }

  void begin(JsonParser of, BidRequest into) {
    parser = of;
    request = into;
  }

  /** The name of the object's next field, or null at its end. */
  @Nullable String nextField() {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.END_OBJECT) {
      return null;
    }
    String name = parser.currentName();
    parser.nextToken();
    return name;
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Whether the value is an object; skips and counts what is neither that nor null. */
  boolean isObject() {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return true;
    }
    ignore();
    return false;
  }

  /** Whether the value is an array; skips and counts what is neither that nor null. */
  boolean isArray() {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      return true;
    }
    ignore();
    return false;
  }

  /** Whether the array has another element, which the parser is then at. */
  boolean nextElement() {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  /** Passes over a value that is not used. */
  void skip() {
    parser.skipChildren();
  }

  /** Passes over a value that is not understood; null is as good as absent. */
  void ignore() {
    if (!isNull()) {
      request.ignoredFields++;
      parser.skipChildren();
    }
  }

  void leaveOut() {
    request.elementsLeftOut++;
    parser.skipChildren();
  }

  /** A text, or a number as it was written. */
  void text(Text into) {
    into.clear();
    switch (parser.currentToken()) {
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        int length = parser.getStringLength();
        if (length > MAX_TEXT) {
          length = MAX_TEXT;
          request.elementsLeftOut++;
        }
        into.set(parser.getStringCharacters(), parser.getStringOffset(), length);
      }
      default -> ignore();
    }
  }

  void lowerCase(Text into) {
    text(into);
    into.toLowerCase();
  }

  /** The texts of an array, or a single one that stands for an array of it. */
  void texts(TextList into, boolean lowerCase) {
    into.clear();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      if (parser.currentToken().isScalarValue() && !isNull()) {
        addText(into, lowerCase);
      } else {
        ignore();
      }
      return;
    }
    while (nextElement()) {
      addText(into, lowerCase);
    }
  }

  private void addText(TextList into, boolean lowerCase) {
    if (into.isFull()) {
      leaveOut();
      return;
    }
    Text added = into.add();
    text(added);
    if (lowerCase) {
      added.toLowerCase();
    }
    if (added.isEmpty()) {
      into.removeLast();
    }
  }

  /** Adds comma-separated texts: an array's, or a text's own. */
  void joined(Text into) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      if (into.isEmpty()) {
        text(into);
      } else {
        append(into);
      }
      return;
    }
    while (nextElement()) {
      append(into);
    }
  }

  private void append(Text into) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      ignore();
      return;
    }
    char[] chars = parser.getStringCharacters();
    int from = parser.getStringOffset();
    int length = parser.getStringLength();
    if (into.length() + 1 + length > MAX_TEXT) {
      request.elementsLeftOut++;
      return;
    }
    if (!into.isEmpty()) {
      into.append(',');
    }
    for (int i = 0; i < length; i++) {
      into.append(chars[from + i]);
    }
  }

  /** A whole number, or {@link BidRequest#NONE}. */
  int integer() {
    double value = number();
    if (value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE) {
      return (int) value;
    }
    if (!Double.isNaN(value)) {
      request.ignoredFields++;
    }
    return BidRequest.NONE;
  }

  /** The whole numbers of an array, or a single one that stands for an array of it. */
  void integers(IntList into) {
    into.clear();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      addInteger(into);
      return;
    }
    while (nextElement()) {
      addInteger(into);
    }
  }

  void addInteger(IntList into) {
    if (into.isFull()) {
      leaveOut();
      return;
    }
    int value = integer();
    if (value != BidRequest.NONE) {
      into.add(value);
    }
  }

  /** True, a number other than 0, or a text that says so. */
  boolean flag() {
    switch (parser.currentToken()) {
      case VALUE_TRUE -> {
        return true;
      }
      case VALUE_FALSE -> {
        return false;
      }
      case VALUE_STRING -> {
        if (is("true")) {
          return true;
        }
        if (is("false") || parser.getStringLength() == 0) {
          return false;
        }
      }
      default -> {}
    }
    double value = number();
    return !Double.isNaN(value) && value != 0;
  }

  private boolean is(String expected) {
    if (parser.getStringLength() != expected.length()) {
      return false;
    }
    char[] chars = parser.getStringCharacters();
    int from = parser.getStringOffset();
    for (int i = 0; i < expected.length(); i++) {
      if (Character.toLowerCase(chars[from + i]) != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A finite number, also one written as a text, or NaN. */
  double number() {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      if (parser.getStringLength() > MAX_NUMBER) {
        ignore();
        return Double.NaN;
      }
      double value = decimal();
      if (Double.isNaN(value)) {
        request.ignoredFields++;
      }
      return value;
    }
    if (token == JsonToken.VALUE_STRING && parser.getStringLength() <= MAX_NUMBER) {
      if (parser.getStringLength() == 0) {
        return Double.NaN;
      }
      double value = decimal();
      if (!Double.isNaN(value)) {
        return value;
      }
    }
    ignore();
    return Double.NaN;
  }

  /** An amount in units as micros, rounded; 0 where there is none or it is negative. */
  long floorMicros() {
    double units = number();
    if (Double.isNaN(units)) {
      return 0;
    }
    if (units < 0) {
      request.ignoredFields++;
      return 0;
    }
    double micros = Math.rint(units * MICROS);
    if (micros >= MAX_FLOOR_MICROS) {
      request.ignoredFields++;
      return MAX_FLOOR_MICROS;
    }
    return (long) micros;
  }

  /**
   * The value's chars as a decimal number, without making a text of them where the digits fit a
   * long; NaN if they are none, or infinite.
   */
  private double decimal() {
    char[] chars = parser.getStringCharacters();
    int at = parser.getStringOffset();
    int end = at + parser.getStringLength();
    while (at < end && chars[at] == ' ') {
      at++;
    }
    while (end > at && chars[end - 1] == ' ') {
      end--;
    }
    int start = at;
    boolean negative = at < end && chars[at] == '-';
    if (negative) {
      at++;
    }
    long digits = 0;
    int count = 0;
    int fraction = 0;
    boolean point = false;
    for (; at < end && count < 18; at++) {
      char c = chars[at];
      if (c >= '0' && c <= '9') {
        digits = 10 * digits + (c - '0');
        count++;
        if (point) {
          fraction++;
        }
      } else if (c == '.' && !point && count > 0) {
        point = true;
      } else {
        break;
      }
    }
    if (at == end && count > 0 && digits < 1L << 53 && fraction < POWERS.length) {
      // Both exact, so that the quotient is the nearest double (Clinger 1990).
      double value = digits / POWERS[fraction];
      return negative ? -value : value;
    }
    return slowDecimal(chars, start, end);
  }

  private static double slowDecimal(char[] chars, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = chars[i];
      if (!((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) {
        return Double.NaN;
      }
    }
    try {
      double value = Double.parseDouble(new String(chars, start, end - start));
      return Double.isInfinite(value) ? Double.NaN : value;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
