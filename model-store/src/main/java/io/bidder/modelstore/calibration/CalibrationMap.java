package io.bidder.modelstore.calibration;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A never decreasing map from a head's raw probability to a calibrated one: piecewise linear
 * between {@code logit(raw)} and {@code logit(calibrated)}, given by knots. Outside the knots the
 * nearest end knot's logit offset goes on, so that rare scores keep their order and nothing
 * saturates.
 *
 * <p>Probabilities are clamped to [{@value #MIN_PROBABILITY}, 1 - {@value #MIN_PROBABILITY}] on the
 * way in and out. The knots are kept as the doubles they were given as, so that a map read back
 * from JSON gives the same bits.
 *
 * <p>Immutable and safe to share between threads; {@link #apply} allocates nothing.
 */
public final class CalibrationMap {
  public static final double MIN_PROBABILITY = 1e-7;
  public static final double MAX_PROBABILITY = 1 - MIN_PROBABILITY;

  /** More knots than any calibration needs; more than that is a broken file. */
  public static final int MAX_KNOTS = 10_000;

  private static final CalibrationMap IDENTITY = new CalibrationMap(new double[0], new double[0]);

  private final double[] raw;
  private final double[] calibrated;
  private final double[] x;
  private final double[] y;
  private final double[] slope;

  private CalibrationMap(double[] raw, double[] calibrated) {
    this.raw = raw;
    this.calibrated = calibrated;
    int n = raw.length;
    x = new double[n];
    y = new double[n];
    slope = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = logit(raw[i]);
      y[i] = logit(calibrated[i]);
    }
    for (int i = 0; i + 1 < n; i++) {
      // Neighbouring doubles may share a logit.
      slope[i] = x[i + 1] > x[i] ? (y[i + 1] - y[i]) / (x[i + 1] - x[i]) : 0;
    }
  }

  /** The map that changes nothing but the clamp. */
  public static CalibrationMap identity() {
    return IDENTITY;
  }

  /**
   * A map through the given knots; none give the identity.
   *
   * @param raw strictly ascending probabilities
   * @param calibrated as many never decreasing probabilities
   * @throws IllegalArgumentException naming the knot and its value, if the knots are not that
   */
  public static CalibrationMap of(double[] raw, double[] calibrated) {
    String problem = problem(raw, calibrated);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return raw.length == 0 ? IDENTITY : new CalibrationMap(raw.clone(), calibrated.clone());
  }

  /** The first fault of the knots, as field, value and what was expected; null if there is none. */
  static @Nullable String problem(double[] raw, double[] calibrated) {
    if (raw.length != calibrated.length) {
      return "'calibrated' has %d values, expected as many as 'raw': %d"
          .formatted(calibrated.length, raw.length);
    }
    if (raw.length > MAX_KNOTS) {
      return "'raw' has %d values, expected at most %d".formatted(raw.length, MAX_KNOTS);
    }
    for (int i = 0; i < raw.length; i++) {
      if (!(raw[i] >= MIN_PROBABILITY && raw[i] <= MAX_PROBABILITY)) {
        return outOfRange("raw", i, raw[i]);
      }
      if (!(calibrated[i] >= MIN_PROBABILITY && calibrated[i] <= MAX_PROBABILITY)) {
        return outOfRange("calibrated", i, calibrated[i]);
      }
      if (i > 0 && raw[i] <= raw[i - 1]) {
        return "'raw[%d]' is %s, expected more than the value before it, %s"
            .formatted(i, raw[i], raw[i - 1]);
      }
      if (i > 0 && calibrated[i] < calibrated[i - 1]) {
        return "'calibrated[%d]' is %s, expected no less than the value before it, %s"
            .formatted(i, calibrated[i], calibrated[i - 1]);
      }
    }
    return null;
  }

  private static String outOfRange(String field, int index, double value) {
    return "'%s[%d]' is %s, expected a probability from %s to %s"
        .formatted(field, index, value, MIN_PROBABILITY, MAX_PROBABILITY);
  }

  /** The calibrated probability; NaN stays NaN. */
  public double apply(double p) {
    if (Double.isNaN(p)) {
      return p;
    }
    double clamped = clamp(p);
    int last = x.length - 1;
    if (last < 0) {
      return clamped;
    }
    double in = logit(clamped);
    double out;
    // The outer min and max keep rounding from breaking the order at a knot.
    if (in < x[0]) {
      out = Math.min(in + (y[0] - x[0]), y[0]);
    } else if (in >= x[last]) {
      out = Math.max(in + (y[last] - x[last]), y[last]);
    } else {
      int i = segment(in);
      out = Math.min(y[i] + (in - x[i]) * slope[i], y[i + 1]);
    }
    return clamp(1 / (1 + Math.exp(-out)));
  }

  /** The last knot at or below {@code in}, which lies within the knots. */
  private int segment(double in) {
    int low = 0;
    int high = x.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (x[middle] <= in) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  public boolean isIdentity() {
    return raw.length == 0;
  }

  /** A copy of the knots' raw probabilities, ascending. */
  public double[] rawKnots() {
    return raw.clone();
  }

  /** A copy of the knots' calibrated probabilities. */
  public double[] calibratedKnots() {
    return calibrated.clone();
  }

  /** {@code p} within [{@link #MIN_PROBABILITY}, {@link #MAX_PROBABILITY}]. */
  public static double clamp(double p) {
    return Math.min(Math.max(p, MIN_PROBABILITY), MAX_PROBABILITY);
  }

  /**
   * The probability whose odds are {@code factor} times those of {@code p}, which is {@code
   * sigmoid(logit(p) + log(factor))}, {@linkplain #clamp clamped}; NaN stays NaN.
   *
   * @param p a probability within the clamp
   */
  public static double scaleOdds(double p, double factor) {
    return factor == 1 ? p : clamp(p * factor / (1 - p + p * factor));
  }

  private static double logit(double p) {
    return Math.log(p / (1 - p));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CalibrationMap map
        && Arrays.equals(raw, map.raw)
        && Arrays.equals(calibrated, map.calibrated);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(raw) + Arrays.hashCode(calibrated);
  }

  @Override
  public String toString() {
    return "CalibrationMap[raw=%s, calibrated=%s]"
        .formatted(Arrays.toString(raw), Arrays.toString(calibrated));
  }
}
