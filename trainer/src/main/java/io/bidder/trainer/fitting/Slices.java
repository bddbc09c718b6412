package io.bidder.trainer.fitting;

import io.bidder.settings.InvalidInputException;
import io.bidder.trainer.learning.RowRange;

/**
 * The slices that a log, in the order of time, is cut into: never shuffled, the newest rows last.
 *
 * <pre>
 *   |------------- fit -------------|- stop -|- calibrate -|------ valid ------|
 *   0                                                                        rows
 * </pre>
 *
 * @param fit weights are learnt from these
 * @param stop decide when to stop, and how strong priors are
 * @param calibrate probabilities are calibrated on what weights that never saw these predict
 * @param valid the report's rows: nothing was chosen by them, and the fit that the report is on did
 *     not see them
 */
public record Slices(RowRange fit, RowRange stop, RowRange calibrate, RowRange valid) {
  /** Rows that a log needs at the least, so that no slice is empty. */
  public static final long MINIMUM_ROWS = 100;

  private static final double STOP_SHARE = 0.1;
  private static final long STOP_ROWS_AT_MOST = 40_000;
  private static final double CALIBRATE_SHARE = 0.1;
  private static final long CALIBRATE_ROWS_AT_MOST = 40_000;

  /**
   * Cuts {@code rows} rows.
   *
   * @param validFraction share of the rows that the report is made on, the newest
   * @throws IllegalArgumentException if there are too few rows
   */
  public static Slices of(long rows, double validFraction) {
    if (!(validFraction > 0 && validFraction < 1)) {
      throw new InvalidInputException(
          "validation fraction " + validFraction + ", expected more than 0 and less than 1");
    }
    long training = trainingRows(rows, validFraction);
    if (rows < MINIMUM_ROWS || training < MINIMUM_ROWS / 2 || training == rows) {
      throw new InvalidInputException(
          "the log has "
              + rows
              + " good rows, of which a validation fraction of "
              + validFraction
              + " leaves "
              + training
              + " to train on; expected at least "
              + MINIMUM_ROWS
              + " rows, half of them to train on and some to validate on");
    }
    return of(training, rows);
  }

  /**
   * Cuts rows that end with those of the report, which are kept from every fit.
   *
   * @throws IllegalArgumentException if there are too few rows
   */
  public static Slices heldOut(long training, long heldOut) {
    if (training < MINIMUM_ROWS || heldOut < 1) {
      throw new InvalidInputException(
          "%d rows to train on and %d held out, expected at least %d and 1"
              .formatted(training, heldOut, MINIMUM_ROWS));
    }
    return of(training, training + heldOut);
  }

  private static Slices of(long training, long rows) {
    long stop = Math.min(STOP_ROWS_AT_MOST, Math.round(training * STOP_SHARE));
    long calibrate = Math.min(CALIBRATE_ROWS_AT_MOST, Math.round(training * CALIBRATE_SHARE));
    long fit = training - stop - calibrate;
    return new Slices(
        new RowRange(0, fit),
        new RowRange(fit, fit + stop),
        new RowRange(fit + stop, training),
        new RowRange(training, rows));
  }

  /** Rows before the validation slice. */
  public static long trainingRows(long rows, double validFraction) {
    return Math.round(rows * (1 - validFraction));
  }

  /** The rows before those of the report. */
  public RowRange training() {
    return new RowRange(fit.from(), calibrate.to());
  }

  /** All rows, those of the report too. */
  public RowRange all() {
    return new RowRange(fit.from(), valid.to());
  }

  /** The rows that choices are made from: all that calibration and report do not need unseen. */
  public RowRange fitAndStop() {
    return new RowRange(fit.from(), stop.to());
  }
}
