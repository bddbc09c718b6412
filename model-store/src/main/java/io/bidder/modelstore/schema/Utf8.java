package io.bidder.modelstore.schema;

/** UTF-8 without allocation, as {@link String#getBytes(java.nio.charset.Charset)} writes it. */
final class Utf8 {
  private Utf8() {}

  /**
   * Writes the text, for which {@code into} has three bytes a char, and returns how many bytes that
   * took.
   */
  static int encode(CharSequence text, byte[] into) {
    int at = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        into[at++] = (byte) c;
      } else if (c < 0x800) {
        into[at++] = (byte) (0xC0 | (c >> 6));
        into[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        into[at++] = (byte) (0xE0 | (c >> 12));
        into[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        into[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int codePoint = Character.toCodePoint(c, text.charAt(++i));
        into[at++] = (byte) (0xF0 | (codePoint >> 18));
        into[at++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
        into[at++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        into[at++] = (byte) (0x80 | (codePoint & 0x3F));
      } else {
        into[at++] = '?';
      }
    }
    return at;
  }
}
