package io.bidder.bidder.serve;

import java.time.InstantSource;

/**
 * A task that is due each time that so much of a clock's time has gone by, however fast that goes.
 * It is run by being asked often enough, and once for all the time that has gone by since. One
 * thread's.
 */
final class DueTask implements Runnable {
  private final Runnable task;
  private final long everyMillis;
  private final InstantSource clock;
  private long lastMillis;

  /** A task that is due at once. */
  DueTask(Runnable task, long everyMillis, InstantSource clock) {
    this.task = task;
    this.everyMillis = everyMillis;
    this.clock = clock;
  }

  @Override
  public void run() {
    long now = clock.millis();
    // A clock that nobody has told the time is ahead of a market's.
    if (now >= lastMillis + everyMillis || now < lastMillis) {
      lastMillis = now;
      task.run();
    }
  }
}
