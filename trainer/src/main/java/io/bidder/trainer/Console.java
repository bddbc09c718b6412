package io.bidder.trainer;

import io.bidder.trainer.learning.TrainingProgress;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;

/** The words in which a command tells its progress, on standard error. Not thread-safe. */
final class Console {
  private final io.bidder.settings.command.Console console;

  Console(PrintStream err) {
    PrintWriter writer = new PrintWriter(err, true, err.charset());
    console = new io.bidder.settings.command.Console(writer, writer);
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
    console.progress(
        () -> String.format(Locale.ROOT, "  %s  %,12d rows  %3.0f %%", phase, rows, share * 100));
  }
}
