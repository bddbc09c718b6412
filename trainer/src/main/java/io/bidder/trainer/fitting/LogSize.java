package io.bidder.trainer.fitting;

/** Sizes of a log, by rows to fit; there are defaults for each. */
public enum LogSize {
  /** Every row and every choice counts: choices are cross-validated. */
  SMALL,
  /** Enough for choices to matter little, not enough to do without the newest rows. */
  LARGE,
  /** So many that a pass costs more than the newest rows are worth. */
  HUGE;

  /** From so many rows to fit, a log is large. */
  static final long LARGE_ROWS = 200_000;

  private static final long HUGE_ROWS = 10_000_000;

  /** The size of a log of {@code fitRows} rows to fit. */
  public static LogSize of(long fitRows) {
    if (fitRows < LARGE_ROWS) {
      return SMALL;
    }
    return fitRows < HUGE_ROWS ? LARGE : HUGE;
  }
}
