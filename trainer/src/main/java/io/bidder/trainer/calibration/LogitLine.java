package io.bidder.trainer.calibration;

import static io.bidder.trainer.calibration.ScoredRows.sigmoid;

/**
 * The parametric part of a calibration: {@code logit(calibrated) = logit + level + tilt (logit -
 * centre)}.
 *
 * <p>Fitted by maximum a posteriori under Gaussian priors around "the model is right" that weigh
 * what n positives of data would: the level's precision is n, the tilt's n times the variance of
 * the logits, both with rows counted by their information p (1 - p), which at low rates is the
 * expected positives.
 */
final class LogitLine {
  private static final int MAX_ITERATIONS = 100;
  private static final int MAX_HALVINGS = 40;

  /**
   * Newton's error is about squared by every step: after one this small the rest is below 1e-9.
   * Much smaller, and the rounding of the loss would decide whether a step is taken.
   */
  private static final double LAST_STEP = 1e-5;

  final double level;
  final double tilt;
  final double centre;

  private LogitLine(double level, double tilt, double centre) {
    this.level = level;
    this.tilt = tilt;
    this.centre = centre;
  }

  double at(double logit) {
    return logit + level + tilt * (logit - centre);
  }

  /**
   * Fits the line.
   *
   * @param pseudoPositives n of the priors; 0 for maximum likelihood
   * @param minSlope least slope {@code 1 + tilt}
   */
  static LogitLine fit(ScoredRows rows, double pseudoPositives, double minSlope) {
    double information = 0;
    double sum = 0;
    for (int i = 0; i < rows.count(); i++) {
      double p = sigmoid(rows.logit[i]);
      information += rows.weight[i] * p * (1 - p);
      sum += rows.weight[i] * p * (1 - p) * rows.logit[i];
    }
    double centre = sum / information;
    double squares = 0;
    for (int i = 0; i < rows.count(); i++) {
      double p = sigmoid(rows.logit[i]);
      double z = rows.logit[i] - centre;
      squares += rows.weight[i] * p * (1 - p) * z * z;
    }
    double variance = squares / information;
    if (variance < 1e-9) {
      return new LogitLine(level(rows, 0, centre, pseudoPositives), 0, centre);
    }
    LogitLine line = newton(rows, centre, pseudoPositives, pseudoPositives * variance);
    if (line.tilt >= minSlope - 1) {
      return line;
    }
    double tilt = minSlope - 1;
    return new LogitLine(level(rows, tilt, centre, pseudoPositives), tilt, centre);
  }

  /** Newton's method on level and tilt; a step that does not improve the posterior is halved. */
  private static LogitLine newton(
      ScoredRows rows, double centre, double levelPrecision, double tiltPrecision) {
    double a = 0;
    double b = 0;
    double loss = loss(rows, centre, a, b, levelPrecision, tiltPrecision);
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double ga = -levelPrecision * a;
      double gb = -tiltPrecision * b;
      double haa = levelPrecision;
      double hab = 0;
      double hbb = tiltPrecision;
      for (int i = 0; i < rows.count(); i++) {
        double z = rows.logit[i] - centre;
        double p = sigmoid(rows.logit[i] + a + b * z);
        double residual = rows.weight[i] * (rows.label[i] - p);
        double curvature = rows.weight[i] * p * (1 - p);
        ga += residual;
        gb += residual * z;
        haa += curvature;
        hab += curvature * z;
        hbb += curvature * z * z;
      }
      double determinant = haa * hbb - hab * hab;
      double stepA = (hbb * ga - hab * gb) / determinant;
      double stepB = (haa * gb - hab * ga) / determinant;
      if (!Double.isFinite(stepA + stepB)) {
        // Scores that separate the labels have no finite fit without a prior: curvature runs out.
        break;
      }
      if (Math.abs(stepA) + Math.abs(stepB) <= LAST_STEP) {
        return new LogitLine(a + stepA, b + stepB, centre);
      }
      double next = loss(rows, centre, a + stepA, b + stepB, levelPrecision, tiltPrecision);
      for (int half = 0; !(next <= loss) && half < MAX_HALVINGS; half++) {
        stepA /= 2;
        stepB /= 2;
        next = loss(rows, centre, a + stepA, b + stepB, levelPrecision, tiltPrecision);
      }
      if (!(next <= loss)) {
        break;
      }
      a += stepA;
      b += stepB;
      loss = next;
    }
    return new LogitLine(a, b, centre);
  }

  /** Negative log posterior. */
  private static double loss(
      ScoredRows rows,
      double centre,
      double a,
      double b,
      double levelPrecision,
      double tiltPrecision) {
    double loss = (levelPrecision * a * a + tiltPrecision * b * b) / 2;
    for (int i = 0; i < rows.count(); i++) {
      double x = rows.logit[i] + a + b * (rows.logit[i] - centre);
      // log(1 + e^x) - y x, written so that neither sign of x overflows.
      loss +=
          rows.weight[i]
              * (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - rows.label[i] * x);
    }
    return loss;
  }

  private static double level(ScoredRows rows, double tilt, double centre, double precision) {
    double[] tilted = new double[rows.count()];
    for (int i = 0; i < tilted.length; i++) {
      tilted[i] = rows.logit[i] + tilt * (rows.logit[i] - centre);
    }
    return Offset.mostProbable(tilted, rows, 0, tilted.length, precision);
  }
}
