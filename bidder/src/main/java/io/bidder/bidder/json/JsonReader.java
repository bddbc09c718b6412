package io.bidder.bidder.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Pulls JSON (RFC 8259) out of bytes, token by token, strictly: what is passed over is checked like
 * what is looked at. Allocates nothing but for field names that it has not met before, and touches
 * a text's bytes once unless someone asks for the text. docs/adr/0006-json-reader.md has why.
 *
 * <p>The bytes must be UTF-8, which {@link Utf8} tells, and stay as they are meanwhile. One
 * thread's; reused. Faults are {@link JsonFault}s, after which only {@link #begin} may follow.
 *
 * <pre>
 *   {"imp":[{"id":"1"}]}
 *   next     START_OBJECT
 *   nextName "imp", next START_ARRAY
 *   next     START_OBJECT
 *   nextName "id",  next STRING
 *   nextName null   (END_OBJECT)
 *   next     END_ARRAY
 *   nextName null   (END_OBJECT)
 *   next     END
 * </pre>
 */
public final class JsonReader {
  /** No byte of UTF-8. */
  private static final int AT_END = -1;

  private static final byte[] NOTHING = {};
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** A kind of token. */
  public enum Token {
    START_OBJECT,
    END_OBJECT,
    START_ARRAY,
    END_ARRAY,
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    /** There is nothing more. */
    END
  }

  private final FieldNames names = new FieldNames();
  private final JsonText text = new JsonText();
  private byte[] bytes = NOTHING;
  private int begin;
  private int end;
  private int at;
  private Token token = Token.END;
  private int depth;

  /** Of the containers around, innermost lowest: 1 for an object. */
  private long objects;

  /** True while nothing of the innermost container was read. */
  private boolean first;

  /** True if a field's value comes next. */
  private boolean named;

  /** Starts at {@code offset}. */
  public void begin(byte[] json, int offset, int length) {
    bytes = json;
    begin = offset;
    at = offset;
    end = offset + length;
    token = Token.END;
    depth = 0;
    objects = 0;
    first = false;
    named = false;
  }

  /**
   * Starts at the beginning of a document that is a text of another one.
   *
   * @param buffer to unescape it into, if it is large enough
   * @return the buffer it was unescaped into, for the next time
   */
  public byte[] beginWithin(JsonText document, byte[] buffer) {
    int most = document.rawLength();
    byte[] unescaped = buffer.length < most ? new byte[Integer.highestOneBit(most) << 1] : buffer;
    begin(unescaped, 0, document.unescape(unescaped));
    return unescaped;
  }

  /** Lets go of the document, and of what only an unusual one needs. */
  public void end() {
    begin(NOTHING, 0, 0);
    text.end();
  }

  /** The token that the reader stands at. */
  public Token token() {
    return token;
  }

  /** Where the reader stands, in bytes of the document: behind the token, or its first brace. */
  public int position() {
    return at - begin;
  }

  public boolean isText() {
    return token == Token.STRING || token == Token.NUMBER;
  }

  /** The text, number or literal that the reader stands at; valid until it goes on. */
  public JsonText text() {
    return text;
  }

  /** Goes on to a field's value, an array's next element or its end, or the next document. */
  public Token next() {
    int c = toNonSpace();
    if (named) {
      named = false;
    } else if (depth > 0) {
      if (c == ']') {
        return close(false);
      }
      c = afterComma(c);
    } else if (c == AT_END) {
      token = Token.END;
      return token;
    }
    return value(c);
  }

  /** Goes on to the object's next field and tells its name, or to its end and tells null. */
  public @Nullable String nextName() {
    if (!toName()) {
      return null;
    }
    int from = at;
    byte[] json = bytes;
    int p = from;
    long hash = SeededHash.SEED;
    while (true) {
      long eight = eight(json, p);
      long marks = marks(eight);
      if (marks == 0) {
        hash = SeededHash.mix(hash, eight);
        p += Long.BYTES;
        continue;
      }
      int bits = Long.numberOfTrailingZeros(marks) & -Byte.SIZE;
      hash = SeededHash.mix(hash, eight & ((1L << bits) - 1));
      p += bits / Byte.SIZE;
      break;
    }
    if (p >= end || json[p] != '"') {
      // Unusual, or wrong.
      passText();
      return spelledOut();
    }
    checkName(p - from);
    at = p + 1;
    toValue();
    return names.get(json, from, p - from, hash);
  }

  /** The bytes from here on; zeros, which no text has, where there are no more. */
  private long eight(byte[] json, int from) {
    if (end - from >= Long.BYTES) {
      return (long) LONGS.get(json, from);
    }
    long eight = 0;
    for (int i = from; i < end; i++) {
      eight |= (json[i] & 0xffL) << (Byte.SIZE * (i - from));
    }
    return eight;
  }

  private String spelledOut() {
    checkName(text.rawLength());
    String name = text.copy();
    toValue();
    return name;
  }

  /** To behind a name's opening quote, or over the object's end. */
  private boolean toName() {
    int c = toNonSpace();
    if (c == '}') {
      close(true);
      return false;
    }
    if (afterComma(c) != '"') {
      throw fault(at);
    }
    at++;
    return true;
  }

  private int afterComma(int c) {
    if (first) {
      first = false;
      return c;
    }
    if (c != ',') {
      throw fault(at);
    }
    at++;
    return toNonSpace();
  }

  private void toValue() {
    if (toNonSpace() != ':') {
      throw fault(at);
    }
    at++;
    named = true;
  }

