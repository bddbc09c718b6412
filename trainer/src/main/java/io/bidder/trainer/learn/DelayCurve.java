package io.bidder.trainer.learn;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * The share of what will come of impressions that has come within a time after them, learned from
 * rows of which the newest have had less time than others: "not yet" is not "no".
 *
 * <p>A delay is seen only if it is not longer than the time since the impression, so that long ones
 * are seen too rarely. The product limit in reversed time corrects that (Lynden-Bell, A method of
 * allowing for known observational selection in small samples, 1971), by bins of time that each are
 * a quarter longer than the one before. Longer delays than the rows are old are not known of.
 */
public final class DelayCurve {
  private static final double FIRST_MILLIS = 1_000;
  private static final double GROWTH = Math.log(1.25);
  private static final int BINS = 64;

  /** By bin: the share that has come by its end. */
  private final double[] share = new double[BINS];

  private final int comers;

  private DelayCurve(double[] came, double[] atRisk) {
    comers = (int) Arrays.stream(came).sum();
    double left = 1;
    for (int bin = BINS - 1; bin >= 0; bin--) {
      share[bin] = left;
      // One more that was at risk and had come before keeps few rows from deciding everything.
      left *= 1 - came[bin] / (atRisk[bin] + 1);
    }
  }

  /**
   * Learns from rows.
   *
   * @param nowMillis the time at which what the window holds was known
   */
  static DelayCurve of(RowWindow rows, Target target, long nowMillis) {
    return of(
        rows.size(),
        row -> rows.isLive(row) ? rows.delayMillis(target, row) : -1,
        row -> nowMillis - rows.shownMillis(row));
  }

  /**
   * Learns from delays.
   *
   * @param delayMillis of each row; negative if nothing has come of it
   * @param ageMillis the time that each row has had
   */
  public static DelayCurve of(
      int rows, IntToLongFunction delayMillis, IntToLongFunction ageMillis) {
    double[] came = new double[BINS];
    double[] begins = new double[BINS];
    double[] ends = new double[BINS];
    for (int row = 0; row < rows; row++) {
      long delay = delayMillis.applyAsLong(row);
      if (delay >= 0) {
        int bin = bin(delay);
        int last = Math.max(bin, bin(ageMillis.applyAsLong(row)));
        came[bin]++;
        begins[bin]++;
        ends[last]++;
      }
    }
    double[] atRisk = new double[BINS];
    double running = 0;
    for (int bin = 0; bin < BINS; bin++) {
      running += begins[bin];
      atRisk[bin] = running;
      running -= ends[bin];
    }
    return new DelayCurve(came, atRisk);
  }

  /** Outcomes that it was learned from. */
  int comers() {
    return comers;
  }

  private static int bin(long millis) {
    if (millis <= FIRST_MILLIS) {
      return 0;
    }
    return (int) Math.min(BINS - 1, 1 + Math.floor(Math.log(millis / FIRST_MILLIS) / GROWTH));
  }

  /** The share that has come so long after the impression. */
  public double at(long millis) {
    if (millis <= 0) {
      return 0;
    }
    int bin = bin(millis);
    double before = bin == 0 ? 0 : share[bin - 1];
    double begin = bin == 0 ? 0 : FIRST_MILLIS * Math.exp((bin - 1) * GROWTH);
    double end = FIRST_MILLIS * Math.exp(bin * GROWTH);
    return before + (share[bin] - before) * Math.min(1, (millis - begin) / (end - begin));
  }
}
