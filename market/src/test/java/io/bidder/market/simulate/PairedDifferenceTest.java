package io.bidder.market.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  @Test
  void quantileShouldBeThatOfTheTables() {
    assertEquals(12.7062, PairedDifference.quantile(1), 1e-4);
    assertEquals(4.3027, PairedDifference.quantile(2), 1e-4);
    assertEquals(3.1824, PairedDifference.quantile(3), 1e-4);
    assertEquals(2.2281, PairedDifference.quantile(10), 1e-4);
    assertEquals(2.0076, PairedDifference.quantile(51), 1e-4);
    assertEquals(1.9600, PairedDifference.quantile(10_000_000), 2e-3);
  }

  @Test
  void intervalShouldHoldTheTrueMeanNineteenTimesInTwenty() {
    Random random = new Random(1);
    int held = 0;
    for (int i = 0; i < 4_000; i++) {
      PairedDifference difference =
          PairedDifference.of(random.doubles(6).map(_ -> 3 + random.nextGaussian()).toArray());
      held += difference.low() <= 3 && difference.high() >= 3 ? 1 : 0;
    }
    assertEquals(0.95, held / 4_000.0, 0.012);
  }

  @Test
  void intervalShouldBeAPointWhenAllDifferencesAreOne() {
    double[] differences = new double[7];
    Arrays.fill(differences, 4);

    assertEquals(new PairedDifference(7, 4, 4, 4), PairedDifference.of(differences));
  }
}
