package io.bidder.settings.scheduling;

import java.util.concurrent.locks.LockSupport;

/** Waits for threads that have been told to end. */
public final class Ending {
  private Ending() {}

  /**
   * Wakes a thread if it is parked, and waits until it has ended, also if the calling one is
   * interrupted meanwhile, which it then finds itself to be.
   */
  public static void await(Thread thread) {
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
