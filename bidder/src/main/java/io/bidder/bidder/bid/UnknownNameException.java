package io.bidder.bidder.bid;

/** A name in a query that nothing has. */
final class UnknownNameException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownNameException(String message) {
    super(message);
  }
}
