package io.bidder.modelstore;

/**
 * A version that must not be served: the message names the file, the field, its value and what was
 * expected.
 */
public class InvalidVersionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidVersionException(String message) {
    super(message);
  }

  public InvalidVersionException(String message, Throwable cause) {
    super(message, cause);
  }
}
