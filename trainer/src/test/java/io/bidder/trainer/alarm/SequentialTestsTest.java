package io.bidder.trainer.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The tests' false alarms and what they find, over many streams. */
class SequentialTestsTest {
  private static final int STREAMS = 1_000;
  private static final int STEPS = 96;
  private static final double ALPHA = 0.05;

  private final Random random = new Random(17);

  /** Clicks of impressions, by how many times as often as expected they come. */
  private int[] came(double[] expected, IntToDoubleFunction times) {
    int[] came = new int[expected.length];
    for (int step = 0; step < came.length; step++) {
      // So that they are rare yes and no, as clicks are.
      int impressions = (int) Math.ceil(20 * expected[step]);
      double p = expected[step] / impressions * times.applyAsDouble(step);
      for (int i = 0; i < impressions; i++) {
        came[step] += random.nextDouble() < p ? 1 : 0;
      }
    }
    return came;
  }

  private double[] expected(double each) {
    double[] expected = new double[STEPS];
    for (int step = 0; step < STEPS; step++) {
      // Days have nights.
      expected[step] = each * (1.1 + Math.sin(step * 2 * Math.PI / STEPS));
    }
    return expected;
  }

  @Test
  void shiftsShouldSeldomBeFoundWhereThereAreNone() {
    double[] expected = expected(4);
    int low = 0;
    int high = 0;
    for (int i = 0; i < STREAMS; i++) {
      int[] least = came(expected, step -> Watch.LEAST);
      low += Watch.found(least, expected, true, -Math.log(ALPHA)) == null ? 0 : 1;
      int[] most = came(expected, step -> Watch.MOST);
      high += Watch.found(most, expected, false, -Math.log(ALPHA)) == null ? 0 : 1;
    }
    assertTrue(low <= ALPHA * STREAMS, "" + low);
    assertTrue(high <= ALPHA * STREAMS, "" + high);
  }

  @Test
  void shiftsShouldBeFoundSoonAfterTheyBegin() {
    double[] expected = expected(8);
    int found = 0;
    int early = 0;
    double delay = 0;
    for (int i = 0; i < STREAMS; i++) {
      int[] came = came(expected, step -> step < STEPS / 2 ? 1 : 0.3);
      Integer step = Watch.found(came, expected, true, -Math.log(0.001));
      found += step != null && step >= STEPS / 2 ? 1 : 0;
      early += step != null && step < STEPS / 2 ? 1 : 0;
      delay += step == null ? 0 : step - STEPS / 2;
    }
    assertEquals(0, early);
    assertTrue(found >= 0.95 * STREAMS, "" + found);
    assertTrue(delay / found < 24, "" + delay / found);
  }

  @Test
  void fallsShouldSeldomBeFoundWhereShareNeverChanges() {
    for (double share : new double[] {0.4, 1, 2.2}) {
      double[] expected = expected(6);
      int found = 0;
      for (int i = 0; i < STREAMS / 2; i++) {
        int[] came = came(expected, step -> share);
        found += FadeDetector.find(came, expected, -Math.log(ALPHA), 1) == null ? 0 : 1;
      }
      int falls = found;
      assertTrue(falls <= ALPHA * STREAMS / 2, () -> falls + " of share " + share);
    }
  }

  @Test
  void fallShouldBeFoundWithWhenItBegan() {
    double[] expected = expected(20);
    int found = 0;
    double since = 0;
    for (int i = 0; i < STREAMS / 2; i++) {
      int[] came = came(expected, step -> 1.3 * (step < STEPS / 2 ? 1 : 0.6));
      FadeDetector.Fall fall = FadeDetector.find(came, expected, -Math.log(0.001), Watch.TIRED);
      if (fall != null) {
        found++;
        since += fall.since();
        assertTrue(fall.foundAt() >= fall.since());
        assertTrue(fall.after() < fall.before());
      }
    }
    assertTrue(found >= 0.9 * STREAMS / 2, "" + found);
    assertEquals(STEPS / 2.0, since / found, 6);
  }

  @Test
  void adThatIsNotClickedAtAllShouldBeNoFall() {
    assertNull(FadeDetector.find(new int[] {0, 0, 0}, new double[] {5, 5, 5}, 3, 0.9));
    assertNull(FadeDetector.find(new int[0], new double[0], 3, 0.9));
    assertNotNull(
        FadeDetector.find(
            new int[] {50, 50, 0, 0}, new double[] {50, 50, 50, 50}, -Math.log(ALPHA), 0.9));
  }

  @Test
  void intervalShouldHoldTrueRatio() {
    int held = 0;
    for (int i = 0; i < STREAMS; i++) {
      int came = 0;
      for (int n = 0; n < 1_000; n++) {
        came += random.nextDouble() < 0.012 ? 1 : 0;
      }
      Ratio ratio = new Ratio(1_000, 15, came);
      held += ratio.low() <= 15 / 12.0 && ratio.high() >= 15 / 12.0 ? 1 : 0;
    }
    assertTrue(held >= 0.94 * STREAMS, "" + held);
  }
}
