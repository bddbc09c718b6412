package io.bidder.market.replay;

import io.bidder.settings.InvalidInputException;

/** Input that a replay cannot work with; the message names it and says what was expected. */
final class ReplayInputException extends InvalidInputException {
  private static final long serialVersionUID = 1;

  ReplayInputException(String message) {
    super(message);
  }
}