  private static void checkName(int length) {
    if (length > JsonLimits.MAX_NAME) {
      throw JsonFault.beyondLimit();
    }
  }

  /** Passes over the rest of the object or array that begins here; over anything else, nothing. */
  public void skipChildren() {
    if (token != Token.START_OBJECT && token != Token.START_ARRAY) {
      return;
    }
    int outside = depth - 1;
    while (depth > outside) {
      if ((objects & 1) == 0) {
        next();
      } else if (toName()) {
        int from = at;
        passText();
        checkName(at - 1 - from);
        toValue();
        next();
      }
    }
  }

  private Token value(int c) {
    switch (c) {
      case '"' -> {
        at++;
        passText();
        token = Token.STRING;
      }
      case '{' -> open(true);
      case '[' -> open(false);
      case 't' -> literal(TRUE, Token.TRUE);
      case 'f' -> literal(FALSE, Token.FALSE);
      case 'n' -> literal(NULL, Token.NULL);
      default -> number(c);
    }
    return token;
  }

  private void open(boolean object) {
    if (depth == JsonLimits.MAX_DEPTH) {
      throw JsonFault.beyondLimit();
    }
    depth++;
    objects = (objects << 1) | (object ? 1 : 0);
    token = object ? Token.START_OBJECT : Token.START_ARRAY;
    first = true;
    at++;
  }

  /** Only called where the bracket's kind is the container's. */
  private Token close(boolean object) {
    depth--;
    objects >>>= 1;
    first = false;
    at++;
    token = object ? Token.END_OBJECT : Token.END_ARRAY;
    return token;
  }

  private void literal(byte[] word, Token is) {
    for (int i = 0; i < word.length; i++) {
      if (at + i == end || bytes[at + i] != word[i]) {
        throw fault(at);
      }
    }
    int p = at + word.length;
    if (p < end && Character.isLetterOrDigit(bytes[p])) {
      throw fault(p);
    }
    text.set(bytes, at, p, true);
    at = p;
    token = is;
  }

  private void number(int c) {
    byte[] json = bytes;
    int p = c == '-' ? at + 1 : at;
    if (p < end && json[p] == '0') {
      p++;
    } else {
      p = digits(json, p);
    }
    if (p < end && json[p] == '.') {
      p = digits(json, p + 1);
    }
    if (p < end && (json[p] | 0x20) == 'e') {
      p++;
      p = digits(json, p < end && (json[p] == '+' || json[p] == '-') ? p + 1 : p);
    }
    if (p - at > JsonLimits.MAX_NUMBER) {
      throw JsonFault.beyondLimit();
    }
    text.set(json, at, p, true);
    at = p;
    if (depth == 0 && p < end && json[p] > ' ') {
      throw fault(p);
    }
    token = Token.NUMBER;
  }

  /** The end of one digit or more. */
  private int digits(byte[] json, int from) {
    int p = from;
    while (p < end && json[p] >= '0' && json[p] <= '9') {
      p++;
    }
    if (p == from) {
      throw fault(p);
    }
    return p;
  }

  /** From behind a text's opening quote to behind its closing one. */
  private void passText() {
    byte[] json = bytes;
    int from = at;
    int p = from;
    boolean plain = true;
    while (true) {
      while (end - p >= Long.BYTES) {
        long marks = marks((long) LONGS.get(json, p));
        if (marks != 0) {
          p += Long.numberOfTrailingZeros(marks) >>> 3;
          break;
        }
        p += Long.BYTES;
      }
      if (p >= end) {
        throw fault(end);
      }
      int c = json[p];
      if (c == '"') {
        break;
      }
      if (c == '\\') {
        plain = false;
        p = passEscape(json, p);
      } else if (c < 0) {
        plain = false;
        p++;
      } else if (c < ' ') {
        throw fault(p);
      } else {
        p++;
      }
    }
    text.set(json, from, p, plain);
    at = p + 1;
  }

  /** A high bit at the first byte that is a quote, a backslash, no ASCII or a control character. */
  private static long marks(long eight) {
    long quotes = eight ^ ('"' * ONES);
    long backslashes = eight ^ ('\\' * ONES);
    long plain = ~eight;
    return (((quotes - ONES) & ~quotes)
            | ((backslashes - ONES) & ~backslashes)
            | ((eight - (' ' * ONES)) & plain)
            | eight)
        & HIGH_BITS;
  }

  private int passEscape(byte[] json, int backslash) {
    int p = backslash + 1;
    if (p >= end) {
      throw fault(end);
    }
    return switch (json[p]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> p + 1;
      case 'u' -> passHex(json, p + 1);
      default -> throw fault(p);
    };
  }

  private int passHex(byte[] json, int from) {
    for (int p = from; p < from + 4; p++) {
      if (p >= end || JsonText.hexDigit(json[p]) < 0) {
        throw fault(Math.min(p, end));
      }
    }
    return from + 4;
  }

  /** The next byte that is no white space, or {@link #AT_END}. */
  private int toNonSpace() {
    byte[] json = bytes;
    int p = at;
    while (p < end) {
      int c = json[p];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        at = p;
        return c;
      }
      p++;
    }
    at = p;
    return AT_END;
  }

  private JsonFault fault(int where) {
    at = where;
    return JsonFault.malformed();
  }

  /** The line of the reader, or of the fault, from 1. */
  public int line() {
    int line = 1;
    for (int i = begin; i < at; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return line;
  }

  /** As {@link #line}, the byte of that line, from 1. */
  public int column() {
    int column = 1;
    for (int i = at; i > begin && bytes[i - 1] != '\n'; i--) {
      column++;
    }
    return column;
  }
}
