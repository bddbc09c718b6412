package io.bidder.trainer.learn;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * A window's rows as they look at a time: what of them would have come by then, and what they
 * weigh.
 */
final class View {
  private static final double LEAST_HALF_LIFE_MILLIS = 60_000;

  private final RowWindow rows;
  private final long nowMillis;
  private final double halfLifeMillis;
  private final Map<Target, DelayCurve> curves = new EnumMap<>(Target.class);

  /**
   * A view.
   *
   * @param nowMillis the time up to which events were taken into the log
   * @param halfLifeRows so many rows newer than a row make it weigh half
   */
  View(RowWindow rows, long nowMillis, int halfLifeRows) {
    this.rows = rows;
    this.nowMillis = nowMillis;
    halfLifeMillis = halfLifeMillis(halfLifeRows);
    for (Target target : Target.values()) {
      curves.put(target, DelayCurve.of(rows, target, nowMillis));
    }
  }

  /** The time in which the newest rows came, as many as the half life. */
  private double halfLifeMillis(int halfLifeRows) {
    long[] shown = new long[rows.size()];
    int count = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.isLive(row)) {
        shown[count++] = rows.shownMillis(row);
      }
    }
    if (count == 0) {
      return LEAST_HALF_LIFE_MILLIS;
    }
    Arrays.sort(shown, 0, count);
    int oldest = Math.max(0, count - halfLifeRows);
    double millis = (nowMillis - shown[oldest]) * (double) halfLifeRows / (count - oldest);
    return Math.max(LEAST_HALF_LIFE_MILLIS, millis);
  }

  RowWindow rows() {
    return rows;
  }

  /**
   * What rows say.
   *
   * @param scores a version's, of all rows
   * @param fromRow the first of them
   */
  Evidence of(Scores scores, Target target, Evidence.Part part, int fromRow) {
    DelayCurve curve = curves.get(target);
    if (curve == null) {
      throw new IllegalStateException("every target has a curve");
    }
    return Evidence.of(rows, scores, target, curve, part, nowMillis, halfLifeMillis, fromRow);
  }
}
