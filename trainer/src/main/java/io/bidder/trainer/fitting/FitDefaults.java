package io.bidder.trainer.fitting;

import io.bidder.trainer.learning.TrainingOptions;
import java.util.List;

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
  private static final int LARGE_LOG_MEMBERS = 2;

  /**
   * Hidden layers where the rows do not yet pay for larger ones, as measured on the demo market.
   */
  private static final List<Integer> LARGE_LOG_LAYERS = List.of(16);

  private static final long HUGE_LOG_ROWS = 10_000_000;
  private static final int REGRESSION_ITERATIONS = 100;
  private static final int LARGE_LOG_REGRESSION_ITERATIONS = 30;

  private FitDefaults() {}

  /** Whether every row and every choice counts. */
  public static boolean isSmall(long fitRows) {
    return fitRows < SMALL_LOG_ROWS;
  }

  /** Networks to average. */
  public static int members(long fitRows) {
    return isSmall(fitRows) ? SMALL_LOG_MEMBERS : LARGE_LOG_MEMBERS;
  }

  /** The layers of a network for so many rows: {@code usual} but for a large log. */
  public static List<Integer> layers(long fitRows, List<Integer> usual) {
    boolean large = !isSmall(fitRows) && fitRows < HUGE_LOG_ROWS;
    return large && !usual.isEmpty() ? LARGE_LOG_LAYERS : usual;
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
    double rate = small ? 0.05 : 0.03;
    return TrainingOptions.defaults()
        .with()
        .batchRows(batchRows)
        .chunkRows(Math.clamp(batchRows / 4, 32, 256))
        .epochs(small ? 12 : 16)
        .patience(3)
        .denseRate(rate)
        .latentRate(rate)
        .firstOrderRate(rate)
        // The variance of a batch's gradient is p (1 - p) a row: Adagrad's first steps are then as
        // long for rare positives as for frequent ones.
        .initialAccumulator(Math.max(1e-6, 0.4 * baseRate * (1 - baseRate) * batchRows))
        .latentScale(0.25)
        .latentLambda(small ? 0 : 3)
        .denseLambda(0)
        .firstOrderLambda(3)
        .build();
  }
}
