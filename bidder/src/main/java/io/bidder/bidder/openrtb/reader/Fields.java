package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.JsonReader;
import io.bidder.bidder.json.JsonReader.Token;
import io.bidder.bidder.json.NumberText;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.names.Bundles;
import io.bidder.bidder.names.Hosts;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.Regs;
import io.bidder.bidder.openrtb.TextList;

/**
 * Reads the values of optional fields leniently: exchanges send numbers as texts, whole numbers
 * with a fraction of zero, flags as numbers, ids as numbers, and one value for a list of it. What
 * cannot be understood, or nobody could have meant, is taken as absent and counted; null and the
 * empty text are absent.
 */
final class Fields extends Cursor {
  /** Chars of a text in a list. */
  static final int MAX_LIST_TEXT = 1024;

  /** The highest floor, a million for each impression: what asks for more is taken for it. */
  static final long MAX_FLOOR_CPM_MICROS = 1_000_000_000_000L;

  private final NumberText number = new NumberText();
  private final Hosts hosts = new Hosts();
  private final Bundles bundles = new Bundles();

  Fields(JsonReader json, BidRequest request) {
    super(json, request);
  }

  /** A text, or a number as it was written. */
  void text(Text into) {
    into.clear();
    if (json().isText() && json().text().length() <= MAX_TEXT) {
      json().text().copyTo(into);
    } else {
      ignore();
    }
  }

  void lowerCase(Text into) {
    text(into);
    into.toLowerCase();
  }

  /** A text that stands at two places, of which the other one counts. */
  void textIfEmpty(Text into) {
    if (into.isEmpty()) {
      text(into);
    } else {
      skip();
    }
  }

  /** The texts of an array. */
  void texts(TextList into) {
    into.clear();
    moreTexts(into);
  }

  /** The texts of an array, beside those that the list has. */
  void moreTexts(TextList into) {
    if (token() != Token.START_ARRAY) {
      element(into);
      return;
    }
    while (nextElement(into.isFull())) {
      element(into);
    }
  }

  /**
   * Hosts, as they are compared. What names none is counted and stays as an empty text, for a list
   * of nothing else is not as good as none.
   */
  void hosts(TextList into) {
    into.clear();
    if (token() != Token.START_ARRAY) {
      host(into);
      return;
    }
    while (nextElement(into.isFull())) {
      host(into);
    }
  }

  private void host(TextList into) {
    int before = into.size();
    element(into);
    if (into.size() > before) {
      Text host = into.get(before);
      hosts.find(host, host);
      countIfEmpty(host);
    }
  }

  /** Apps, as they are compared, likewise. */
  void bundles(TextList into) {
    into.clear();
    if (token() != Token.START_ARRAY) {
      bundle(into);
      return;
    }
    while (nextElement(into.isFull())) {
      bundle(into);
    }
  }

  private void bundle(TextList into) {
    int before = into.size();
    element(into);
    if (into.size() > before) {
      bundles.name(into.get(before));
      countIfEmpty(into.get(before));
    }
  }

  private void countIfEmpty(Text name) {
    if (name.isEmpty()) {
      notUnderstood();
    }
  }

  /**
   * Media types, in lower case: a number is none.
   *
   * @return false for a list that says that there is none
   */
  boolean mediaTypes(TextList into) {
    into.clear();
    boolean saysNone = token() == Token.START_ARRAY;
    if (saysNone) {
      while (nextElement(into.isFull())) {
        saysNone &= token() == Token.NULL || (json().isText() && json().text().isEmpty());
        mediaType(into);
      }
    } else {
      mediaType(into);
    }
    for (int i = 0; i < into.size(); i++) {
      into.get(i).toLowerCase();
    }
    return !saysNone;
  }

  private void mediaType(TextList into) {
    if (token() == Token.NUMBER) {
      ignore();
    } else {
      element(into);
    }
  }

  private void element(TextList into) {
    if (into.isFull()) {
      leaveOut();
      return;
    }
    if (!json().isText() || json().text().length() > MAX_LIST_TEXT) {
      ignore();
    } else if (!json().text().isEmpty()) {
      json().text().copyTo(into.add());
    }
  }

  /** Adds keywords, which are a text with commas or an array. */
  void keywords(Text into) {
    if (token() != Token.START_ARRAY) {
      join(into);
      return;
    }
    while (nextElement()) {
      join(into);
    }
  }

