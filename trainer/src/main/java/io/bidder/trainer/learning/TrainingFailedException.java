package io.bidder.trainer.learning;

import io.bidder.settings.UserFailure;

/**
 * Training cannot go on: the message names the row, the feature, its value and what was expected.
 */
public class TrainingFailedException extends RuntimeException implements UserFailure {
  private static final long serialVersionUID = 1L;

  public TrainingFailedException(String message) {
    super(message);
  }

  @Override
  public boolean isWrongInput() {
    return false;
  }
}
