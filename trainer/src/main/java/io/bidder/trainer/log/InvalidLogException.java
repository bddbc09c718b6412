package io.bidder.trainer.log;

import io.bidder.settings.InvalidInputException;

/**
 * A log that cannot be used as it is: the message, meant for the log's owner, names file, row or
 * line, the value and what was expected.
 */
public final class InvalidLogException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  public InvalidLogException(String message) {
    super(message);
  }

  public InvalidLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
