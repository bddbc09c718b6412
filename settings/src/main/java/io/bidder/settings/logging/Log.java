package io.bidder.settings.logging;

import java.io.PrintStream;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The log, on the error stream: what {@link System.Logger} is told, made safe from whoever sends
 * the server its input. {@link LogText} keeps input from looking like lines of the log, {@link
 * Repeats} keeps it from filling the disk.
 */
public final class Log {
  private static final LongAdder LEFT_OUT = new LongAdder();

  private Log() {}

  /** Takes the place of the JVM's own log output, for this process. Again: does nothing. */
  public static void install() {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      if (handler instanceof Output) {
        return;
      }
      if (handler instanceof java.util.logging.ConsoleHandler) {
        root.removeHandler(handler);
      }
    }
    root.addHandler(new Output());
  }

  /** The lines that repeated others and were left out, since the process began. */
  public static long leftOut() {
    return LEFT_OUT.sum();
  }

  /** Writes records to the error stream. Thread-safe. */
  private static final class Output extends Handler {
    private final Repeats repeats = new Repeats();

    @Override
    public void publish(LogRecord line) {
      if (!isLoggable(line)) {
        return;
      }
      long leftOutBefore = repeats.admit(line, System.nanoTime());
      if (leftOutBefore < 0) {
        LEFT_OUT.increment();
        return;
      }
      try {
        PrintStream errors = System.err;
        errors.print(LogText.of(line, leftOutBefore));
        errors.flush();
      } catch (RuntimeException e) {
        reportError(null, e, ErrorManager.WRITE_FAILURE);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
