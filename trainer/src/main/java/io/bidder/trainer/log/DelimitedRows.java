package io.bidder.trainer.log;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into rows of fields, and says what is wrong with a row instead of guessing at it.
 * Blank lines are skipped. Not thread-safe.
 */
final class DelimitedRows {
  /** The longest field, so that a quote that never closes ends soon. */
  static final int MAX_FIELD_CHARS = 1 << 20;

  private static final int MAX_ROW_CHARS = 1 << 24;
  private static final int END = -1;
  private static final String AMBIGUOUS =
      "a quote follows a backslash: log.quoting says whether that is a quote in the text"
          + " (backslash) or the text's end (doubled)";

  private final Reader in;
  private final char delimiter;
  private final boolean quotes;
  private final Quoting quoting;
  private final char[] buffer = new char[1 << 16];
  private int at;
  private int filled;

  private char[] row = new char[1 << 12];
  private int rowChars;
  private int[] ends = new int[64];
  private int fields;
  private boolean anyQuoted;
  private @Nullable String problem;
  private long nextLine = 1;
  private long line;
  private long lineBreaks;

  DelimitedRows(Reader in, char delimiter, Quoting quoting) {
    this.in = in;
    this.delimiter = delimiter;
    this.quoting = quoting;
    quotes = quoting != Quoting.NONE;
  }

  /**
   * Moves to the next row, if there is one.
   *
   * @throws TooLongException if a field or row is longer than any is
   */
  boolean next() throws IOException {
    while (peek() != END) {
      line = nextLine;
      rowChars = 0;
      fields = 0;
      lineBreaks = 0;
      anyQuoted = false;
      problem = null;
      int end;
      do {
        end = field();
      } while (end == delimiter);
      if (end == '\r' && peek() == '\n') {
        at++;
      }
      nextLine = line + lineBreaks + 1;
      if (fields > 1 || anyQuoted || !isBlank(0)) {
        return true;
      }
    }
    return false;
  }

  int fields() {
    return fields;
  }

  /** The characters that fields are parts of. */
  char[] chars() {
    return row;
  }

  int from(int field) {
    return field == 0 ? 0 : ends[field - 1];
  }

  int length(int field) {
    return ends[field] - from(field);
  }

  /** The row's first line, from 1. */
  long line() {
    return line;
  }

  /** Line breaks within the row's fields. */
  long lineBreaks() {
    return lineBreaks;
  }

  /** The reason for which the row cannot be read; null if it can. */
  @Nullable String problem() {
    return problem;
  }

  /** Reads a field and returns what ended it. */
  private int field() throws IOException {
    int start = rowChars;
    int c = read();
    boolean quoted = quotes && c == '"';
    if (quoted) {
      anyQuoted = true;
      c = quotedText();
      if (!ends(c)) {
        fail("text follows a closing quote");
      }
    }
    while (!ends(c)) {
      if (c == '\\' && quotes) {
        c = backslash();
      } else if (c == '"' && quotes && !quoted && isBlank(start)) {
        fail("spaces stand before an opening quote");
      }
      append(c);
      appendPlain();
      c = read();
    }
    if (fields == ends.length) {
      ends = Arrays.copyOf(ends, 2 * fields);
    }
    ends[fields++] = rowChars;
    return c;
  }

  /** Reads up to the closing quote and returns what follows it. */
  private int quotedText() throws IOException {
    while (true) {
      appendPlain();
      int c = read();
      if (c == END) {
        fail("a quote is never closed");
        return END;
      }
      if (c == '"') {
        if (peek() != '"') {
          return read();
        }
        at++;
      } else if (c == '\\') {
        boolean unsaid = quoting == Quoting.DOUBLED_UNSAID && peek() == '"';
        c = backslash();
        if (unsaid) {
          // Broken as it is: taken for whichever lets the row end on its line.
          append('\\');
          at++;
          if (ends(peek())) {
            return read();
          }
          c = '"';
        }
      }
      lineBreaks += c == '\n' ? 1 : 0;
      append(c);
    }
  }

  /** The character that a backslash, which was read, stands for. */
  private int backslash() throws IOException {
    int next = peek();
    if (quoting == Quoting.BACKSLASH && (next == '"' || next == '\\' || next == delimiter)) {
      return read();
    }
    if (quoting == Quoting.DOUBLED_UNSAID && next == '"') {
      fail(AMBIGUOUS);
    }
    return '\\';
  }

  private boolean ends(int c) {
    return c == delimiter || c == '\n' || c == '\r' || c == END;
  }

  private boolean isBlank(int from) {
    for (int i = from; i < rowChars; i++) {
      if (row[i] != ' ' && row[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private void fail(String reason) {
    problem = problem == null ? reason : problem;
  }

  /** Takes what is buffered of a field up to a character that may mean something. */
  private void appendPlain() {
    reserve(filled - at);
    char[] from = buffer;
    char[] into = row;
    int next = at;
    int chars = rowChars;
    while (next < filled && !isSpecial(from[next])) {
      into[chars++] = from[next++];
    }
    at = next;
    rowChars = chars;
    if (chars - from(fields) > MAX_FIELD_CHARS || chars > MAX_ROW_CHARS) {
      throw new TooLongException(
          "no CSV row with fields of at most "
              + MAX_FIELD_CHARS
              + " characters"
              + (quotes ? "; is a quote never closed?" : ""));
    }
  }

  private boolean isSpecial(char c) {
    return c == delimiter || c == '"' || c == '\n' || c == '\r' || c == '\\';
  }

  private void append(int c) {
    reserve(1);
    row[rowChars++] = (char) c;
  }

  private void reserve(int count) {
    if (rowChars + count > row.length) {
      row = Arrays.copyOf(row, Math.max(2 * row.length, rowChars + count));
    }
  }

  private int peek() throws IOException {
    return at < filled || fill() ? buffer[at] : END;
  }

  private int read() throws IOException {
    return at < filled || fill() ? buffer[at++] : END;
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(in.read(buffer, 0, buffer.length), 0);
    return filled > 0;
  }

  /** Says that a field or a row has no end in sight. */
  static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException(String message) {
      super(message);
    }
  }
}
