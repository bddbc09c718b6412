package io.bidder.settings;

/**
 * Input that cannot be used: a wrong file, option or version. The message says what is wrong, where
 * and what was expected, a line for each problem. Commands print it and end with exit code 2.
 */
public class InvalidInputException extends IllegalArgumentException implements UserFailure {
  private static final long serialVersionUID = 1L;

  public InvalidInputException(String message) {
    super(message);
  }

  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public boolean isWrongInput() {
    return true;
  }
}
