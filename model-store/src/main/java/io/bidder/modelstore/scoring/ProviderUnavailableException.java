package io.bidder.modelstore.scoring;

import io.bidder.settings.UserFailure;

/** The execution provider that was asked for is not there, and falling back was not allowed. */
public final class ProviderUnavailableException extends RuntimeException implements UserFailure {
  private static final long serialVersionUID = 1L;

  ProviderUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public boolean isWrongInput() {
    return false;
  }
}
