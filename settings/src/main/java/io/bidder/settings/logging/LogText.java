package io.bidder.settings.logging;

import java.text.MessageFormat;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes a line of the log of a record, as in
 *
 * <pre>
 *   2026-11-30T01:29:17.046 SEVERE answering /ad/ failed (31 more like this before it)
 *   	java.lang.IllegalStateException: no ad
 *   	at io.bidder…
 * </pre>
 *
 * <p>Only a record begins at the start of a line: control characters in parameters, and in what a
 * Throwable says, are escaped. A parameter that is a collection is told in lines of its own, set in
 * by a tab.
 */
final class LogText {
  /** Chars of a message or of what a Throwable says; the rest is left out. */
  static final int MAX_CHARS = 8 << 10;

  /** Elements of a collection. */
  static final int MAX_LINES = 100;

  /** Of each stack trace: the innermost frames. */
  static final int MAX_FRAMES = 64;

  private static final int MAX_CAUSES = 8;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);

  private final StringBuilder text = new StringBuilder();

  private LogText() {}

  /**
   * The line.
   *
   * @param leftOutBefore lines like it that were left out
   */
  static String of(LogRecord line, long leftOutBefore) {
    LogText made = new LogText();
    TIME.formatTo(line.getInstant().atZone(ZoneId.systemDefault()), made.text);
    made.text.append(' ').append(line.getLevel().getName()).append(' ').append(message(line));
    if (leftOutBefore > 0) {
      made.text.append(" (").append(leftOutBefore).append(" more like this before it)");
    }
    made.text.append('\n');
    Throwable thrown = line.getThrown();
    if (thrown != null) {
      made.thrown(thrown);
    }
    return made.text.toString();
  }

  private static String message(LogRecord line) {
    String message = line.getMessage() == null ? "" : line.getMessage();
    Object[] parameters = line.getParameters();
    if (parameters == null || parameters.length == 0) {
      return escaped(message);
    }
    Object[] safe = new Object[parameters.length];
    for (int i = 0; i < safe.length; i++) {
      safe[i] = safe(parameters[i]);
    }
    try {
      return MessageFormat.format(message, safe);
    } catch (IllegalArgumentException e) {
      return escaped(message);
    }
  }

  private static @Nullable Object safe(@Nullable Object parameter) {
    if (parameter == null || parameter instanceof Number) {
      return parameter;
    }
    if (!(parameter instanceof Collection<?> lines)) {
      return escaped(parameter.toString());
    }
    StringBuilder list = new StringBuilder();
    int count = 0;
    for (Object each : lines) {
      if (count++ == MAX_LINES) {
        list.append("\n\t").append(lines.size() - MAX_LINES).append(" more");
        break;
      }
      list.append("\n\t").append(escaped(String.valueOf(each)));
    }
    return list.toString();
  }

  private void thrown(Throwable thrown) {
    Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
    String prefix = "\t";
    for (Throwable each = thrown;
        each != null && told.size() < MAX_CAUSES && told.add(each);
        each = each.getCause()) {
      text.append(prefix).append(escaped(each.toString())).append('\n');
      StackTraceElement[] frames = each.getStackTrace();
      for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
        text.append("\tat ").append(frames[i]).append('\n');
      }
      if (frames.length > MAX_FRAMES) {
        text.append("\t... ").append(frames.length - MAX_FRAMES).append(" more\n");
      }
      prefix = "\tCaused by: ";
    }
  }

  /** Escapes what is no printable character: the ends of lines, and what terminals obey. */
  private static String escaped(String raw) {
    int length = Math.min(raw.length(), MAX_CHARS);
    StringBuilder safe = null;
    for (int i = 0; i < length; i++) {
      char c = raw.charAt(i);
      if (isUnsafe(c)) {
        if (safe == null) {
          safe = new StringBuilder(length + 16).append(raw, 0, i);
        }
        safe.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else if (safe != null) {
        safe.append(c);
      }
    }
    String kept = safe != null ? safe.toString() : raw.substring(0, length);
    return length == raw.length()
        ? kept
        : kept + "... (" + (raw.length() - length) + " more characters)";
  }

  private static boolean isUnsafe(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
