package io.bidder.bidder.bid;

/** A request that cannot be read; the message says why. */
final class MalformedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedRequestException(String message) {
    super(message);
  }
}
