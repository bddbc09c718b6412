package io.bidder.modelstore.scoring;

import io.bidder.settings.UserFailure;

/** ONNX Runtime failed on rows of a model that had opened well: a bug or a lack of memory. */
public final class ScoringException extends RuntimeException implements UserFailure {
  private static final long serialVersionUID = 1L;

  ScoringException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public boolean isWrongInput() {
    return false;
  }
}
