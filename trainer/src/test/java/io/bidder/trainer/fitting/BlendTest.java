package io.bidder.trainer.fitting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlendTest {
  @Test
  void shareShouldBeThePriorWhenThereAreNoRows() {
    assertEquals(0.4, share(0, 1, 0.4));
    assertEquals(0.6, share(0, 1, 0.6));
  }

  @Test
  void shareShouldStayNearThePriorWhenRowsAreFew() {
    assertEquals(0.4, share(20, 1, 0.4), 0.1);
  }

  @Test
  void shareShouldFollowTheBetterModelWhenRowsAreMany() {
    assertTrue(share(50_000, 1, 0.4) > 0.9, "networks know");
    assertTrue(share(50_000, 0, 0.6) < 0.1, "the regression knows");
  }

  @Test
  void shareShouldIgnoreRowsWithoutWeight() {
    float[] logits = {3, -3};
    assertEquals(0.5, Blend.share(logits, new float[2], new float[2], new float[2], 0.5));
  }

  /** The share of the networks when {@code known} of each logit is theirs, the rest the other's. */
  private static double share(int rows, double known, double prior) {
    SplittableRandom random = new SplittableRandom(5);
    float[] network = new float[rows];
    float[] regression = new float[rows];
    float[] labels = new float[rows];
    float[] weights = new float[rows];
    for (int row = 0; row < rows; row++) {
      network[row] = (float) random.nextGaussian();
      regression[row] = (float) random.nextGaussian();
      double logit = known * network[row] + (1 - known) * regression[row];
      labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
      weights[row] = 1;
    }
    return Blend.share(network, regression, labels, weights, prior);
  }
}
