package io.bidder.modelstore;

import io.bidder.settings.UserFailure;
import java.io.IOException;

/**
 * The store cannot do what was asked: no such version, nothing to roll back to, a full disk. The
 * message names the path or id and what was expected; the cause is an {@link IOException} if the
 * storage failed.
 */
public class ModelStoreException extends RuntimeException implements UserFailure {
  private static final long serialVersionUID = 1L;

  public ModelStoreException(String message) {
    super(message);
  }

  public ModelStoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Tells whether the storage failed, rather than that something was asked for that is not there.
   */
  public boolean isStorageFailure() {
    return getCause() instanceof IOException;
  }

  @Override
  public boolean isWrongInput() {
    return !isStorageFailure();
  }
}
