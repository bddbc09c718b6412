package io.bidder.trainer.alarm;

import org.jspecify.annotations.Nullable;

/**
 * A sequential test of whether something has begun to come less often, measured by its own share of
 * what was expected until then, whatever that is. Of streams whose share never changes, at most a
 * share a ever shows evidence of 1 / a, however often one looks.
 *
 * <p>The likelihood of shares that fall, mixed over when and by how much, is set against that of
 * the one share that fits all counts best (universal inference: Wasserman, Ramdas and Balakrishnan,
 * PNAS 2020). What is mixed uses only what was known at each time.
 */
final class FadeDetector {
  private static final double[] TIMES = {0.85, 0.7, 0.5, 0.3, 0.1};

  /** What a share is like before anything is seen: gamma distributed around 1. */
  private static final double SHAPE = 10;

  private static final double LEAST = 1e-12;

  private FadeDetector() {}

  /**
   * A fall that was found.
   *
   * @param since the step at which it most likely began
   * @param foundAt the step after which it was known
   * @param before share of what was expected that came before, up to the last step
   * @param after since
   * @param evidence the logarithm of it when it was found
   */
  record Fall(int since, int foundAt, double before, double after, double evidence) {}

  /**
   * Looks for a fall.
   *
   * @param came in each step
   * @param expected in each step
   * @param logEvidence that is enough
   * @param most share of before that is a fall
   * @return null if there is none
   */
  static @Nullable Fall find(int[] came, double[] expected, double logEvidence, double most) {
    int steps = came.length;
    double[] y = new double[steps + 1];
    double[] q = new double[steps + 1];
    double[] prefix = new double[steps + 1];
    for (int t = 0; t < steps; t++) {
      y[t + 1] = y[t] + came[t];
      q[t + 1] = q[t] + Math.max(LEAST, expected[t]);
      prefix[t + 1] = logMarginal(y[t + 1], q[t + 1]);
    }
    for (int t = 1; t <= steps; t++) {
      double sum = Math.log(ShiftDetector.startsAfter(t)) + prefix[t];
      double largest = Double.NEGATIVE_INFINITY;
      int since = 0;
      for (int j = 0; j < t; j++) {
        double begins =
            Math.log(ShiftDetector.startsAfter(j) - ShiftDetector.startsAfter(j + 1))
                - Math.log(TIMES.length);
        double share = (SHAPE + y[j]) / (SHAPE + q[j]);
        for (double times : TIMES) {
          double term =
              begins
                  + prefix[j]
                  + (y[t] - y[j]) * Math.log(times * share)
                  - times * share * (q[t] - q[j]);
          sum = ShiftDetector.logSum(sum, term);
          if (term > largest) {
            largest = term;
            since = j;
          }
        }
      }
      double evidence = sum - (y[t] == 0 ? 0 : y[t] * Math.log(y[t] / q[t]) - y[t]);
      if (evidence >= logEvidence && q[since] > 0) {
        double before = y[since] / q[since];
        double after = (y[steps] - y[since]) / (q[steps] - q[since]);
        if ((y[t] - y[since]) / (q[t] - q[since]) <= most * before) {
          return new Fall(since, t - 1, before, after, evidence);
        }
      }
    }
    return null;
  }

  /** The logarithm of the likelihood of counts, over all shares. */
  private static double logMarginal(double came, double expected) {
    return SHAPE * Math.log(SHAPE)
        - Gamma.log(SHAPE)
        + Gamma.log(SHAPE + came)
        - (SHAPE + came) * Math.log(SHAPE + expected);
  }
}
