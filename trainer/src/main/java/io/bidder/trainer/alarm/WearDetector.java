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

  /** What may be left of a rate that falls at once. */
  private static final double[] LEFT = {0.9, 0.75, 0.6, 0.45, 0.3, 0.15};

  private final int[] count;
  private final double[] logs;
  private final double[] expectedBy;

  /** The sums of one stream, up to the end of each step. */
  WearDetector(int[] came, double[] expected) {
    int steps = came.length;
    count = new int[steps];
    logs = new double[steps];
    expectedBy = new double[steps];
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
      expectedBy[step] = before;
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

  /**
   * Whether that streams fell, all by as much and at the same time, explains better what came up to
   * the end of a step than that each of them wears.
   */
  static boolean fellAtOnce(Iterable<WearDetector> streams, int step) {
    int counts = 0;
    double logs = 0;
    for (WearDetector stream : streams) {
      counts += stream.count[step];
      logs += stream.logs[step];
    }
    double wears = Double.NEGATIVE_INFINITY;
    for (double exponent : EXPONENTS) {
      wears = Math.max(wears, counts * Math.log1p(-exponent) + exponent * logs);
    }
    for (int since = 1; since <= step; since++) {
      for (double left : LEFT) {
        double fell = 0;
        for (WearDetector stream : streams) {
          fell += stream.logFall(since, step, left);
        }
        if (fell > wears) {
          return true;
        }
      }
    }
    return false;
  }

  /** How much better a fall before a step explains so many than none, by the logarithm. */
  private double logFall(int since, int step, double left) {
    double all = expectedBy[step];
    if (all == 0) {
      return 0;
    }
    double after = (all - expectedBy[since - 1]) / all;
    return (count[step] - count[since - 1]) * Math.log(left)
        - count[step] * Math.log1p((left - 1) * after);
  }

  private static double mixed(int count, double logs) {
    double sum = Double.NEGATIVE_INFINITY;
    for (double exponent : EXPONENTS) {
      sum = ShiftDetector.logSum(sum, count * Math.log1p(-exponent) + exponent * logs);
    }
    return sum - Math.log(EXPONENTS.length);
  }
}
