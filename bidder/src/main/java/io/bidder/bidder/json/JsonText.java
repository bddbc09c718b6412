package io.bidder.bidder.json;

/**
 * A text, number or literal where it stands in JSON. Escapes are resolved when somebody looks. One
 * {@link JsonReader}'s; reused.
 */
public final class JsonText {
  /** Bytes of JSON that a char takes at most: an escape. */
  private static final int MOST_BYTES_PER_CHAR = 6;

  private static final byte[] NOTHING = {};
  private static final int FIRST_CHARS = 256;

  /** A longer buffer is not kept. */
  private static final int MAX_KEPT_CHARS = 16 << 10;

  private byte[] json = NOTHING;
  private int from;
  private int to;

  /** True if the bytes are the chars: ASCII without escapes. */
  private boolean plain;

  private boolean decoded;
  private char[] chars = new char[FIRST_CHARS];
  private int charCount;
  private final byte[] ascii = new byte[NumberText.MAX_CHARS];

  void set(byte[] bytes, int start, int stop, boolean isPlain) {
    json = bytes;
    from = start;
    to = stop;
    plain = isPlain;
    decoded = false;
  }

  /** Lets go of the bytes, and of a buffer that a long text needed. */
  void end() {
    set(NOTHING, 0, 0, true);
    if (chars.length > MAX_KEPT_CHARS) {
      chars = new char[FIRST_CHARS];
    }
  }

  /** Bytes in the JSON. */
  int rawLength() {
    return to - from;
  }

  /**
   * Chars.
   *
   * @throws JsonFault if there are more than {@link JsonLimits#MAX_TEXT}
   */
  public int length() {
    if (!plain) {
      decode();
    }
    int length = plain ? to - from : charCount;
    if (length > JsonLimits.MAX_TEXT) {
      throw JsonFault.beyondLimit();
    }
    return length;
  }

  public boolean isEmpty() {
    return from == to;
  }

  public void copyTo(Text into) {
    if (plain) {
      into.setAscii(json, from, to - from);
    } else {
      decode();
      into.set(chars, 0, charCount);
    }
  }

  public void appendTo(Text into) {
    int length = length();
    for (int i = 0; i < length; i++) {
      into.append(plain ? (char) json[from + i] : chars[i]);
    }
  }

  String copy() {
    decode();
    return new String(chars, 0, charCount);
  }

  /** True for {@code lowerCaseWord}, in letters of any case. */
  public boolean spells(String lowerCaseWord) {
    int length = length();
    if (length != lowerCaseWord.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int c = plain ? json[from + i] : chars[i];
      if ((c | 0x20) != lowerCaseWord.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Takes the text as a number, if it is one. */
  public boolean parse(NumberText number) {
    if (plain) {
      return number.parse(json, from, to - from);
    }
    int length = length();
    if (length > NumberText.MAX_CHARS) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      // What is no ASCII is part of no number, and becomes a byte that is none either.
      ascii[i] = chars[i] < 0x80 ? (byte) chars[i] : (byte) '?';
    }
    return number.parse(ascii, 0, length);
  }

  /**
   * Writes the text as UTF-8, but half a surrogate pair like any other char.
   *
   * @param into as long as {@link #rawLength} at least
   * @return bytes written
   * @throws JsonFault if there are more chars than {@link JsonLimits#MAX_TEXT}
   */
  int unescape(byte[] into) {
    if (to - from > JsonLimits.MAX_TEXT) {
      length();
    }
    int count = 0;
    int i = from;
    while (i < to) {
      byte b = json[i];
      if (b != '\\') {
        into[count++] = b;
        i++;
      } else if (json[i + 1] != 'u') {
        into[count++] = (byte) escaped(json[i + 1]);
        i += 2;
      } else {
        int c = hex(i + 2);
        i += 6;
        if (Character.isHighSurrogate((char) c) && isLowSurrogateAt(i)) {
          c = Character.toCodePoint((char) c, (char) hex(i + 2));
          i += 6;
        }
        count = utf8(c, into, count);
      }
    }
    return count;
  }

  private boolean isLowSurrogateAt(int i) {
    return i + 5 < to
        && json[i] == '\\'
        && json[i + 1] == 'u'
        && Character.isLowSurrogate((char) hex(i + 2));
  }

  private static int utf8(int c, byte[] into, int from) {
    int at = from;
    if (c < 0x80) {
      into[at++] = (byte) c;
    } else if (c < 0x800) {
      into[at++] = (byte) (0xc0 | (c >> 6));
      into[at++] = (byte) (0x80 | (c & 0x3f));
    } else {
      if (c < 0x1_0000) {
        into[at++] = (byte) (0xe0 | (c >> 12));
      } else {
        into[at++] = (byte) (0xf0 | (c >> 18));
        into[at++] = (byte) (0x80 | ((c >> 12) & 0x3f));
      }
      into[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
      into[at++] = (byte) (0x80 | (c & 0x3f));
    }
    return at;
  }

  private void decode() {
    if (decoded) {
      return;
    }
    decoded = true;
    if (to - from > MOST_BYTES_PER_CHAR * JsonLimits.MAX_TEXT) {
      throw JsonFault.beyondLimit();
    }
    if (chars.length < to - from) {
      chars = new char[Integer.highestOneBit(to - from) << 1];
    }
    int count = 0;
    int i = from;
    while (i < to) {
      int b = json[i];
      if (b == '\\') {
        if (json[i + 1] == 'u') {
          chars[count++] = (char) hex(i + 2);
          i += 6;
        } else {
          chars[count++] = escaped(json[i + 1]);
          i += 2;
        }
      } else if (b >= 0) {
        chars[count++] = (char) b;
        i++;
      } else {
        count = decodeSequence(i, count);
        i += (b & 0xe0) == 0xc0 ? 2 : (b & 0xf0) == 0xe0 ? 3 : 4;
      }
    }
    charCount = count;
  }

  /** A UTF-8 sequence of two to four bytes, whose form was checked. */
  private int decodeSequence(int i, int count) {
    int lead = json[i];
    int second = json[i + 1] & 0x3f;
    if ((lead & 0xe0) == 0xc0) {
      chars[count] = (char) (((lead & 0x1f) << 6) | second);
      return count + 1;
    }
    int third = json[i + 2] & 0x3f;
    if ((lead & 0xf0) == 0xe0) {
      chars[count] = (char) (((lead & 0x0f) << 12) | (second << 6) | third);
      return count + 1;
    }
    int point = ((lead & 0x07) << 18) | (second << 12) | (third << 6) | (json[i + 3] & 0x3f);
    chars[count] = Character.highSurrogate(point);
    chars[count + 1] = Character.lowSurrogate(point);
    return count + 2;
  }

  private int hex(int i) {
    return (hexDigit(json[i]) << 12)
        | (hexDigit(json[i + 1]) << 8)
        | (hexDigit(json[i + 2]) << 4)
        | hexDigit(json[i + 3]);
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hexDigit(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  private static char escaped(int c) {
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> (char) c;
    };
  }
}
