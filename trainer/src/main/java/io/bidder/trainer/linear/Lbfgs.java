package io.bidder.trainer.linear;

/**
 * Limited-memory BFGS for smooth convex objectives (Nocedal &amp; Wright, Numerical Optimization,
 * algorithm 7.5), with a backtracking line search on the Armijo condition. Deterministic.
 */
final class Lbfgs {
  private static final int MEMORY = 8;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final int MAX_HALVINGS = 30;

  /** A function to minimise. */
  interface Objective {
    /** Writes the gradient at {@code point} and returns the value there. */
    double valueAndGradient(double[] point, double[] gradient);
  }

  private Lbfgs() {}

  /**
   * Moves {@code point} to the minimum.
   *
   * @param maxIterations at most this many line searches
   * @param relativeTolerance stops once an iteration gains less than this share of the value
   * @return the value at the final point
   */
  static double minimise(
      Objective objective, double[] point, int maxIterations, double relativeTolerance) {
    int n = point.length;
    double[][] steps = new double[MEMORY][n];
    double[][] yields = new double[MEMORY][n];
    double[] curvatures = new double[MEMORY];
    double[] gradient = new double[n];
    double[] nextGradient = new double[n];
    double[] next = new double[n];
    double[] direction = new double[n];
    int stored = 0;
    double value = objective.valueAndGradient(point, gradient);
    for (int iteration = 0; iteration < maxIterations; iteration++) {
      descend(gradient, steps, yields, curvatures, stored, direction);
      double slope = dot(gradient, direction);
      if (!(slope < 0)) {
        break;
      }
      double step = stored == 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
      double nextValue = Double.NaN;
      int halvings = 0;
      for (; halvings < MAX_HALVINGS; halvings++, step /= 2) {
        for (int i = 0; i < n; i++) {
          next[i] = point[i] + step * direction[i];
        }
        nextValue = objective.valueAndGradient(next, nextGradient);
        if (nextValue <= value + SUFFICIENT_DECREASE * step * slope) {
          break;
        }
      }
      if (halvings == MAX_HALVINGS) {
        break;
      }
      int slot = stored % MEMORY;
      double curvature = 0;
      for (int i = 0; i < n; i++) {
        steps[slot][i] = next[i] - point[i];
        yields[slot][i] = nextGradient[i] - gradient[i];
        curvature += steps[slot][i] * yields[slot][i];
        point[i] = next[i];
        gradient[i] = nextGradient[i];
      }
      if (curvature > 0) {
        curvatures[slot] = curvature;
        stored++;
      }
      double gained = value - nextValue;
      value = nextValue;
      if (gained <= relativeTolerance * Math.abs(value)) {
        break;
      }
    }
    return value;
  }

  /** The two-loop recursion: {@code direction = -H gradient}. */
  private static void descend(
      double[] gradient,
      double[][] steps,
      double[][] yields,
      double[] curvatures,
      int stored,
      double[] direction) {
    int n = gradient.length;
    for (int i = 0; i < n; i++) {
      direction[i] = -gradient[i];
    }
    int first = Math.max(0, stored - MEMORY);
    double[] alphas = new double[MEMORY];
    for (int k = stored - 1; k >= first; k--) {
      int slot = k % MEMORY;
      double alpha = dot(steps[slot], direction) / curvatures[slot];
      alphas[slot] = alpha;
      add(direction, -alpha, yields[slot]);
    }
    if (stored > 0) {
      int last = (stored - 1) % MEMORY;
      double scale = curvatures[last] / dot(yields[last], yields[last]);
      for (int i = 0; i < n; i++) {
        direction[i] *= scale;
      }
    }
    for (int k = first; k < stored; k++) {
      int slot = k % MEMORY;
      double beta = dot(yields[slot], direction) / curvatures[slot];
      add(direction, alphas[slot] - beta, steps[slot]);
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] to, double factor, double[] what) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * what[i];
    }
  }
}
