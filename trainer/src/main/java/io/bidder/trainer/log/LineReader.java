package io.bidder.trainer.log;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;

/** Cuts a text into lines without copying them. Not thread-safe. */
final class LineReader {
  /** The longest line; what is longer is skipped. */
  static final int MAX_LINE_CHARS = 1 << 24;

  private final Reader in;
  private char[] buffer = new char[1 << 16];
  private int filled;
  private int lineStart;
  private int lineEnd;
  private int nextStart;
  private boolean tooLong;
  private long number;

  LineReader(Reader in) {
    this.in = in;
  }

  /** Moves to the next line, if there is one. */
  boolean next() throws IOException {
    lineStart = nextStart;
    tooLong = false;
    int at = lineStart;
    while (true) {
      while (at < filled && buffer[at] != '\n') {
        at++;
      }
      if (at < filled) {
        nextStart = at + 1;
        break;
      }
      int moved = makeRoom();
      at -= moved;
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        nextStart = filled;
        if (lineStart == filled && !tooLong) {
          return false;
        }
        break;
      }
      filled += read;
    }
    lineEnd = at > lineStart && buffer[at - 1] == '\r' ? at - 1 : at;
    number++;
    return true;
  }

  char[] chars() {
    return buffer;
  }

  int from() {
    return lineStart;
  }

  int length() {
    return lineEnd - lineStart;
  }

  /** The line's number, from 1. */
  long number() {
    return number;
  }

  boolean isTooLong() {
    return tooLong;
  }

  boolean isBlank() {
    for (int i = lineStart; i < lineEnd; i++) {
      if (!Character.isWhitespace(buffer[i])) {
        return false;
      }
    }
    return !tooLong;
  }

  /** Makes room behind the line's start and returns by how much that moved to the front. */
  private int makeRoom() {
    int moved = lineStart;
    if (moved > 0) {
      System.arraycopy(buffer, lineStart, buffer, 0, filled - lineStart);
      filled -= moved;
      lineStart = 0;
    }
    if (filled == buffer.length) {
      if (buffer.length < MAX_LINE_CHARS) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      } else {
        // The line is given up: what was read of it makes room for the rest.
        tooLong = true;
        moved += filled;
        filled = 0;
      }
    }
    return moved;
  }
}
