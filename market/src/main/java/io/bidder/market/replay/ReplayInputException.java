package io.bidder.market.replay;

/** Input that a replay cannot work with; the message names it and says what was expected. */
final class ReplayInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReplayInputException(String message) {
    super(message);
  }
}
