package io.bidder.trainer.fitting;

/** Arithmetic on logits that neither sign overflows. */
final class Logits {
  private static final double CLAMP = 1e-7;

  private Logits() {}

  /** Log-loss of a label under a logit: {@code log(1 + e^z) - y z}. */
  static double loss(double logit, double label) {
    return Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - label * logit;
  }

  static double of(double probability) {
    double p = Math.clamp(probability, CLAMP, 1 - CLAMP);
    return Math.log(p / (1 - p));
  }

  static double probability(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
