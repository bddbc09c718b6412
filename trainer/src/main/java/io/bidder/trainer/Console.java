package io.bidder.trainer;

import io.bidder.trainer.learning.TrainingProgress;
import java.io.PrintStream;
import java.util.Locale;

/** What a command says of its progress, on standard error. Not thread-safe. */
final class Console {
  private static final long QUIET_NS = 1_000_000_000L;

  private final PrintStream out;
  private long lastNs = System.nanoTime() - QUIET_NS;

  Console(PrintStream out) {
    this.out = out;
  }

  void line(String text) {
    out.println(text);
  }

  /** At most one line a second, but for evaluations, which all count. */
  void progress(TrainingProgress progress) {
    boolean evaluated = !Double.isNaN(progress.stoppingLoss());
    if (!evaluated && System.nanoTime() - lastNs < QUIET_NS) {
      return;
    }
    lastNs = System.nanoTime();
    line(
        String.format(
                Locale.ROOT,
                "  epoch %2d  %,12d rows  %,9.0f rows/s  loss %.5f",
                progress.epoch(),
                progress.rowsSeen(),
                progress.rowsPerSecond(),
                progress.trainingLoss())
            + (evaluated
                ? String.format(Locale.ROOT, "  stop loss %.5f", progress.stoppingLoss())
                : ""));
  }

  void reading(String phase, long rows, double share) {
    if (System.nanoTime() - lastNs < QUIET_NS) {
      return;
    }
    lastNs = System.nanoTime();
    line(String.format(Locale.ROOT, "  %s  %,12d rows  %3.0f %%", phase, rows, share * 100));
  }
}
