package io.bidder.settings;

/**
 * An exception that is no bug: its message, a line for each problem, is all that whoever runs a
 * command needs to know.
 */
public interface UserFailure {
  /** True if the input is wrong; false if a run on right input failed. */
  boolean isWrongInput();
}
