package io.bidder.market.simulate;

/**
 * The mean of paired differences with its confidence interval of 95 %, by Student's t.
 *
 * @param pairs at least two
 */
record PairedDifference(int pairs, double mean, double low, double high) {
  private static final double CONFIDENCE = 0.95;

  /** Of more degrees of freedom the quantile differs by less than a thousandth. */
  private static final int MOST_DEGREES = 2_000;

  private static final int HALVINGS = 60;

  /** The differences' mean and interval. */
  static PairedDifference of(double[] differences) {
    int pairs = differences.length;
    double sum = 0;
    for (double difference : differences) {
      sum += difference;
    }
    double mean = sum / pairs;
    double squares = 0;
    for (double difference : differences) {
      squares += (difference - mean) * (difference - mean);
    }
    double margin = quantile(pairs - 1) * Math.sqrt(squares / (pairs - 1) / pairs);
    return new PairedDifference(pairs, mean, mean - margin, mean + margin);
  }

  /** How far from 0 Student's t is with a probability of 5 % in all. */
  static double quantile(int degrees) {
    int bounded = Math.min(MOST_DEGREES, degrees);
    double low = 0;
    double high = Math.PI / 2;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (within(middle, bounded) < CONFIDENCE) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.sqrt(bounded) * Math.tan(high);
  }

  /**
   * {@code P(|t| < tan(angle) x sqrt(degrees))}, as in Abramowitz and Stegun, Handbook of
   * Mathematical Functions, 26.7.3 and 26.7.4.
   */
  private static double within(double angle, int degrees) {
    double cosine = Math.cos(angle);
    boolean isOdd = degrees % 2 == 1;
    double term = isOdd ? cosine : 1;
    double sum = degrees == 1 ? 0 : term;
    for (int i = isOdd ? 2 : 1; i <= degrees - 3; i += 2) {
      term *= cosine * cosine * i / (i + 1);
      sum += term;
    }
    double within = Math.sin(angle) * sum;
    return isOdd ? 2 / Math.PI * (angle + within) : within;
  }
}
