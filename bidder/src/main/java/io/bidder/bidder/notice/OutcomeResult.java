package io.bidder.bidder.notice;

import io.bidder.bidder.http.Status;
import java.util.Locale;

/** What was made of a notice. */
public enum OutcomeResult {
  /** It is in the log. */
  ACCEPTED,
  /** Likewise, at the bid, for the price that it told was above it. */
  ABOVE_BID,
  /** It was in the log already. */
  DUPLICATE,
  /** A HEAD request or a prefetch: answered, but nothing has happened. */
  NOT_COUNTED,
  /** A billing notice of an exchange that bills by something else: answered, not recorded. */
  NOT_BILLING,
  /** Its token is none. */
  MALFORMED,
  /** Its token was signed with a key that is not in the ring. */
  UNKNOWN_KEY,
  /** Its token was altered, made up, or signed for another use. */
  FORGED,
  /** Its token's life has passed. */
  EXPIRED,
  /** It tells a price, or a loss reason, that is none. */
  WRONG_PRICE,
  /** It tells another currency than the bid's, or one that is none. */
  WRONG_CURRENCY,
  /** It tells a time that is none, before the bid or in the future. */
  WRONG_TIME,
  /** It is told with no token that an advertiser has. */
  UNAUTHORIZED,
  /** It is told by another advertiser than the click's. */
  OTHER_ADVERTISER,
  /** It takes back an order that is not remembered, and tells no click. */
  UNKNOWN_ORDER,
  /** It tells no click, and its person has none that is remembered. */
  UNKNOWN_PERSON,
  /** {@code outcomes.maxNotices} are remembered: it is to be sent again. */
  FULL,
  /** The log does not take it: it is to be sent again. */
  UNAVAILABLE;

  /** The result as a metric's label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status that a notice of its own is answered with. */
  Status status() {
    return switch (this) {
      case ACCEPTED, ABOVE_BID, DUPLICATE, NOT_COUNTED, NOT_BILLING -> Status.OK;
      case MALFORMED, WRONG_PRICE, WRONG_CURRENCY, WRONG_TIME, UNKNOWN_ORDER, UNKNOWN_PERSON ->
          Status.BAD_REQUEST;
      case UNAUTHORIZED -> Status.UNAUTHORIZED;
      case UNKNOWN_KEY, FORGED, OTHER_ADVERTISER -> Status.FORBIDDEN;
      case EXPIRED -> Status.GONE;
      case FULL, UNAVAILABLE -> Status.SERVICE_UNAVAILABLE;
    };
  }

  /** True if the notice is lost unless it is sent again. */
  boolean mustComeAgain() {
    return status() == Status.SERVICE_UNAVAILABLE;
  }
}