  private void join(Text into) {
    if (!json().isText() || json().text().length() > MAX_TEXT) {
      ignore();
      return;
    }
    int length = json().text().length();
    if (length == 0) {
      return;
    }
    if (into.length() + 1 + length > MAX_TEXT) {
      leaveOut();
      return;
    }
    if (!into.isEmpty()) {
      into.append(',');
    }
    json().text().appendTo(into);
  }

  /** A whole number, or {@link BidRequest#NONE}. */
  int integer() {
    return integer(-Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** A size, length or the like: a whole number of 0 and more. */
  int count() {
    return integer(0, Integer.MAX_VALUE);
  }

  /** A whole number of 1 and more. */
  int positive() {
    return integer(1, Integer.MAX_VALUE);
  }

  int integer(int least, int most) {
    if (!isNumber()) {
      return BidRequest.NONE;
    }
    int value = number.toInt();
    if (value == BidRequest.NONE || value < least || value > most) {
      notUnderstood();
      return BidRequest.NONE;
    }
    return value;
  }

  /** A number with a fraction, or NaN. */
  double decimal(double least, double most) {
    if (!isNumber()) {
      return Double.NaN;
    }
    double value = number.toDouble();
    if (!(value >= least && value <= most)) {
      notUnderstood();
      return Double.NaN;
    }
    return value;
  }

  /** A floor in units of its currency as micros; 0 where there is none or it is negative. */
  long floorMicros() {
    if (!isNumber()) {
      return 0;
    }
    if (number.isNegative()) {
      notUnderstood();
      return 0;
    }
    return Math.min(number.toMicros(), MAX_FLOOR_CPM_MICROS);
  }

  /** The whole numbers of an array. */
  void codes(IntList into) {
    into.clear();
    moreCodes(into);
  }

  /** The whole numbers of an array, beside those that the list has. */
  void moreCodes(IntList into) {
    if (token() != Token.START_ARRAY) {
      code(into);
      return;
    }
    while (nextElement(into.isFull())) {
      code(into);
    }
  }

  private void code(IntList into) {
    if (into.isFull()) {
      leaveOut();
      return;
    }
    int value = integer();
    if (value != BidRequest.NONE) {
      into.add(value);
    }
  }

  /** 1 or true; anything else that is understood is false. */
  boolean flag() {
    return bit() == 1;
  }

  /**
   * A flag that asks for privacy: 0 where it says no, {@link BidRequest#NONE} where it says
   * nothing, and 1 for anything else, be it a value that nobody has defined.
   */
  int signal() {
    if (token() == Token.NULL || (json().isText() && json().text().isEmpty())) {
      return BidRequest.NONE;
    }
    int said = bit();
    return said == BidRequest.NONE ? 1 : said;
  }

  /** A whole number that asks for privacy, and {@code unknown} for anything that is none. */
  int signalCode(int unknown) {
    if (token() == Token.NULL || (json().isText() && json().text().isEmpty())) {
      return BidRequest.NONE;
    }
    int code = count();
    return code == BidRequest.NONE ? unknown : code;
  }

  /** The stricter of two {@linkplain #signal() signals}. */
  static int stricter(int one, int other) {
    return one == BidRequest.NONE || (other != BidRequest.NONE && other > one) ? other : one;
  }

  /** A text that asks for privacy: one that cannot be kept must not look like none. */
  void signalText(Text into) {
    into.clear();
    if (json().isText() && json().text().length() <= MAX_TEXT) {
      json().text().copyTo(into);
    } else if (token() != Token.NULL) {
      ignore();
      into.set(Regs.NOT_UNDERSTOOD);
    }
  }

  /** Leaves of a BCP-47 tag such as en-GB its language, in lower case. */
  static void toLanguage(Text tag) {
    tag.toLowerCase();
    for (int i = 0; i < tag.length(); i++) {
      if (tag.charAt(i) == '-' || tag.charAt(i) == '_') {
        tag.truncate(i);
      }
    }
  }

  /** 0 or 1, also as false and true, or {@link BidRequest#NONE}. */
  int bit() {
    switch (token()) {
      case TRUE -> {
        return 1;
      }
      case FALSE -> {
        return 0;
      }
      case STRING -> {
        if (json().text().spells("true")) {
          return 1;
        }
        if (json().text().spells("false")) {
          return 0;
        }
      }
      default -> {}
    }
    return integer(0, 1);
  }

  /** Takes the value as a number, if it is one; passes over and counts what is none. */
  private boolean isNumber() {
    if (json().isText()) {
      if (json().text().isEmpty()) {
        return false;
      }
      if (json().text().parse(number)) {
        return true;
      }
    }
    ignore();
    return false;
  }
}
