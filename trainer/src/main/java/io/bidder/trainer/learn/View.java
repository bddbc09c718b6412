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

  /** The share of outcomes without which rows are not old enough to be taken at their word. */
  static final double NEARLY_ALL = 0.9;

  /** Outcomes below which nothing is learned from when they came. */
  static final int FEW = 20;

  private final RowWindow rows;
  private final long nowMillis;
  private final long sinceMillis;
  private final double halfLifeMillis;
  private final long oldestMillis;
  private final Map<Target, DelayCurve> curves;

  /**
   * A view.
   *
   * @param nowMillis the time up to which events were taken into the log
   * @param halfLifeRows so many rows newer than a row make it weigh half
   * @param sinceMillis rows that were shown then or before say nothing but how late things come
   */
  View(RowWindow rows, long nowMillis, int halfLifeRows, long sinceMillis) {
    this.rows = rows;
    this.nowMillis = nowMillis;
    this.sinceMillis = sinceMillis;
    curves = new EnumMap<>(Target.class);
    long[] shown = shownInOrder();
    oldestMillis = shown.length == 0 ? nowMillis : shown[0];
    halfLifeMillis = halfLifeMillis(shown, halfLifeRows);
    for (Target target : Target.values()) {
      curves.put(target, DelayCurve.of(rows, target, nowMillis));
    }
  }

  private View(View of, long sinceMillis) {
    rows = of.rows;
    nowMillis = of.nowMillis;
    halfLifeMillis = of.halfLifeMillis;
    oldestMillis = of.oldestMillis;
    curves = of.curves;
    this.sinceMillis = sinceMillis;
  }

  /** The same without what was shown at a time or before. */
  View after(long millis) {
    return new View(this, Math.max(millis, sinceMillis));
  }

  private long[] shownInOrder() {
    long[] shown = new long[rows.size()];
    int count = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.isLive(row)) {
        shown[count++] = rows.shownMillis(row);
      }
    }
    Arrays.sort(shown, 0, count);
    return Arrays.copyOf(shown, count);
  }

  /** The time in which the newest rows came, as many as the half life. */
  private double halfLifeMillis(long[] shown, int halfLifeRows) {
    if (shown.length == 0) {
      return LEAST_HALF_LIFE_MILLIS;
    }
    int oldest = Math.max(0, shown.length - halfLifeRows);
    double millis = (nowMillis - shown[oldest]) * (double) halfLifeRows / (shown.length - oldest);
    return Math.max(LEAST_HALF_LIFE_MILLIS, millis);
  }

  /**
   * Whether the rows are many and old enough to tell late from never: next to all that comes within
   * the oldest one's time has come in half of that. If not, any number may be yet to come.
   */
  boolean tells(Target target) {
    DelayCurve curve = curve(target);
    return curve.comers() >= FEW && curve.at((nowMillis - oldestMillis) / 2) >= NEARLY_ALL;
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
    return Evidence.of(
        rows, scores, target, curve(target), part, sinceMillis, nowMillis, halfLifeMillis, fromRow);
  }

  /** The share of what will come of a row that would have come by now. */
  double share(Target target, int row) {
    return curve(target).at(nowMillis - rows.shownMillis(row));
  }

  private DelayCurve curve(Target target) {
    DelayCurve curve = curves.get(target);
    if (curve == null) {
      throw new IllegalStateException("every target has a curve");
    }
    return curve;
  }
}
