package io.bidder.trainer.learning;

/**
 * Training cannot go on: the message names the row, the feature, its value and what was expected.
 */
public class TrainingFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingFailedException(String message) {
    super(message);
  }
}
