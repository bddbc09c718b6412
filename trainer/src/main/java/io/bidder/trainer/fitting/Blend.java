package io.bidder.trainer.fitting;

/**
 * Chooses how much of a head's logit comes from the networks, the rest being the regression's. On
 * much data the evidence decides; on little, the share stays near its prior: two models that err
 * differently do better together than the better of the two that a few hundred rows would pick. The
 * networks were stopped by the very rows that the share is chosen on, so they look better there
 * than they are; the prior of a small log allows for that.
 */
final class Blend {
  static final double PRIOR_SHARE = 0.6;

  /** Cross-validated forward in time: see docs/adr/0003. */
  static final double SMALL_LOG_PRIOR_SHARE = 0.4;

  /** Standard deviation of the share around its prior: 0.2 costs half a nat. */
  private static final double PRIOR_DEVIATION = 0.2;

  private static final int STEPS = 20;

  private Blend() {}

  /**
   * The most probable share in 0..1.
   *
   * @param network logits of the networks
   * @param regression logits of the regression
   * @param labels 0 or 1
   * @param weights of the rows; 0 leaves one out
   * @param prior the most probable share before any row is looked at
   */
  static double share(
      float[] network, float[] regression, float[] labels, float[] weights, double prior) {
    double best = prior;
    double least = Double.POSITIVE_INFINITY;
    for (int step = 0; step <= STEPS; step++) {
      double share = (double) step / STEPS;
      double away = (share - prior) / PRIOR_DEVIATION;
      double cost = away * away / 2;
      for (int row = 0; row < labels.length; row++) {
        double logit = share * network[row] + (1 - share) * regression[row];
        cost += weights[row] * Logits.loss(logit, labels[row]);
      }
      if (cost < least) {
        least = cost;
        best = share;
      }
    }
    return best;
  }
}
