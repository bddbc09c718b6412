package io.bidder.benchmarks.yardstick;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/**
 * xgboost, tuned as one would: settings, columns and number of trees are those with the least
 * log-loss on the last tenth of the training rows, then it is trained again on all of them. The
 * rows to predict are not looked at.
 */
final class BoostedTrees {
  private static final double STOP_SHARE = 0.1;
  private static final int MOST_TREES = 1000;
  private static final int PATIENCE_TREES = 30;

  /** With fewer training rows the whole grid takes seconds; with more, little hangs on it. */
  private static final int GRID_ROWS = 150_000;

  private final int threads;
  private final int seed;
  private final @Nullable List<Settings> grid;
  private final Consumer<String> progress;

  /** Settings of xgboost by its own names. */
  record Settings(int maxDepth, double minChildWeight, double lambda, double eta) {
    /** Good on most logs. */
    static Settings usual() {
      return new Settings(6, 10, 10, 0.1);
    }

    static List<Settings> grid(int trainingRows) {
      if (trainingRows > GRID_ROWS) {
        return List.of(new Settings(4, 10, 10, 0.1), usual());
      }
      List<Settings> grid = new ArrayList<>();
      for (int maxDepth : new int[] {3, 4, 6, 8}) {
        for (double minChildWeight : new double[] {1, 10}) {
          for (double lambda : new double[] {1, 10}) {
            grid.add(new Settings(maxDepth, minChildWeight, lambda, 0.07));
          }
        }
      }
      return List.copyOf(grid);
    }
  }

  /**
   * The choice that tuning made.
   *
   * @param stopLoss log-loss on the last tenth of the training rows
   */
  record Choice(Columns.Kind columns, Settings settings, int trees, double stopLoss) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s, %d trees of depth %d, min_child_weight %s, lambda %s, eta %s",
          columns,
          trees,
          settings.maxDepth(),
          settings.minChildWeight(),
          settings.lambda(),
          settings.eta());
    }
  }

  /** Probabilities of the rows after the training rows, and the choice behind them. */
  static final class Fitted {
    private final Choice choice;
    private final float[] predictions;

    private Fitted(Choice choice, float[] predictions) {
      this.choice = choice;
      this.predictions = predictions;
    }

    Choice choice() {
      return choice;
    }

    float[] predictions() {
      return predictions;
    }
  }

  /**
   * @param grid settings to try, or null for those that suit the number of rows
   * @param progress told of every fit, in words
   */
  BoostedTrees(int threads, int seed, @Nullable List<Settings> grid, Consumer<String> progress) {
    this.threads = threads;
    this.seed = seed;
    this.grid = grid;
    this.progress = progress;
  }

  /**
   * Trains on the first rows and predicts the others.
   *
   * @throws IllegalArgumentException if there are too few training rows, or all have one label
   */
  Fitted fit(LabelledRows rows, int trainingRows) {
    double rate = rows.rate(0, trainingRows);
    int stopRows = (int) Math.round(trainingRows * STOP_SHARE);
    if (stopRows == 0 || !rows.hasBothLabels(trainingRows)) {
      throw new IllegalArgumentException(
          "%d training rows with a rate of %s: expected some of both labels"
              .formatted(trainingRows, rate));
    }
    try {
      Choice choice = tune(rows, trainingRows - stopRows, trainingRows);
      return new Fitted(choice, predict(rows, trainingRows, choice));
    } catch (XGBoostError e) {
      throw new IllegalStateException("xgboost failed: " + e.getMessage(), e);
    }
  }

  private Choice tune(LabelledRows rows, int fitRows, int trainingRows) throws XGBoostError {
    Choice best = null;
    for (Columns.Kind kind : Columns.Kind.values()) {
      Columns columns = kind.learn(rows, fitRows);
      DMatrix fit = matrix(rows, columns, 0, fitRows, true);
      DMatrix stop = matrix(rows, columns, fitRows, trainingRows, false);
      try {
        for (Settings settings : grid == null ? Settings.grid(trainingRows) : grid) {
          Choice choice = tryOut(kind, settings, fit, stop);
          if (best == null || choice.stopLoss() < best.stopLoss()) {
            best = choice;
          }
          progress.accept(String.format(Locale.ROOT, "%.5f  %s", choice.stopLoss(), choice));
        }
      } finally {
        fit.dispose();
        stop.dispose();
      }
    }
    if (best == null) {
      throw new IllegalStateException("nothing was tried");
    }
    return best;
  }

  private Choice tryOut(Columns.Kind kind, Settings settings, DMatrix fit, DMatrix stop)
      throws XGBoostError {
    float[][] losses = new float[1][MOST_TREES];
    Map<String, DMatrix> watched = new LinkedHashMap<>(Map.of("stop", stop));
    XGBoost.train(
            fit, parameters(settings), MOST_TREES, watched, losses, null, null, PATIENCE_TREES)
        .dispose();
    int trees = 0;
    for (int i = 1; i < MOST_TREES; i++) {
      // Rounds after the stop are left at 0.
      if (losses[0][i] > 0 && losses[0][i] < losses[0][trees]) {
        trees = i;
      }
    }
    return new Choice(kind, settings, trees + 1, losses[0][trees]);
  }

  private float[] predict(LabelledRows rows, int trainingRows, Choice choice) throws XGBoostError {
    Columns columns = choice.columns().learn(rows, trainingRows);
    DMatrix training = matrix(rows, columns, 0, trainingRows, true);
    Booster booster = null;
    DMatrix test = null;
    try {
      booster =
          XGBoost.train(
              training, parameters(choice.settings()), choice.trees(), new HashMap<>(), null, null);
      test = matrix(rows, columns, trainingRows, rows.size(), false);
      float[][] predicted = booster.predict(test);
      float[] predictions = new float[predicted.length];
      for (int i = 0; i < predictions.length; i++) {
        predictions[i] = predicted[i][0];
      }
      return predictions;
    } finally {
      training.dispose();
      dispose(booster, test);
    }
  }

  private static void dispose(@Nullable Booster booster, @Nullable DMatrix matrix) {
    if (booster != null) {
      booster.dispose();
    }
    if (matrix != null) {
      matrix.dispose();
    }
  }

  private DMatrix matrix(LabelledRows rows, Columns columns, int from, int to, boolean training)
      throws XGBoostError {
    SparseMatrix sparse =
        new SparseMatrix(to - from, rows.rows().numericCount() + rows.rows().slotCount());
    for (int row = from; row < to; row++) {
      columns.append(row, training, sparse);
    }
    DMatrix matrix = sparse.build(columns.count(), threads);
    matrix.setLabel(Arrays.copyOfRange(rows.labels(), from, to));
    matrix.setWeight(Arrays.copyOfRange(rows.weights(), from, to));
    return matrix;
  }

  private Map<String, Object> parameters(Settings settings) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("objective", "binary:logistic");
    parameters.put("eval_metric", "logloss");
    parameters.put("tree_method", "hist");
    parameters.put("max_depth", settings.maxDepth());
    parameters.put("min_child_weight", settings.minChildWeight());
    parameters.put("lambda", settings.lambda());
    parameters.put("eta", settings.eta());
    parameters.put("subsample", 0.8);
    parameters.put("colsample_bytree", 0.7);
    parameters.put("seed", seed);
    parameters.put("nthread", threads);
    parameters.put("verbosity", 0);
    parameters.put("verbose_eval", "false");
    return parameters;
  }
}
