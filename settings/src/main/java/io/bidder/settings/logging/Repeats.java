package io.bidder.settings.logging;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often the same may be said: a few times at first, then once a second. Lines are the
 * same if logger, level and message before its parameters are, and the type of what was thrown.
 * Thread-safe.
 */
final class Repeats {
  /** Lines of one kind in a row. */
  static final int BURST = 5;

  /** Kinds that are told apart; what comes beyond them is one kind together. */
  static final int MAX_KINDS = 256;

  /** Of a message without parameters, which may have been put together from input. */
  private static final int MESSAGE_CHARS = 40;

  private static final long EACH_NS = TimeUnit.SECONDS.toNanos(1);
  private static final Kind OTHERS = new Kind("", 0, "", "");

  private record Kind(String logger, int level, String message, String thrown) {}

  /** A bucket of {@link #BURST} lines that a second fills by one. */
  private static final class Allowance {
    private long fullAtNs;
    private long leftOut;
  }

  private final Map<Kind, Allowance> allowances = new HashMap<>();

  /**
   * Decides whether a line is written.
   *
   * @return how many of its kind were left out since the last that was; -1 to leave it out
   */
  synchronized long admit(LogRecord line, long nowNs) {
    Kind kind = kind(line);
    Allowance allowance = allowances.get(kind);
    if (allowance == null) {
      if (allowances.size() >= MAX_KINDS) {
        allowances.values().removeIf(old -> old.leftOut == 0 && old.fullAtNs - nowNs <= 0);
      }
      allowance =
          allowances.computeIfAbsent(
              allowances.size() < MAX_KINDS ? kind : OTHERS, _ -> new Allowance());
    }
    // 0 is no point in time of the clock's: what is full is full now.
    long fullAtNs = allowance.fullAtNs - nowNs > 0 ? allowance.fullAtNs : nowNs;
    if (fullAtNs - nowNs > (BURST - 1) * EACH_NS) {
      allowance.leftOut++;
      return -1;
    }
    allowance.fullAtNs = fullAtNs + EACH_NS;
    long leftOut = allowance.leftOut;
    allowance.leftOut = 0;
    return leftOut;
  }

  private static Kind kind(LogRecord line) {
    String message = text(line.getMessage());
    Object[] parameters = line.getParameters();
    if ((parameters == null || parameters.length == 0) && message.length() > MESSAGE_CHARS) {
      message = message.substring(0, MESSAGE_CHARS);
    }
    Throwable thrown = line.getThrown();
    return new Kind(
        text(line.getLoggerName()),
        line.getLevel().intValue(),
        message,
        thrown == null ? "" : thrown.getClass().getName());
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
