package io.bidder.market.load;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads HTTP/1.1 answers. Whoever sends load pays for what it reads, so headers and bodies are kept
 * only where somebody listens to them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class AnswerParser {
  static final int MAX_LINE_BYTES = 1 << 14;
  static final int MAX_HEADERS = 200;
  static final long MAX_BODY_BYTES = 1 << 24;

  private static final long UNKNOWN = -1;

  private enum State {
    STATUS,
    HEADERS,
    BODY,
    BODY_TO_CLOSE,
    CHUNK_SIZE,
    CHUNK,
    TRAILER
  }

  private final boolean keeps;
  private final byte[] line = new byte[MAX_LINE_BYTES];
  private int lineLength;
  private State state = State.STATUS;
  private boolean begun;
  private int status;
  private int headerCount;
  private long left;
  private long bodyBytes;
  private boolean chunked;
  private boolean closes;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private HttpAnswer answer = new HttpAnswer(0, Map.of(), new byte[0]);

  /**
   * A parser before its first answer.
   *
   * @param keeps whether answers have their headers and bodies
   */
  AnswerParser(boolean keeps) {
    this.keeps = keeps;
  }

  /**
   * Takes what has come.
   *
   * @return whether the answer is complete; what follows it is left in the buffer
   * @throws IllegalArgumentException if it is no HTTP answer
   */
  boolean feed(ByteBuf in) {
    while (in.isReadable()) {
      begun = true;
      if (state == State.BODY || state == State.CHUNK || state == State.BODY_TO_CLOSE) {
        int length = (int) Math.min(left, in.readableBytes());
        take(in, length);
        left -= length;
        if (left == 0 && endOfData()) {
          return true;
        }
      } else if (readLine(in) && endOfLine()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the end of the connection is that of the answer, which then is complete. */
  boolean endsWithConnection() {
    return state == State.BODY_TO_CLOSE && complete();
  }

  /** Returns whether some of an answer has come, but not all. */
  boolean hasBegun() {
    return begun;
  }

  private void take(ByteBuf in, int length) {
    bodyBytes += length;
    if (bodyBytes > MAX_BODY_BYTES) {
      throw new IllegalArgumentException("a body of more than " + MAX_BODY_BYTES + " bytes");
    }
    if (keeps) {
      try {
        in.readBytes(body, length);
      } catch (IOException e) {
        throw new UncheckedIOException("memory does not fail", e);
      }
    } else {
      in.skipBytes(length);
    }
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
    begun = false;
    return true;
  }

  /** Returns whether a line is complete; it is without its end. */
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
        status(length);
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
          left = number(text(0, length).split(";", 2)[0].strip(), 16, "chunk");
          state = left > 0 ? State.CHUNK : State.TRAILER;
        }
        yield false;
      }
      default -> length == 0 && complete();
    };
  }

  private void status(int length) {
    // Digit by digit: there is a status line in every answer, so no text is made of it.
    boolean http = length >= 12 && line[0] == 'H' && line[5] == '1' && line[8] == ' ';
    status = 0;
    for (int i = 9; http && i < 12; i++) {
      http = line[i] >= '0' && line[i] <= '9';
      status = 10 * status + line[i] - '0';
    }
    if (!http) {
      throw new IllegalArgumentException(
          "'" + text(0, Math.min(length, 40)) + "' is no HTTP/1.1 status line");
    }
    headerCount = 0;
    headers.clear();
    body.reset();
    bodyBytes = 0;
    left = UNKNOWN;
    chunked = false;
    closes = false;
    state = State.HEADERS;
  }

  private boolean endOfHeaders() {
    if (status < 200) {
      state = State.STATUS;
      return false;
    }
    if (status == 204 || status == 304 || (!chunked && left == 0)) {
      return complete();
    }
    if (chunked) {
      state = State.CHUNK_SIZE;
    } else if (left > 0) {
      state = State.BODY;
    } else {
      state = State.BODY_TO_CLOSE;
      left = Long.MAX_VALUE;
      closes = true;
    }
    return false;
  }

  private void header(int length) {
    if (++headerCount > MAX_HEADERS) {
      throw new IllegalArgumentException("more than " + MAX_HEADERS + " headers");
    }
    // By a letter and the length most headers are passed over without a text made of them.
    int letter = length > 8 ? line[8] | 0x20 : 0;
    boolean frames = letter == 'l' || (line[0] | 0x20) == 't' || (length > 10 && line[10] == ':');
    if (frames || keeps) {
      String[] header = text(0, length).split(":", 2);
      header(header[0].toLowerCase(Locale.ROOT), header.length == 2 ? header[1].strip() : "");
    }
  }

  private void header(String name, String value) {
    switch (name) {
      case "content-length" -> left = number(value, 10, "content-length");
      case "transfer-encoding" -> chunked = value.toLowerCase(Locale.ROOT).contains("chunked");
      case "connection" -> closes = value.toLowerCase(Locale.ROOT).contains("close");
      default -> {}
    }
    if (keeps) {
      headers.put(name, value);
    }
  }

  private static long number(String text, int radix, String of) {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new IllegalArgumentException("'" + text + "' is no " + of + " number");
  }

  private String text(int from, int length) {
    return new String(line, from, length, StandardCharsets.ISO_8859_1);
  }

  /** The last complete answer. */
  HttpAnswer answer() {
    if (keeps || answer.status() != status) {
      answer = new HttpAnswer(status, Map.copyOf(headers), body.toByteArray());
    }
    return answer;
  }

  /** Returns whether the server closes the connection after the last complete answer. */
  boolean closes() {
    return closes;
  }
}
