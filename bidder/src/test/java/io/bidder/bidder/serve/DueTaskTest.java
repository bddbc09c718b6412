package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DueTaskTest {
  private long now = 1_000_000;
  private int runs;
  private final DueTask task = new DueTask(() -> runs++, 250, () -> Instant.ofEpochMilli(now));

  private int runsAfter(long millis) {
    now += millis;
    task.run();
    return runs;
  }

  @Test
  void taskShouldRunOnceForAllTheTimeThatHasGoneByWhenItIsDue() {
    assertEquals(1, runsAfter(0));
    assertEquals(1, runsAfter(249));
    assertEquals(2, runsAfter(1));
    assertEquals(2, runsAfter(0));
    assertEquals(3, runsAfter(60_000));
    assertEquals(3, runsAfter(200));
  }

  @Test
  void taskShouldRunAtOnceWhenTheClockIsSetBack() {
    runsAfter(0);

    assertEquals(2, runsAfter(-500_000));
    assertEquals(2, runsAfter(249));
    assertEquals(3, runsAfter(1));
  }
}
