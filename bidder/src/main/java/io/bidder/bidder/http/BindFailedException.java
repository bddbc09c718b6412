package io.bidder.bidder.http;

import io.bidder.settings.UserFailure;

/** A port that cannot be listened on; the message names its configuration key. */
public final class BindFailedException extends RuntimeException implements UserFailure {
  private static final long serialVersionUID = 1L;

  BindFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public boolean isWrongInput() {
    return false;
  }
}
