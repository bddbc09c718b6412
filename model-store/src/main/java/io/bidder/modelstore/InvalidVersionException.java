package io.bidder.modelstore;

import io.bidder.settings.InvalidInputException;

/**
 * A version that must not be served: the message names the file, the field, its value and what was
 * expected.
 */
public class InvalidVersionException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  public InvalidVersionException(String message) {
    super(message);
  }

  public InvalidVersionException(String message, Throwable cause) {
    super(message, cause);
  }
}
