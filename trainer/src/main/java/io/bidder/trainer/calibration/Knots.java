package io.bidder.trainer.calibration;

import io.bidder.modelstore.calibration.CalibrationMap;
import java.util.Arrays;

/** Knots of a map between logits, strictly ascending in x and in y. */
final class Knots {
  private final double[] x;
  private final double[] y;

  Knots(double[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  /** The nearest knots in weighted squares whose slope is nowhere below {@code minSlope}. */
  static Knots rising(double[] x, double[] y, double[] weight, double minSlope) {
    double[] tilted = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      tilted[i] = y[i] - minSlope * x[i];
    }
    PoolAdjacentViolators.Blocks blocks = PoolAdjacentViolators.fit(tilted, weight);
    double[] risen = new double[x.length];
    for (int block = 0; block < blocks.count(); block++) {
      int to = block + 1 < blocks.count() ? blocks.start[block + 1] : x.length;
      for (int i = blocks.start[block]; i < to; i++) {
        risen[i] = blocks.value[block] + minSlope * x[i];
      }
    }
    return new Knots(x, risen);
  }

  double at(double logit) {
    int last = x.length - 1;
    if (logit <= x[0]) {
      return logit + (y[0] - x[0]);
    }
    if (logit >= x[last]) {
      return logit + (y[last] - x[last]);
    }
    int found = Arrays.binarySearch(x, logit);
    int i = found >= 0 ? found : -found - 2;
    return y[i] + (logit - x[i]) * ((y[i + 1] - y[i]) / (x[i + 1] - x[i]));
  }

  /**
   * The map of probabilities, all y moved by {@code shift}. Knots that fall together as
   * probabilities become one.
   */
  CalibrationMap map(double shift) {
    double[] raw = new double[x.length];
    double[] calibrated = new double[x.length];
    int n = 0;
    for (int i = 0; i < x.length; i++) {
      double p = CalibrationMap.clamp(ScoredRows.sigmoid(x[i]));
      double q = CalibrationMap.clamp(ScoredRows.sigmoid(y[i] + shift));
      if (n == 0 || p > raw[n - 1]) {
        raw[n] = p;
        calibrated[n] = n == 0 ? q : Math.max(q, calibrated[n - 1]);
        n++;
      }
    }
    return CalibrationMap.of(Arrays.copyOf(raw, n), Arrays.copyOf(calibrated, n));
  }
}
