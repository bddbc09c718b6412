package io.bidder.trainer.alarm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What was expected over what came, with an interval that holds the true ratio 95 times in 100:
 * Byar's approximation to the exact one of a Poisson count.
 *
 * @param rows it is of
 * @param expected to have come by now
 * @param came until now
 */
record Ratio(long rows, double expected, long came) {
  private static final double Z = 1.96;

  /** Predicted over actual; NaN if nothing came. */
  double value() {
    return came == 0 ? Double.NaN : expected / (double) came;
  }

  double low() {
    double most = came + 1.0;
    return expected / (most * Math.pow(1 - 1 / (9 * most) + Z / (3 * Math.sqrt(most)), 3));
  }

  /** Infinite if nothing came. */
  double high() {
    double least = came;
    return came == 0
        ? Double.POSITIVE_INFINITY
        : expected / (least * Math.pow(1 - 1 / (9 * least) - Z / (3 * Math.sqrt(least)), 3));
  }

  /** Of the rows of each group, from a row on. */
  static List<Ratio> of(Shown rows, Outcome outcome, Grouping by, int fromRow) {
    int groups = rows.groups(by).size();
    long[] count = new long[groups];
    double[] expected = new double[groups];
    long[] came = new long[groups];
    for (int row = fromRow; row < rows.size(); row++) {
      if (rows.canCome(outcome, row)) {
        int group = rows.group(by, row);
        count[group]++;
        expected[group] += rows.expected(outcome, row);
        came[group] += rows.delayMillis(outcome, row) >= 0 ? 1 : 0;
      }
    }
    List<Ratio> ratios = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      ratios.add(new Ratio(count[group], expected[group], came[group]));
    }
    return ratios;
  }

  /** Of some rows. */
  static Ratio of(Shown rows, Outcome outcome, IntStream some) {
    int[] those = some.filter(row -> rows.canCome(outcome, row)).toArray();
    return new Ratio(
        those.length,
        IntStream.of(those).mapToDouble(row -> rows.expected(outcome, row)).sum(),
        IntStream.of(those).filter(row -> rows.delayMillis(outcome, row) >= 0).count());
  }
}
