package io.bidder.trainer.alarm;

/**
 * A test of whether something comes less often the more of it was expected before, as ads wear out
 * the more they are shown: the power-law process, whose rate falls by the same share each time that
 * what was expected doubles (Duane 1964; Crow 1974). Where the rate never changes, how much of what
 * is expected lies between the k-th and the next, by the logarithm and times k, is exponentially
 * distributed whatever the rate is, so that nothing has to be known of it, nor estimated.
 */
final class WearDetector {
  /** By how much the rate may fall, as the power of what was expected. */
  private static final double[] EXPONENTS = {0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7};

  private final int[] count;
  private final double[] logs;

  /** The sums of one stream, up to the end of each step. */
  WearDetector(int[] came, double[] expected) {
    int steps = came.length;
    count = new int[steps];
    logs = new double[steps];
    double before = 0;
    int k = 0;
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      double each = expected[step];
      if (each > 0) {
        // What comes in a step comes evenly in it, more or less.
        double grown = before == 0 ? 0 : Math.log((before + each) / before);
        sum += k * grown + came[step] * (1 - before * grown / each);
        before += each;
        k += came[step];
      }
      count[step] = k;
      logs[step] = sum;
    }
  }

  /** Outcomes up to the end of a step. */
  int count(int step) {
    return count[step];
  }

  /**
   * The sum, over what came up to the end of a step, of the logarithm of how many times as much was
   * expected by the end of the step as when it came. Gamma distributed with shape {@link #count}
   * and rate 1 less the exponent.
   */
  double logs(int step) {
    return logs[step];
  }

  /**
   * The logarithm of the evidence that a stream falls. If its rate never changes, a share a of
   * streams ever shows evidence of 1 / a at most, however often one looks (Ville's inequality for
   * the likelihood ratio of what does not depend on the rate).
   */
  double logEvidence(int step) {
    return mixed(Math.max(0, count[step] - 1), logs[step]);
  }

  /**
   * The logarithm of the evidence that streams fall together, by the end of a step: on average 1 at
   * most, if none does, when one looks once.
   */
  static double logEvidence(Iterable<WearDetector> streams, int step) {
    int counts = 0;
    double sum = 0;
    for (WearDetector stream : streams) {
      counts += stream.count[step];
      sum += stream.logs[step];
    }
    return mixed(counts, sum);
  }

  private static double mixed(int count, double logs) {
    double sum = Double.NEGATIVE_INFINITY;
    for (double exponent : EXPONENTS) {
      sum = ShiftDetector.logSum(sum, count * Math.log1p(-exponent) + exponent * logs);
    }
    return sum - Math.log(EXPONENTS.length);
  }
}
