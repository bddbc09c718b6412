package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.WatchdogConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static Health health(Duration endAfter) {
    return new Health(
        new WatchdogConfig(Duration.ofSeconds(1), Duration.ofSeconds(2), 3, endAfter));
  }

  @Test
  void notReadyShouldTellTheLatestProblemWhenThreeLooksInARowFindOne() {
    Health health = health(Duration.ofSeconds(60));
    health.bad("a", SECOND);
    health.bad("b", SECOND);
    health.good();
    health.bad("c", SECOND);
    health.bad("d", SECOND);
    assertNull(health.notReady());
    health.bad("e", SECOND);
    assertEquals("e", health.notReady());
    health.bad("f", SECOND);
    assertEquals("f", health.notReady());
    health.good();
    assertNull(health.notReady());
  }

  @Test
  void pauseShouldBeOneLookThatFailsHoweverLongItIs() {
    Health health = health(Duration.ofSeconds(60));
    health.bad("paused", 3_600 * SECOND);
    assertNull(health.notReady());
    health.bad("x", SECOND);
    health.bad("x", SECOND);
    assertFalse(health.isBeyondRepair());
  }

  @Test
  void isBeyondRepairShouldHoldWhenSomethingHasBeenWrongForTooLong() {
    Health health = health(Duration.ofSeconds(60));
    for (int i = 0; i < 59; i++) {
      health.bad("x", SECOND);
      assertFalse(health.isBeyondRepair());
    }
    health.bad("x", SECOND);
    assertTrue(health.isBeyondRepair());
    health.good();
    assertFalse(health.isBeyondRepair());
  }

  @Test
  void isBeyondRepairShouldNeverHoldWhenThatIsSo() {
    Health health = health(Duration.ZERO);
    for (int i = 0; i < 100_000; i++) {
      health.bad("x", SECOND);
    }
    assertEquals("x", health.notReady());
    assertFalse(health.isBeyondRepair());
  }
}
