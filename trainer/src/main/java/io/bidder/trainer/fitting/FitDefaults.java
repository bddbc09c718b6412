package io.bidder.trainer.fitting;

import io.bidder.trainer.learning.TrainingOptions;

/**
 * What a newcomer gets: options that depend on how much there is to learn from. Little data wants
 * small batches, several members and every row it can get; much data wants one quick pass after
 * another.
 */
public final class FitDefaults {
  /** Below this many rows to fit, a log is small. */
  static final long SMALL_LOG_ROWS = 200_000;

  /** Values seen fewer times in training share one row. */
  public static final int MINIMUM_COUNT = 3;

  private static final int SMALL_LOG_MEMBERS = 4;
  private static final int REGRESSION_ITERATIONS = 100;
  private static final int LARGE_LOG_REGRESSION_ITERATIONS = 30;

  private FitDefaults() {}

  /** Whether every row and every choice counts. */
  public static boolean isSmall(long fitRows) {
    return fitRows < SMALL_LOG_ROWS;
  }

  /** Networks to average. */
  public static int members(long fitRows) {
    return isSmall(fitRows) ? SMALL_LOG_MEMBERS : 1;
  }

  /** Line searches of a logistic regression, each a pass over the rows or a few. */
  public static int regressionIterations(long fitRows) {
    return isSmall(fitRows) ? REGRESSION_ITERATIONS : LARGE_LOG_REGRESSION_ITERATIONS;
  }

  /**
   * How to train a member.
   *
   * @param baseRate of the first head's positives
   */
  public static TrainingOptions options(long fitRows, double baseRate) {
    int batchRows = Math.clamp(Long.highestOneBit(fitRows / 256), 64, 1024);
    boolean small = isSmall(fitRows);
    return TrainingOptions.defaults()
        .with()
        .batchRows(batchRows)
        .chunkRows(Math.clamp(batchRows / 4, 32, 256))
        .epochs(small ? 12 : 8)
        .patience(small ? 3 : 2)
        .evaluateEveryRows(small ? 0 : fitRows / 2)
        .denseRate(0.05)
        .latentRate(0.05)
        .firstOrderRate(0.05)
        // The variance of a batch's gradient is p (1 - p) a row: Adagrad's first steps are then as
        // long for rare positives as for frequent ones.
        .initialAccumulator(0.4 * baseRate * (1 - baseRate) * batchRows)
        .latentScale(0.25)
        .latentLambda(0)
        .denseLambda(0)
        .firstOrderLambda(3)
        .build();
  }
}
