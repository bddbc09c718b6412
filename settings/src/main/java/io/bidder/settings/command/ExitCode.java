package io.bidder.settings.command;

/** The exit codes of every command. */
public final class ExitCode {
  public static final int DONE = 0;

  /** The run failed: storage, training, memory. */
  public static final int FAILED = 1;

  /** Wrong options, configuration or input. */
  public static final int WRONG_INPUT = 2;

  private ExitCode() {}
}
