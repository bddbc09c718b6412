package io.bidder.market.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds the end of an HTTP/1.1 answer and its status; the body is skipped. Whoever sends load pays
 * for what it reads, so this does no more.
 */
final class AnswerParser {
  /** Headers larger than this are no answer of a bidder. */
  private static final int MAX_LINE_BYTES = 8 * 1024;

  private enum State {
    STATUS,
    HEADERS,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    TRAILER
  }

  private final byte[] line = new byte[MAX_LINE_BYTES];
  private int lineLength;
  private State state = State.STATUS;
  private int status;
  private long left;
  private boolean chunked;
  private boolean closes;

  /**
   * Takes what has come.
   *
   * @return whether the answer is complete; what follows it is left in the buffer
   * @throws IllegalArgumentException if it is no HTTP answer
   */
  boolean feed(ByteBuf in) {
    while (in.isReadable()) {
      if (state == State.BODY || state == State.CHUNK) {
        int skip = (int) Math.min(left, in.readableBytes());
        in.skipBytes(skip);
        left -= skip;
        if (left == 0 && endOfData()) {
          return true;
        }
      } else if (readLine(in) && endOfLine()) {
        return true;
      }
    }
    return false;
  }

  private boolean endOfData() {
    if (state == State.CHUNK) {
      state = State.CHUNK_SIZE;
      return false;
    }
    return complete();
  }

  private boolean complete() {
    state = State.STATUS;
    return true;
  }

  /** Whether a line is complete; it is without its end. */
  private boolean readLine(ByteBuf in) {
    int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    int length = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
    if (lineLength + length > MAX_LINE_BYTES) {
      throw new IllegalArgumentException("a header line of more than " + MAX_LINE_BYTES + " bytes");
    }
    in.readBytes(line, lineLength, length);
    lineLength += length;
    if (end < 0) {
      return false;
    }
    in.skipBytes(1);
    if (lineLength > 0 && line[lineLength - 1] == '\r') {
      lineLength--;
    }
    return true;
  }

  private boolean endOfLine() {
    int length = lineLength;
    lineLength = 0;
    return switch (state) {
      case STATUS -> {
        status = status(length);
        left = 0;
        chunked = false;
        closes = false;
        state = State.HEADERS;
        yield false;
      }
      case HEADERS -> {
        if (length > 0) {
          header(length);
          yield false;
        }
        yield endOfHeaders();
      }
      case CHUNK_SIZE -> {
        // The line end after a chunk's data comes here too.
        if (length > 0) {
          left = Long.parseLong(text(0, length).split(";", 2)[0].trim(), 16);
          state = left > 0 ? State.CHUNK : State.TRAILER;
        }
        yield false;
      }
      default -> length == 0 && complete();
    };
  }

  private boolean endOfHeaders() {
    if (status == 204 || status == 304 || (!chunked && left == 0)) {
      return complete();
    }
    state = chunked ? State.CHUNK_SIZE : State.BODY;
    return false;
  }

  private int status(int length) {
    if (length < 12 || line[0] != 'H' || line[8] != ' ') {
      throw new IllegalArgumentException("no HTTP answer: " + text(0, Math.min(length, 40)));
    }
    return 100 * (line[9] - '0') + 10 * (line[10] - '0') + line[11] - '0';
  }

  private void header(int length) {
    // By a letter and the length most headers are passed over without a text made of them.
    int letter = length > 8 ? line[8] | 0x20 : 0;
    boolean wanted = letter == 'l' || (line[0] | 0x20) == 't' || (length > 10 && line[10] == ':');
    if (wanted) {
      String[] header = text(0, length).toLowerCase(Locale.ROOT).split(":", 2);
      String value = header.length == 2 ? header[1].trim() : "";
      switch (header[0]) {
        case "content-length" -> left = Long.parseLong(value);
        case "transfer-encoding" -> chunked = value.contains("chunked");
        case "connection" -> closes = value.contains("close");
        default -> {}
      }
    }
  }

  private String text(int from, int length) {
    return new String(line, from, length, StandardCharsets.ISO_8859_1);
  }

  /** Of the last complete answer. */
  int status() {
    return status;
  }

  /** Whether the server closes the connection after the last complete answer. */
  boolean closes() {
    return closes;
  }
}
