package io.bidder.settings.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has whoever ends the process, such as by Ctrl-C, end what runs and wait until it is reported:
 * until this is closed.
 */
public final class EarlyEnd implements AutoCloseable {
  private static final long MOST_SECONDS = 60;

  private final CountDownLatch reported = new CountDownLatch(1);
  private final Thread hook = new Thread(this::end, "end-early");
  private Runnable stop = () -> {};
  private boolean isEnding;

  /** Nothing runs yet. */
  public EarlyEnd() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Says how to end what runs now: at once, if it was to end before it began.
   *
   * @param stop from a thread of its own
   */
  public synchronized void by(Runnable stop) {
    this.stop = stop;
    if (isEnding) {
      stop.run();
    }
  }

  private void end() {
    synchronized (this) {
      isEnding = true;
      stop.run();
    }
    try {
      var _ = reported.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // Whoever ends this is in a greater hurry.
    }
  }

  @Override
  public void close() {
    reported.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already.
    }
  }
}
