package io.bidder.bidder.bid;

import io.bidder.settings.Suggestions;
import java.util.Collection;

/** A name in a query that nothing has. */
final class UnknownNameException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is longer is no slip of the pen. */
  private static final int MAX_SUGGESTED = 100;

  /**
   * Says what was meant, if something known is near.
   *
   * @param what the value is of, and its verb
   * @param expected what its value should have been
   * @param known all values that it could have had
   */
  UnknownNameException(String what, String value, String expected, Collection<String> known) {
    super(
        what
            + " '"
            + value
            + "', expected "
            + expected
            + (value.length() > MAX_SUGGESTED ? "" : Suggestions.didYouMean(value, known)));
  }
}
