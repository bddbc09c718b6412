package io.bidder.modelstore.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Cases;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CalibrationMapTest {

  @Test
  void identityShouldReturnTheSameBitsWhenWithinTheClamp() {
    for (double p : new double[] {1e-7, 0.001, 0.3, 0.5, 0.999}) {
      assertEquals(p, CalibrationMap.identity().apply(p), 0);
    }
  }

  @Test
  void applyShouldClampWhenGivenZeroOrOne() {
    CalibrationMap map = CalibrationMap.of(new double[] {0.1}, new double[] {0.2});
    for (CalibrationMap m : new CalibrationMap[] {CalibrationMap.identity(), map}) {
      assertTrue(m.apply(0) >= 1e-7 && m.apply(0) < 1e-6, () -> "at 0: " + m.apply(0));
      assertTrue(m.apply(1) <= 1 - 1e-7 && m.apply(1) > 1 - 1e-6, () -> "at 1: " + m.apply(1));
    }
  }

  @Test
  void applyShouldKeepNaN() {
    assertTrue(Double.isNaN(CalibrationMap.identity().apply(Double.NaN)));
    assertTrue(
        Double.isNaN(CalibrationMap.of(new double[] {0.1}, new double[] {0.2}).apply(Double.NaN)));
  }

  @Test
  void applyShouldHitTheKnotsAndGoStraightBetweenTheirLogits() {
    CalibrationMap map = CalibrationMap.of(new double[] {0.1, 0.4}, new double[] {0.05, 0.5});
    assertEquals(0.05, map.apply(0.1), 1e-15);
    assertEquals(0.5, map.apply(0.4), 1e-15);
    double middle = (logit(0.1) + logit(0.4)) / 2;
    assertEquals(sigmoid((logit(0.05) + logit(0.5)) / 2), map.apply(sigmoid(middle)), 1e-14);
  }

  @Test
  void applyShouldContinueTheEndOffsetWhenOutsideTheKnots() {
    CalibrationMap map = CalibrationMap.of(new double[] {0.1, 0.4}, new double[] {0.05, 0.5});
    assertEquals(sigmoid(logit(0.01) + logit(0.05) - logit(0.1)), map.apply(0.01), 1e-14);
    assertEquals(sigmoid(logit(0.9) + logit(0.5) - logit(0.4)), map.apply(0.9), 1e-14);
  }

  @Test
  void ofShouldNameTheKnotWhenItIsWrong() {
    assertProblem(
        "'raw[1]' is 0.1, expected more", new double[] {0.1, 0.1}, new double[] {0.1, 0.2});
    assertProblem(
        "'calibrated[1]' is 0.1, expected no less",
        new double[] {0.1, 0.2},
        new double[] {0.2, 0.1});
    assertProblem("'raw[0]' is NaN", new double[] {Double.NaN}, new double[] {0.2});
    assertProblem("'calibrated[0]' is 1.0", new double[] {0.5}, new double[] {1});
    assertProblem("'calibrated' has 2 values", new double[] {0.5}, new double[] {0.1, 0.2});
  }

  @Test
  void applyShouldNeverDecrease() {
    Cases.forAll(
        20261123,
        300,
        draw -> {
          long seed = draw.anyLong();
          int knots = draw.intBetween(1, 12);
          boolean close = draw.anyBoolean();

          SplittableRandom random = new SplittableRandom(seed);
          TreeSet<Double> raw = new TreeSet<>();
          TreeSet<Double> calibrated = new TreeSet<>();
          double base = random.nextDouble(0.001, 0.9);
          while (raw.size() < knots) {
            raw.add(close ? base + raw.size() * Math.ulp(base) : random.nextDouble(1e-6, 0.999));
          }
          while (calibrated.size() < knots) {
            calibrated.add(random.nextDouble(1e-6, 0.999));
          }
          CalibrationMap map = CalibrationMap.of(array(raw), array(calibrated));
          TreeSet<Double> inputs = new TreeSet<>(raw);
          for (double knot : raw) {
            inputs.add(Math.nextUp(knot));
            inputs.add(Math.nextDown(knot));
          }
          for (int i = 0; i < 200; i++) {
            inputs.add(random.nextDouble());
          }
          double previous = 0;
          for (double input : inputs) {
            double output = map.apply(input);
            assertTrue(output >= previous, () -> "decreases at " + input + " of " + map);
            previous = output;
          }
        });
  }

  private static void assertProblem(String expected, double[] raw, double[] calibrated) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> CalibrationMap.of(raw, calibrated))
                .getMessage());
    assertTrue(message.contains(expected), message);
  }

  private static double[] array(Set<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double logit(double p) {
    return Math.log(p / (1 - p));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
