package io.bidder.trainer;

import io.bidder.settings.command.Console;
import io.bidder.trainer.learning.TrainingProgress;
import java.util.Locale;

/** A command's progress in words, on its console. Not thread-safe. */
final class TrainingConsole {
  private final Console console;

  TrainingConsole(Console console) {
    this.console = console;
  }

  void line(String text) {
    console.note(text);
  }

  /** At most one line a second, but for evaluations, which all count. */
  void progress(TrainingProgress progress) {
    if (Double.isNaN(progress.stoppingLoss())) {
      console.progress(() -> text(progress));
    } else {
      line(
          text(progress) + String.format(Locale.ROOT, "  stop loss %.5f", progress.stoppingLoss()));
    }
  }

  private static String text(TrainingProgress progress) {
    return String.format(
        Locale.ROOT,
        "  epoch %2d  %,12d rows  %,9.0f rows/s  loss %.5f",
        progress.epoch(),
        progress.rowsSeen(),
        progress.rowsPerSecond(),
        progress.trainingLoss());
  }

  void reading(String phase, long rows, double share) {
    if (Double.isNaN(share)) {
      joining(rows);
      return;
    }
    console.progress(
        () -> String.format(Locale.ROOT, "  %s  %,12d rows  %3.0f %%", phase, rows, share * 100));
  }

  void joining(long events) {
    console.progress(() -> String.format(Locale.ROOT, "  join  %,12d events read", events));
  }
}
