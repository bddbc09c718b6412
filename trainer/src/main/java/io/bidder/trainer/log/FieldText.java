package io.bidder.trainer.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The UTF-8 bytes of one field after the other, in a buffer that is reused; only fields that are
 * not ASCII become a String on the way. Not thread-safe.
 */
final class FieldText {
  private static final int INITIAL_BYTES = 1024;

  private final byte[][] missing;
  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;
  private int strippedFrom;
  private int strippedTo;
  private boolean malformed;

  /**
   * Holds no field yet.
   *
   * @param missing texts that mean "no value" beside the empty one
   */
  FieldText(List<String> missing) {
    this.missing =
        missing.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }

  /** Takes the next field. */
  void set(char[] chars, int from, int count) {
    if (count > bytes.length) {
      bytes = new byte[2 * count];
    }
    malformed = false;
    for (int i = 0; i < count; i++) {
      char c = chars[from + i];
      if (c >= 0x80) {
        malformed = hasLoneSurrogate(chars, from + i, from + count);
        byte[] utf8 = new String(chars, from, count).getBytes(StandardCharsets.UTF_8);
        length = utf8.length;
        bytes = length > bytes.length ? Arrays.copyOf(utf8, 2 * length) : bytes;
        System.arraycopy(utf8, 0, bytes, 0, length);
        return;
      }
      bytes[i] = (byte) c;
    }
    length = count;
  }

  /** Takes a text in the field's place. */
  void set(String text) {
    char[] chars = text.toCharArray();
    set(chars, 0, chars.length);
  }

  /** Tells whether the field has half a surrogate pair, which is no character. */
  boolean isMalformed() {
    return malformed;
  }

  private static boolean hasLoneSurrogate(char[] chars, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.isHighSurrogate(chars[i])
          && i + 1 < to
          && Character.isLowSurrogate(chars[i + 1])) {
        i++;
      } else if (Character.isSurrogate(chars[i])) {
        return true;
      }
    }
    return false;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Tells whether a part of the field means "no value". */
  boolean isMissing(int from, int count) {
    if (count == 0) {
      return true;
    }
    for (byte[] word : missing) {
      if (word.length == count && Arrays.equals(bytes, from, from + count, word, 0, count)) {
        return true;
      }
    }
    return false;
  }

  /** 1 or 0 for a word that says so, in whatever case; NaN for others. */
  double truth() {
    strip(0, length);
    String word = part(strippedFrom, strippedLength()).toLowerCase(Locale.ROOT);
    return switch (word) {
      case "true", "yes", "t", "y" -> 1;
      case "false", "no", "f", "n" -> 0;
      default -> Double.NaN;
    };
  }

  /** The start of the next word at {@code from} or later, or the field's end. */
  int indexOf(byte[] word, int from) {
    for (int at = from; at <= length - word.length; at++) {
      if (Arrays.equals(bytes, at, at + word.length, word, 0, word.length)) {
        return at;
      }
    }
    return length;
  }

  /** Leaves the spaces around a part of the field out. */
  void strip(int from, int to) {
    strippedFrom = from;
    strippedTo = to;
    while (strippedFrom < strippedTo && bytes[strippedFrom] == ' ') {
      strippedFrom++;
    }
    while (strippedTo > strippedFrom && bytes[strippedTo - 1] == ' ') {
      strippedTo--;
    }
  }

  int strippedFrom() {
    return strippedFrom;
  }

  int strippedLength() {
    return strippedTo - strippedFrom;
  }

  /** A part of the field. */
  String part(int from, int count) {
    return new String(bytes, from, count, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return part(0, length);
  }
}
