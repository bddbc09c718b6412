package io.bidder.trainer.alarm;

import java.util.List;

/**
 * What was expected of groups of ads, and what came of them, in each of the equal steps into which
 * the time is cut: as much is expected in a step as the delays say would come in it of what was
 * shown by then.
 */
final class Streams {
  private static final int STEPS = 192;
  private static final long LEAST_STEP_MILLIS = 900_000;

  private final long fromMillis;
  private final long stepMillis;
  private final List<String> groups;
  private final double[][] expected;
  private final int[][] came;

  private Streams(long fromMillis, long stepMillis, int steps, List<String> groups) {
    this.fromMillis = fromMillis;
    this.stepMillis = stepMillis;
    this.groups = groups;
    expected = new double[groups.size()][steps];
    came = new int[groups.size()][steps];
  }

  /** The streams of what was shown. */
  static Streams of(Shown rows, Outcome outcome, Grouping by) {
    long from = Long.MAX_VALUE;
    for (int row = 0; row < rows.size(); row++) {
      from = Math.min(from, rows.atMillis(row));
    }
    long span = Math.max(1, rows.nowMillis() - from);
    long step = Math.max(LEAST_STEP_MILLIS, Math.ceilDiv(span, STEPS));
    int steps = (int) Math.ceilDiv(span, step);
    Streams streams = new Streams(from, step, steps, rows.groups(by));
    double[][] begun = new double[streams.groups.size()][steps];
    for (int row = 0; row < rows.size(); row++) {
      int group = rows.group(by, row);
      if (rows.canCome(outcome, row)) {
        long start = rows.startMillis(outcome, row);
        begun[group][streams.step(start)] += rows.probability(outcome, row);
        long delay = rows.delayMillis(outcome, row);
        if (delay >= 0) {
          streams.came[group][streams.step(start + delay)]++;
        }
      }
    }
    double[] share = new double[steps];
    for (int i = 0; i < steps; i++) {
      // What begins in a step begins in its middle, more or less.
      long after = i * step + step / 2;
      share[i] = rows.share(outcome, after) - (i == 0 ? 0 : rows.share(outcome, after - step));
    }
    for (int group = 0; group < begun.length; group++) {
      for (int i = 0; i < steps; i++) {
        for (int at = i; begun[group][i] > 0 && at < steps; at++) {
          streams.expected[group][at] += begun[group][i] * share[at - i];
        }
      }
    }
    return streams;
  }

  private int step(long millis) {
    return Math.clamp((millis - fromMillis) / stepMillis, 0, expected[0].length - 1);
  }

  int groups() {
    return groups.size();
  }

  int steps() {
    return expected[0].length;
  }

  /** The first step that begins so long after the first, or later; maybe after the last. */
  int stepAt(long millis) {
    return (int) Math.ceilDiv(millis, stepMillis);
  }

  String name(int group) {
    return groups.get(group);
  }

  double[] expected(int group) {
    return expected[group];
  }

  int[] came(int group) {
    return came[group];
  }

  /** When a step begins, in milliseconds since 1970. */
  long beginsMillis(int step) {
    return fromMillis + step * stepMillis;
  }
}
