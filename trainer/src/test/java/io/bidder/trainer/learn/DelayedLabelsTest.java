package io.bidder.trainer.learn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rates of groups of rows of which most outcomes are yet to come, beside the true ones. */
class DelayedLabelsTest {
  private static final int GROUPS = 200;
  private static final int ROWS = 4_000;
  private static final double MEAN_DELAY_HOURS = 6;
  private static final double HOURS = 12;

  private final Random random = new Random(4);
  private final boolean[] came = new boolean[ROWS];
  private final double[] share = new double[ROWS];

  private void draw(double rate) {
    for (int row = 0; row < ROWS; row++) {
      double age = HOURS * random.nextDouble();
      double delay = -MEAN_DELAY_HOURS * Math.log(random.nextDouble());
      came[row] = random.nextDouble() < rate && delay < age;
      share[row] = 1 - Math.exp(-age / MEAN_DELAY_HOURS);
    }
  }

  /** The mean label where a version predicts {@code p}. */
  private double rate(double p) {
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      sum += came[row] ? 1 : DelayedLabels.stillComes(p, share[row]);
    }
    return sum / ROWS;
  }

  /** Mean log-loss above that of the truth. */
  private static double excess(double estimated, double rate) {
    return rate * Math.log(rate / estimated) + (1 - rate) * Math.log((1 - rate) / (1 - estimated));
  }

  @Test
  void labelsShouldTellRatesOfWhatIsYetToComeWhateverIsPredicted() {
    for (double drift : new double[] {0.5, 1, 1.5}) {
      double asTheyStand = 0;
      double notUpdated = 0;
      double first = 0;
      double third = 0;
      for (int group = 0; group < GROUPS; group++) {
        double predicted = 0.002 + 0.02 * random.nextDouble();
        double rate = predicted * drift * Math.exp(0.3 * random.nextGaussian());
        draw(rate);
        double after = rate(predicted);
        asTheyStand += excess(Math.max(rate(0), 1e-4), rate);
        notUpdated += excess(predicted, rate);
        first += excess(after, rate);
        third += excess(rate(rate(after)), rate);
      }
      String losses = asTheyStand + ", " + notUpdated + ", " + first + ", " + third;
      assertTrue(first < 0.6 * asTheyStand && first < 0.6 * notUpdated, losses);
      assertTrue(third < 0.3 * asTheyStand && third < 0.5 * notUpdated, losses);
    }
  }
}
