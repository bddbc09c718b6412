package io.bidder.eventlog.event;

import io.bidder.settings.UserFailure;

/** Bytes that are no event of event.proto. */
public final class InvalidEventException extends RuntimeException implements UserFailure {
  private static final long serialVersionUID = 1L;

  InvalidEventException(String message) {
    super(message);
  }

  @Override
  public boolean isWrongInput() {
    return true;
  }
}
