package io.bidder.settings.command;

/** The exit codes of every command. */
public final class ExitCode {
  public static final int DONE = 0;

  /** The run failed: storage, training, memory. */
  public static final int FAILED = 1;

  /** Wrong options, configuration or input. */
  public static final int WRONG_INPUT = 2;

  /** The JVM's own: there is no more heap. */
  public static final int OUT_OF_MEMORY = 3;

  /** A process that was up could not do its work any more, and is to be started again. */
  public static final int BROKEN = 4;

  /** A version was made and published, but is not good enough to become the current one. */
  public static final int NOT_PROMOTED = 5;

  private ExitCode() {}
}
