package io.bidder.bidder.serve;

import io.bidder.settings.command.ExitCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Ends a process that cannot do its work any more, with {@link ExitCode#BROKEN}, so that whoever
 * started it starts it again: in order if that is possible, at once if something holds it up. Once;
 * safe from any thread.
 */
final class Ending implements Consumer<String>, UncaughtExceptionHandler {
  private static final Logger LOG = System.getLogger(Ending.class.getName());

  private final Duration patience;
  private boolean begun;

  /**
   * Ends nothing yet.
   *
   * @param patience that an end in order gets
   */
  Ending(Duration patience) {
    this.patience = patience;
  }

  /** Ends the process. */
  @Override
  public void accept(String why) {
    synchronized (this) {
      if (begun) {
        return;
      }
      begun = true;
    }
    try {
      // First, as all that follows may be held up.
      Thread.ofPlatform().name("halt").daemon(true).start(this::halt);
      LOG.log(Level.ERROR, "the process ends with code {0}: {1}", ExitCode.BROKEN, why);
      Thread.ofPlatform().name("exit").daemon(true).start(() -> System.exit(ExitCode.BROKEN));
    } catch (Throwable e) {
      Runtime.getRuntime().halt(ExitCode.BROKEN);
    }
  }

  private void halt() {
    try {
      Thread.sleep(patience);
    } catch (InterruptedException e) {
      // Then without patience.
    }
    Runtime.getRuntime().halt(ExitCode.BROKEN);
  }

  /** Ends the process: what the thread was there for, nobody does any more. */
  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    try {
      LOG.log(Level.ERROR, "a thread has ended", failure);
    } finally {
      accept("thread " + thread.getName() + " has ended with " + failure.getClass().getName());
    }
  }
}
