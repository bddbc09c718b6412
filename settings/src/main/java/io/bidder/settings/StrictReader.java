package io.bidder.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Decodes a text and replaces nothing: what is not of the encoding ends reading, with line and
 * column. A byte order mark before the text is dropped. Not thread-safe.
 */
public final class StrictReader extends Reader {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final InputStream in;
  private final Charset charset;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER_BYTES).flip();
  private boolean begun;
  private boolean ended;
  private boolean flushed;
  private long line = 1;
  private long column = 1;

  /** Reads {@code in}, and closes it when it is closed itself. */
  public StrictReader(InputStream in, Charset charset) {
    this.in = in;
    this.charset = charset;
    decoder = charset.newDecoder();
  }

  /**
   * The text that bytes are.
   *
   * @throws MalformedTextException if they are no UTF-8
   */
  public static String utf8(byte[] bytes) throws MalformedTextException {
    try (Reader reader =
        new StrictReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
      return reader.readAllAsString();
    } catch (MalformedTextException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    if (!chars.hasRemaining() && !decode()) {
      return -1;
    }
    int count = Math.min(length, chars.remaining());
    chars.get(into, offset, count);
    return count;
  }

  /** Decodes at least a character, if there is one left. */
  private boolean decode() throws IOException {
    while (!flushed) {
      chars.clear();
      CoderResult result = decoder.decode(bytes, chars, ended);
      if (result.isUnderflow() && ended) {
        decoder.flush(chars);
        flushed = true;
      }
      chars.flip();
      if (!begun && chars.hasRemaining()) {
        begun = true;
        if (chars.get(0) == BYTE_ORDER_MARK) {
          chars.get();
        }
      }
      if (chars.hasRemaining()) {
        count();
        return true;
      }
      if (result.isError()) {
        throw new MalformedTextException(line, column, complaint());
      }
      if (!flushed) {
        fill();
      }
    }
    return false;
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = read < 0;
    bytes.position(bytes.position() + Math.max(read, 0)).flip();
  }

  private void count() {
    char[] array = chars.array();
    for (int i = chars.position(); i < chars.limit(); i++) {
      if (array[i] == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(array[i])) {
        column++;
      }
    }
  }

  private String complaint() {
    int first = bytes.get(bytes.position()) & 0xFF;
    int second = bytes.remaining() > 1 ? bytes.get(bytes.position() + 1) & 0xFF : 0;
    boolean utf16 =
        !begun && ((first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF));
    return String.format(
        Locale.ROOT,
        "byte 0x%02X is no %s%s",
        first,
        charset,
        utf16 ? "; the file begins as UTF-16 does" : "");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Says where a text is not of its encoding. */
  public static final class MalformedTextException extends CharacterCodingException {
    private static final long serialVersionUID = 1L;

    private final long line;
    private final long column;
    private final String complaint;

    MalformedTextException(long line, long column, String complaint) {
      this.line = line;
      this.column = column;
      this.complaint = complaint;
    }

    /** The line and the column in it, both from 1, as {@code 12:7}. */
    public String place() {
      return line + ":" + column;
    }

    /** The byte, and what it is not. */
    public String complaint() {
      return complaint;
    }

    @Override
    public String getMessage() {
      return "line " + line + ", column " + column + ": " + complaint;
    }
  }
}
