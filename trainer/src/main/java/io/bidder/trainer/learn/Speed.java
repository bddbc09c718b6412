package io.bidder.trainer.learn;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A comparison of how long two versions take for the same rows: by turns, so that whatever else the
 * machine does meets both, and by the ratios' order, so that a few odd ones do not decide.
 */
final class Speed {
  /** A version may take so much of its parent's time. */
  static final double MOST = 1.1;

  private static final int PAIRS = 41;

  /**
   * Of 41 ratios the 13th is below the median of what they are drawn from but once in a hundred
   * times: binomial.
   */
  private static final int SURE = 12;

  /** Rows of a run: a few milliseconds. */
  private static final int ROWS = 256;

  private Speed() {}

  /** Reasons not to serve a version because it scores slower than its parent. */
  static List<String> reasons(ScoringModel parent, ScoringModel candidate, RowWindow rows) {
    int count = Math.min(ROWS, rows.size());
    EncodedRows encoded = new EncodedRows(rows.schema(), count);
    rows.read(0, count, encoded);
    Predictions predictions = new Predictions(count);
    try (ScoringWorker before = parent.newWorker();
        ScoringWorker after = candidate.newWorker()) {
      return reasons(
          () -> before.score(encoded, 0, count, predictions),
          () -> after.score(encoded, 0, count, predictions),
          System::nanoTime);
    }
  }

  /**
   * Reasons not to serve a version because it is slower; none if that may be noise.
   *
   * @param nanoTime the clock
   */
  static List<String> reasons(Runnable parent, Runnable candidate, LongSupplier nanoTime) {
    // What runs first warms up for both.
    parent.run();
    candidate.run();
    double[] ratios = new double[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      boolean parentFirst = i % 2 == 0;
      long first = time(parentFirst ? parent : candidate, nanoTime);
      long second = time(parentFirst ? candidate : parent, nanoTime);
      ratios[i] = parentFirst ? (double) second / first : (double) first / second;
    }
    Arrays.sort(ratios);
    return ratios[SURE] <= MOST
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "scoring takes %.2f of its parent's time, expected at most %.2f",
                ratios[PAIRS / 2],
                MOST));
  }

  private static long time(Runnable what, LongSupplier nanoTime) {
    long start = nanoTime.getAsLong();
    what.run();
    return Math.max(1, nanoTime.getAsLong() - start);
  }
}
