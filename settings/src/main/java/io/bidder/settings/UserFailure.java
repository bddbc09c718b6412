package io.bidder.settings;

/**
 * An exception that is no bug: its message, a line for each problem, is all that whoever runs a
 * command needs to know.
 */
public interface UserFailure {
  /** Whether the input is wrong, rather than that a run on right input failed. */
  boolean isWrongInput();
}
