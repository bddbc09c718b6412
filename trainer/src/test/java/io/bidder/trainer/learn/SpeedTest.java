package io.bidder.trainer.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpeedTest {
  private final Random random = new Random(5);
  private long nowNs;

  /** Takes so long, and now and then far longer. */
  private Runnable taking(double micros, double noise) {
    return () ->
        nowNs +=
            (long)
                (1_000
                    * micros
                    * (1 + noise * random.nextDouble())
                    * (random.nextInt(20) == 0 ? 30 : 1));
  }

  private List<String> reasons(Runnable parent, Runnable candidate) {
    return Speed.reasons(parent, candidate, () -> nowNs);
  }

  @Test
  void versionShouldBeRefusedWhenItIsSlower() {
    List<String> reasons = reasons(taking(1_000, 0.1), taking(1_300, 0.1));
    assertEquals(1, reasons.size());
    assertTrue(reasons.getFirst().startsWith("scoring takes 1.3"), reasons::toString);
  }

  @Test
  void versionShouldPassWhenItIsAsFast() {
    assertEquals(List.of(), reasons(taking(1_000, 0.1), taking(1_050, 0.1)));
    assertEquals(List.of(), reasons(taking(1_000, 0.1), taking(500, 0.1)));
  }

  @Test
  void versionShouldPassWhenTheDifferenceIsNoise() {
    assertEquals(List.of(), reasons(taking(1_000, 2), taking(1_150, 2)));
  }
}
