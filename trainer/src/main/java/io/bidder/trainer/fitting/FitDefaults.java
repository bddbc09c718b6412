package io.bidder.trainer.fitting;

import io.bidder.trainer.learning.TrainingOptions;
import io.bidder.trainer.network.Architecture;
import io.bidder.trainer.network.NetworkSpec;
import java.util.List;

/**
 * Default options, which depend on how much there is to learn from. Little data wants small batches
 * and strong anchors; a large log wants several members and learning rates that fall; both want
 * every row they can get. A huge one wants one quick pass after another. The figures behind them
 * are in docs/adr/0003.
 */
public final class FitDefaults {
  /** Values seen fewer times in training share one row. */
  public static final int MINIMUM_COUNT = 3;

  private static final int WARM_EPOCHS = 3;
  private static final double WARM_FINAL_RATE_SHARE = 0.05;

  private static final int REGRESSION_ITERATIONS = 100;
  private static final int LARGE_LOG_REGRESSION_ITERATIONS = 30;

  private FitDefaults() {}

  /** Networks to average. */
  public static int members(LogSize size) {
    return size == LogSize.HUGE ? 2 : 4;
  }

  /** Floats in a member's embedding row. */
  public static int dimension(LogSize size) {
    return size == LogSize.LARGE ? 8 : NetworkSpec.DEFAULT_DIMENSION;
  }

  /** Hidden layers over the numbers: {@code usual} but where the rows do not yet pay for them. */
  public static List<Integer> bottom(LogSize size, List<Integer> usual) {
    return size == LogSize.LARGE && !usual.isEmpty() ? List.of(16) : usual;
  }

  /**
   * Hidden layers of the top network: {@code usual} but for a large log. There DLRM's dot products
   * go straight to the logits.
   */
  public static List<Integer> top(LogSize size, Architecture architecture, List<Integer> usual) {
    if (size != LogSize.LARGE || usual.isEmpty()) {
      return usual;
    }
    return architecture == Architecture.DLRM ? List.of() : List.of(16);
  }

  /** Line searches of a logistic regression, each a pass over the rows or a few. */
  public static int regressionIterations(LogSize size) {
    return size == LogSize.SMALL ? REGRESSION_ITERATIONS : LARGE_LOG_REGRESSION_ITERATIONS;
  }

  /**
   * Tells whether everything is fitted again, with the rows that the first fit left out, once the
   * choices and the calibration are settled.
   */
  public static boolean refits(LogSize size) {
    return size != LogSize.HUGE;
  }

  /**
   * Options to train a member.
   *
   * @param baseRate of the first head's positives
   */
  public static TrainingOptions options(long fitRows, double baseRate) {
    int batchRows = Math.clamp(Long.highestOneBit(fitRows / 256), 64, 1024);
    TrainingOptions.Builder builder =
        TrainingOptions.defaults()
            .with()
            .batchRows(batchRows)
            .chunkRows(Math.clamp(batchRows / 4, 32, 256))
            .patience(3)
            // The variance of a batch's gradient is p (1 - p) a row: Adagrad's first steps are then
            // as long for rare positives as for frequent ones.
            .initialAccumulator(Math.max(1e-6, 0.4 * baseRate * (1 - baseRate) * batchRows))
            .latentScale(0.25);
    switch (LogSize.of(fitRows)) {
      case SMALL ->
          rate(builder, 0.05).epochs(12).latentLambda(0).firstOrderLambda(10).denseLambda(0);
      case LARGE ->
          rate(builder, 0.05)
              .finalRateShare(0.05)
              .stoppingTolerance(0.002)
              .epochs(10)
              .conversionWeight(0.5)
              .latentLambda(20)
              .firstOrderLambda(10)
              .denseLambda(100);
      case HUGE ->
          rate(builder, 0.03).epochs(16).latentLambda(3).firstOrderLambda(3).denseLambda(0);
    }
    return builder.build();
  }

  /** Options to train a member further: its own, for a few epochs at rates that fall. */
  public static TrainingOptions warm(TrainingOptions before) {
    return before.with().epochs(WARM_EPOCHS).finalRateShare(WARM_FINAL_RATE_SHARE).build();
  }

  private static TrainingOptions.Builder rate(TrainingOptions.Builder builder, double rate) {
    return builder.denseRate(rate).latentRate(rate).firstOrderRate(rate);
  }
}
