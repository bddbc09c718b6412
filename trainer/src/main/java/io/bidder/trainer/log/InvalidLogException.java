package io.bidder.trainer.log;

/**
 * A log that cannot be used as it is: the message, meant for the log's owner, names file, row or
 * line, the value and what was expected.
 */
public final class InvalidLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidLogException(String message) {
    super(message);
  }

  public InvalidLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
