package io.bidder.modelstore;

/**
 * The store cannot do what was asked: no such version, nothing to roll back to, a full disk. The
 * message names the path or id and what was expected; the cause is an {@link java.io.IOException}
 * if the storage failed.
 */
public class ModelStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelStoreException(String message) {
    super(message);
  }

  public ModelStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
