package io.bidder.bidder.http;

/** A port that cannot be listened on; the message names its configuration key. */
public final class BindFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BindFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
