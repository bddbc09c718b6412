package io.bidder.trainer.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

/** Ads that wear out too slowly for any of them to be found alone. */
class FatigueTest {
  private static final int ADS = 30;
  private static final int IMPRESSIONS = 12_000;
  private static final int STEPS = 120;
  private static final double CTR = 0.04;

  private final Random random = new Random(23);

  /** What is left of an ad's clicks, by its number and the impressions that it had. */
  private List<Alarm> alarms(DoubleBinaryOperator left) {
    Shown shown = new Shown();
    for (int i = 0; i < IMPRESSIONS; i++) {
      long at = ShownRows.START + i * (10 * ShownRows.DAY_MILLIS / IMPRESSIONS);
      for (int ad = 0; ad < ADS; ad++) {
        // Not all have the same rate, nor is it what was predicted.
        double p = CTR * (0.6 + 0.03 * ad) * left.applyAsDouble(ad, i);
        shown.add(
            ShownRows.row("c" + ad % 3, "a" + ad, at, CTR, 0.1, random.nextDouble() < p, false));
      }
    }
    shown.learnDelays();
    return new Fatigue(shown).alarms();
  }

  private static double worn(double impressions) {
    return impressions < 1_000 ? 1 : Math.pow(0.85, Math.log(impressions / 1_000) / Math.log(2));
  }

  @Test
  void nothingShouldBeNamedWhereNoAdWears() {
    assertEquals(List.of(), alarms((ad, impressions) -> 1));
  }

  @Test
  void adsThatWearShouldBeNamedForWhatAllOfThemShow() {
    List<Alarm> alarms = alarms((ad, impressions) -> ad % 3 == 0 ? 1 : worn(impressions));
    assertTrue(
        alarms.stream().anyMatch(each -> each.grouping().equals("all")), () -> alarms.toString());
    List<Alarm> ads = alarms.stream().filter(each -> each.grouping().equals("ad")).toList();
    long wrong =
        ads.stream().filter(each -> Integer.parseInt(each.name().substring(1)) % 3 == 0).count();
    assertTrue(ads.size() >= 8, () -> alarms.toString());
    assertTrue(wrong <= 1, () -> alarms.toString());
    for (Alarm ad : ads) {
      assertTrue(ad.sinceMillis() < ad.knownMillis(), ad::toString);
    }
  }

  @Test
  void nothingShouldBeNamedForOthersWhereAllAdsFallAtOnce() {
    List<Alarm> alarms = alarms((ad, impressions) -> impressions < IMPRESSIONS / 2 ? 1 : 0.6);
    assertTrue(
        alarms.stream().allMatch(each -> each.grouping().equals("ad")), () -> alarms.toString());
    assertTrue(alarms.size() <= ADS / 3, () -> alarms.toString());
  }

  @Test
  void wearShouldSeldomBeFoundWhereRateNeverChanges() {
    int streams = 2_000;
    double[] expected = new double[STEPS];
    for (double rate : new double[] {0.4, 1, 2.2}) {
      int alone = 0;
      double together = 0;
      for (int i = 0; i < streams; i++) {
        int[] came = new int[STEPS];
        for (int step = 0; step < STEPS; step++) {
          expected[step] = 2.2 + 2 * Math.sin(step / 10.0);
          for (int n = 0; n < 50; n++) {
            came[step] += random.nextDouble() < expected[step] * rate / 50 ? 1 : 0;
          }
        }
        WearDetector ad = new WearDetector(came, expected);
        boolean isFound = false;
        for (int step = 0; step < STEPS; step++) {
          isFound |= ad.logEvidence(step) >= Math.log(20);
        }
        alone += isFound ? 1 : 0;
        together += Math.exp(WearDetector.logEvidence(List.of(ad), STEPS / 2)) / streams;
      }
      assertTrue(alone <= 0.05 * streams, alone + " of rate " + rate);
      assertTrue(together <= 1.1, together + " of rate " + rate);
    }
  }

  @Test
  void evidenceShouldAddUpOverAdsThatWear() {
    List<WearDetector> ads = new ArrayList<>();
    double[] expected = new double[STEPS];
    for (int ad = 0; ad < ADS; ad++) {
      int[] came = new int[STEPS];
      for (int step = 0; step < STEPS; step++) {
        expected[step] = 2;
        for (int n = 0; n < 50; n++) {
          came[step] += random.nextDouble() < 2 * Math.pow(step + 0.5, -0.2) / 50 ? 1 : 0;
        }
      }
      ads.add(new WearDetector(came, expected));
    }
    long alone =
        ads.stream().filter(each -> each.logEvidence(STEPS - 1) >= Math.log(1_000)).count();
    assertTrue(alone <= ADS / 3, "" + alone);
    assertTrue(WearDetector.logEvidence(ads, STEPS / 4) >= Math.log(1_000));
    double power = 1 - Fatigue.wear(ads, STEPS - 1).mean(0);
    assertEquals(0.2, power, 0.06);
  }

  @Test
  void gammaShouldBeWhatItsTablesSay() {
    assertEquals(1 - Math.exp(-2), Gamma.below(1, 2), 1e-4);
    assertEquals(0.920_678, Gamma.below(6, 9.7), 1e-3);
    assertEquals(0.5, Gamma.below(1_000, 1_000 - 1.0 / 3), 1e-4);
    for (double shape : new double[] {0.4, 3, 40}) {
      double mean = 0;
      double square = 0;
      for (int i = 0; i < 100_000; i++) {
        double drawn = Gamma.draw(shape, random);
        mean += drawn / 100_000;
        square += drawn * drawn / 100_000;
      }
      assertEquals(shape, mean, 0.02 * shape);
      assertEquals(shape, square - mean * mean, 0.05 * shape);
    }
  }
}
